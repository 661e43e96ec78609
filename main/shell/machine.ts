import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ShellName } from '../../preload/contract/shell'
import type { World } from '../kit'
import { type Account, accountOf, shellNameOf } from './account'
import { freshEnvironment } from './fresh-environment'
import { askShell } from './probe'
import { readRegular } from './read-regular'
import type { FreshShell } from './views'

/** What the shell room knows of the computer: the user, where shells and their files are. Made anew for each request. */
export interface Machine {
  readonly account: Account
  /** The login shell, null for one that GoReady can't set up. */
  readonly loginShell: ShellName | null
  /** The shell's executable, null when it is not installed. */
  binaryOf(shell: ShellName): Promise<string | null>
  /** The files that get the block, in the order in which they are shown. */
  filesOf(shell: ShellName): Promise<string[]>
  /** True when the shell has files of the user's own. */
  isUsed(shell: ShellName): Promise<boolean>
  freshShell(shell: ShellName): Promise<FreshShell | null>
  /** Where zsh looks for its files. */
  zshDir(): Promise<string>
  fishDir(): Promise<string>
}

export interface MachineOptions {
  readonly account?: Account | undefined
  /** The folder of system-wide files, `/etc`. */
  readonly etc: string
  readonly timeLimit: number
}

type MachineWorld = Pick<World, 'env' | 'home' | 'platform'>

export function machineOf(world: MachineWorld, options: MachineOptions): Machine {
  return new UserMachine(world, options)
}

class UserMachine implements Machine {
  readonly account: Account
  readonly loginShell: ShellName | null
  readonly #world: MachineWorld
  readonly #options: MachineOptions
  #zshDir: Promise<string> | undefined

  constructor(world: MachineWorld, options: MachineOptions) {
    this.#world = world
    this.#options = options
    this.account = options.account ?? accountOf(world.env)
    this.loginShell = this.account.loginShell === null ? null : shellNameOf(this.account.loginShell)
  }

  async binaryOf(shell: ShellName): Promise<string | null> {
    const login = this.account.loginShell
    if (shell === this.loginShell && login !== null && (await isExecutable(login))) return login
    const dirs = [...(this.#world.env.PATH ?? '').split(':'), ...usualBins].filter((dir) => dir.startsWith('/'))
    const name = shell === 'powershell' ? 'pwsh' : shell
    for (const dir of dirs) if (await isExecutable(join(dir, name))) return join(dir, name)
    return null
  }

  async filesOf(shell: ShellName): Promise<string[]> {
    switch (shell) {
      case 'bash':
        return [this.#inHome('.bashrc'), await bashLoginFile(this.#world.home)]
      case 'zsh': {
        const dir = await this.zshDir()
        return [join(dir, '.zshrc'), join(dir, '.zprofile')]
      }
      case 'sh':
        return [this.#inHome('.profile')]
      case 'fish':
        return [join(await this.fishDir(), 'conf.d', 'goready.fish')]
      case 'powershell':
        return [join(await this.#configHome('powershell'), 'powershell', 'profile.ps1')]
      case 'windows':
        return []
    }
  }

  async isUsed(shell: ShellName): Promise<boolean> {
    switch (shell) {
      case 'bash':
        return hasAny(this.#world.home, ['.bashrc', '.bash_profile', '.bash_login'])
      case 'zsh':
        return hasAny(await this.zshDir(), ['.zshrc', '.zprofile', '.zshenv', '.zlogin'])
      case 'sh':
        return hasAny(this.#world.home, ['.profile'])
      case 'fish': {
        const dir = await this.fishDir()
        return (await hasAny(dir, ['config.fish', 'fish_variables'])) || (await hasEntries(join(dir, 'conf.d')))
      }
      case 'powershell':
        return hasEntries(join(await this.#configHome('powershell'), 'powershell'))
      case 'windows':
        return true
    }
  }

  async freshShell(shell: ShellName): Promise<FreshShell | null> {
    const binary = await this.binaryOf(shell)
    if (binary === null) return null
    const base = await this.#freshEnvironment()
    // some systems make every interactive zsh write a completion cache into the home folder
    if (shell === 'zsh') return { name: shell, binary, env: { ...base, skip_global_compinit: '1' } }
    const inherits = (shell === 'fish' || shell === 'powershell') && shell !== this.loginShell
    const config = this.#world.env.XDG_CONFIG_HOME
    if (!inherits || config === undefined) return { name: shell, binary, env: base }
    return { name: shell, binary, env: { ...base, XDG_CONFIG_HOME: config } }
  }

  zshDir(): Promise<string> {
    this.#zshDir ??= this.#askZshDir()
    return this.#zshDir
  }

  async fishDir(): Promise<string> {
    return join(await this.#configHome('fish'), 'fish')
  }

  // zsh alone knows: the system's and the user's .zshenv may both set it
  async #askZshDir(): Promise<string> {
    const { home, env } = this.#world
    const zsh = await this.freshShell('zsh')
    if (zsh === null) return absoluteOr(env.ZDOTDIR, home)
    const given = absoluteOr(zsh.env.ZDOTDIR, home)
    // starting zsh only to hear what is plain to see would make everything that looks at rc files slower
    if (usualZsh.includes(zsh.binary) && !(await this.#mayMoveZshDir(given))) return given
    const nonce = randomBytes(12).toString('hex')
    const command = `printf '%s%s@@%s%s%s@@' '@@S' '${nonce}' "\${ZDOTDIR-}" '@@E' '${nonce}'; kill -9 $$`
    const { timeLimit } = this.#options
    const probe = { shell: zsh.name, binary: zsh.binary, flags: [], env: zsh.env, cwd: home, timeLimit, command }
    const answer = await askShell(probe, nonce)
    return absoluteOr(answer?.toString('utf8'), home)
  }

  /** Whether the files that zsh reads first say the word, or lead to others that may. */
  async #mayMoveZshDir(dir: string): Promise<boolean> {
    const { etc = '/etc' } = this.#options
    for (const path of [join(etc, 'zshenv'), join(etc, 'zsh', 'zshenv'), join(dir, '.zshenv')]) {
      const text = (await readRegular(path))?.toString('latin1') ?? ''
      if (/ZDOTDIR|\b(?:source|eval|emulate|autoload)\b|(?:^|[\s;&|({`])\.\s/.test(text)) return true
    }
    return false
  }

  // A login fish starts with the system's variables alone; one started in another shell inherits the session's.
  async #configHome(shell: ShellName): Promise<string> {
    const isLogin = shell === this.loginShell
    const own = isLogin ? (await this.#freshEnvironment()).XDG_CONFIG_HOME : this.#world.env.XDG_CONFIG_HOME
    return absoluteOr(own, this.#inHome('.config'))
  }

  #freshEnvironment(): Promise<Record<string, string>> {
    return freshEnvironment(this.#world, this.account, this.#options.etc)
  }

  #inHome(name: string): string {
    return join(this.#world.home, name)
  }
}

/** Where a zsh reads /etc/zshenv or /etc/zsh/zshenv; others may read elsewhere. */
const usualZsh = ['/bin/zsh', '/usr/bin/zsh', '/opt/homebrew/bin/zsh']

// beside PATH, which may be short when GoReady was started from a desktop
const usualBins = [
  '/bin',
  '/usr/bin',
  '/usr/local/bin',
  '/opt/homebrew/bin',
  '/home/linuxbrew/.linuxbrew/bin',
  '/snap/bin',
]

/** bash reads the first of the three that is readable. None of them is made but .profile: a new .bash_profile would hide it. */
async function bashLoginFile(home: string): Promise<string> {
  for (const name of ['.bash_profile', '.bash_login']) {
    if (await isReadable(join(home, name))) return join(home, name)
  }
  return join(home, '.profile')
}

function absoluteOr(path: string | undefined, fallback: string): string {
  return path?.startsWith('/') ? path.replace(/(?<=.)\/+$/, '') : fallback
}

async function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false // whatever the reason, it can't be started
  }
}

async function hasEntries(dir: string): Promise<boolean> {
  return readdir(dir).then(
    (names) => names.length > 0,
    () => false,
  )
}

async function hasAny(dir: string, names: readonly string[]): Promise<boolean> {
  for (const name of names) if (await isReadable(join(dir, name))) return true
  return false
}
