import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createShell, type Shell } from '../../../main/shell'
import type { ShellName, ShellView } from '../../../preload/contract/shell'
import { accountWith, installed, placeGo, temporaryFolder, writeFiles } from '../../helpers/shells'
import { treeOf } from '../../helpers/tree'
import { type TestWorld, testWorld } from '../../helpers/world'

interface Scene {
  readonly world: TestWorld
  readonly shell: Shell
  readonly binDir: string
}

async function scene(
  files: Record<string, string | Uint8Array>,
  options: { login?: string; etc?: Record<string, string>; timeLimit?: number; env?: Record<string, string> } = {},
): Promise<Scene> {
  const world = await testWorld({ env: options.env ?? {} })
  const binDir = join(world.dirs.data, 'current', 'bin')
  const etc = await temporaryFolder()
  await writeFiles(world.home, files)
  await writeFiles(etc, options.etc ?? {})
  const shell = createShell(world, {
    binDir,
    gopathBin: async () => null,
    account: accountWith(options.login ?? '/bin/bash'),
    etc,
    timeLimit: options.timeLimit ?? 10_000,
  })
  return { world, shell, binDir }
}

function verdicts(views: readonly ShellView[]): Record<string, string> {
  return Object.fromEntries(views.map(({ mode, verdict }) => [mode, verdict]))
}

const shells = ['bash', 'zsh', 'fish', 'sh'] as const
const binaries = new Map(shells.map((name) => [name, installed(name)]))
const rcOf: Record<(typeof shells)[number], string> = {
  bash: '.bashrc',
  zsh: '.zshrc',
  fish: '.config/fish/config.fish',
  sh: '.profile',
}

describe.each(shells)('a fresh %s', (name) => {
  const binary = binaries.get(name) ?? null
  const test = it.skipIf(binary === null)

  test('sees what its files set, its modes at once, and nothing of ours', async () => {
    const gobin = await temporaryFolder()
    await placeGo(gobin)
    const set =
      name === 'fish'
        ? `set -gx PATH ${gobin} $PATH\nset -gx GOPROXY 'https://me:secret@proxy.test,direct'\nset -gx GOFLAGS 'a b'\nset -gx HOME_MADE 1`
        : `export PATH="${gobin}:$PATH" GOPROXY=https://me:secret@proxy.test,direct GOFLAGS='a b' HOME_MADE=1`
    const files = { '.bashrc': set, '.profile': set, '.zshrc': set, '.zprofile': set, '.config/fish/config.fish': set }
    const { shell } = await scene(files, { env: { GOREADY_SECRET: 'x', GOSUMDB: 'off' } })
    const views = await shell.views(undefined, [name])
    expect(views.map(({ mode }) => mode)).toEqual(
      name === 'sh' ? ['login', 'login-interactive'] : ['login', 'login-interactive', 'interactive'],
    )
    for (const view of views) {
      expect(view).toMatchObject({ shell: name, verdict: 'seen', go: join(gobin, 'go') })
      expect(view.path[0]).toBe(gobin)
      expect(view.env).toEqual({ GOPROXY: 'https://•••@proxy.test,direct', GOFLAGS: 'a b' })
    }
  })

  test('leaves the home folder as it was', async () => {
    const { shell, world } = await scene({ '.profile': 'cd /\n' })
    const before = await treeOf(world.home)
    const views = await shell.views(undefined, [name])
    expect(views.every(({ verdict }) => verdict === 'seen')).toBe(true)
    expect(await treeOf(world.home)).toEqual(before)
  })

  const noise = 'x'.repeat(1000)
  const hostile: readonly { what: string; posix: string; fish: string; verdict: 'seen' | 'not-verified' }[] = [
    { what: 'changes folder', posix: 'cd /tmp', fish: 'cd /tmp', verdict: 'seen' },
    { what: 'reads its input', posix: 'read -r x', fish: 'read x', verdict: 'seen' },
    {
      what: 'prints 1 MB',
      posix: `i=0; while [ $i -lt 1000 ]; do echo ${noise}; i=$((i+1)); done`,
      fish: `for i in (seq 1000); echo ${noise}; end`,
      verdict: 'seen',
    },
    {
      what: 'prints a mark like ours',
      posix: "printf '@@S00@@no@@E00@@'",
      fish: "printf '@@S00@@no@@E00@@'",
      verdict: 'seen',
    },
    { what: 'sets -eu', posix: 'set -eu', fish: 'true', verdict: 'seen' },
    { what: 'makes errors', posix: 'nosuchcommand; false', fish: 'nosuchcommand; false', verdict: 'seen' },
    { what: 'starts something in the background', posix: 'sleep 300 &', fish: 'sleep 300 &', verdict: 'seen' },
    { what: 'attaches to tmux', posix: 'tmux attach', fish: 'tmux attach', verdict: 'seen' },
    { what: 'returns early', posix: 'return 0', fish: 'return 0', verdict: 'seen' },
    { what: 'execs another program', posix: 'exec cat', fish: 'exec cat', verdict: 'not-verified' },
    { what: 'execs another shell', posix: 'exec /bin/sh', fish: 'exec /bin/sh', verdict: 'not-verified' },
    { what: 'exits', posix: 'exit 3', fish: 'kill -9 $fish_pid', verdict: 'not-verified' },
    {
      what: 'exits and leaves something that holds its output',
      posix: 'sleep 300 & exit 3',
      fish: 'sleep 300 &\nkill -9 $fish_pid',
      verdict: 'not-verified',
    },
    { what: 'sleeps', posix: 'sleep 60', fish: 'sleep 60', verdict: 'not-verified' },
    {
      what: 'sends its output away',
      posix: 'exec >/dev/null 2>&1',
      fish: 'exec cat >/dev/null',
      verdict: 'not-verified',
    },
  ]
  test.each(hostile)('whose file $what: $verdict', async ({ what, posix, fish, verdict }) => {
    const { shell } = await scene(
      { [rcOf[name]]: `${name === 'fish' ? fish : posix}\n` },
      { timeLimit: what === 'sleeps' ? 700 : 10_000 },
    )
    const started = performance.now()
    const views = await shell.views(undefined, [name])
    const mode = name === 'sh' ? 'login' : 'interactive'
    expect(verdicts(views)[mode]).toBe(verdict)
    for (const view of views.filter((view) => view.verdict === 'not-verified')) {
      expect(view).toMatchObject({ go: null, path: [], env: {} })
    }
    expect(performance.now() - started).toBeLessThan(8_000)
  })

  it.skipIf(binary === null || process.platform !== 'linux' || name === 'fish')(
    'leaves no process running',
    async () => {
      const { shell, world } = await scene({ [rcOf[name]]: 'sleep 300 & echo $! >>pids\n' })
      await shell.views(undefined, [name])
      const pids = (await readFile(join(world.home, 'pids'), 'utf8')).trim().split('\n')
      expect(pids.length).toBeGreaterThan(0)
      await expect.poll(async () => (await Promise.all(pids.map(isRunning))).includes(true)).toBe(false)
    },
  )

  test('stops with CANCELLED as soon as it is told to', async () => {
    const { shell } = await scene({ [rcOf[name]]: 'sleep 60\n' })
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 200)
    await expect(shell.views(controller.signal, [name])).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

describe('the environment of a fresh shell', () => {
  const bash = installed('bash')
  const pathIn = async (etc: Record<string, string>): Promise<string[]> => {
    const { shell } = await scene({ '.bashrc': '\n' }, { etc, env: { PATH: '/of/goready:/usr/bin:/bin' } })
    const views = await shell.views(undefined, ['bash'])
    return views.find(({ mode }) => mode === 'interactive')?.path ?? []
  }

  it.skipIf(bash === null || process.platform !== 'linux')('has the PATH that the system gives', async () => {
    const key = process.geteuid?.() === 0 ? 'ENV_SUPATH' : 'ENV_PATH'
    expect(await pathIn({})).toContain('/usr/bin')
    expect(await pathIn({})).not.toContain('/of/goready')
    expect(await pathIn({ 'login.defs': `# ${key} PATH=/no\n${key}\tPATH=/from/defs:/usr/bin\n` })).toEqual([
      '/from/defs',
      '/usr/bin',
    ])
    const both = { 'login.defs': `${key} /from/defs\n`, environment: 'PATH="/from/env:/usr/bin"\nGOPROXY=off\n' }
    expect(await pathIn(both)).toEqual(['/from/env', '/usr/bin'])
  })

  it.skipIf(bash === null || process.platform !== 'linux')('has what /etc/environment sets', async () => {
    const { shell } = await scene(
      { '.bashrc': '\n' },
      { etc: { environment: '# x\nGOPROXY=off\nexport GOFLAGS="-v"\nbad line\n' } },
    )
    expect((await shell.views(undefined, ['bash']))[0]?.env).toEqual({ GOPROXY: 'off', GOFLAGS: '-v' })
  })

  it.skipIf(bash === null)('tells an alias and a function from a program', async () => {
    const { shell } = await scene({ '.bashrc': "alias go='grc go'\n", '.profile': 'go() { :; }\n' })
    const views = await shell.views(undefined, ['bash'])
    expect(views.map(({ mode, go }) => [mode, go])).toEqual([
      ['login', 'go'],
      ['login-interactive', 'go'],
      ['interactive', "alias go='grc go'"],
    ])
    expect(await shell.shadowOf(views[2] as ShellView)).toEqual({ kind: 'alias', text: "alias go='grc go'" })
  })
})

describe('views without names', () => {
  const asked = async (files: Record<string, string>, login: string): Promise<ShellName[]> => {
    const { shell } = await scene(files, { login })
    return [...new Set((await shell.views()).map((view) => view.shell))].sort()
  }

  it.skipIf([...binaries.values()].includes(null))('asks the login shell and those that have files', async () => {
    expect(await asked({}, '/bin/bash')).toEqual(['bash'])
    expect(await asked({ '.zshrc': '' }, '/bin/bash')).toEqual(['bash', 'zsh'])
    expect(await asked({ '.config/fish/config.fish': '' }, installed('zsh') ?? '')).toEqual(['fish', 'zsh'])
    expect(await asked({ '.profile': '' }, '/usr/bin/nu')).toEqual(['sh'])
    expect(await asked({}, installed('fish') ?? '')).toEqual(['fish'])
  })

  it.skipIf(binaries.get('fish') === null)('does not make fish folders in a home without them', async () => {
    const { shell, world } = await scene({})
    await shell.views(undefined, ['fish'])
    expect(await readdir(world.home)).not.toContain('.local')
  })
})

/** False for a process that has ended, though nobody may have collected it yet. */
async function isRunning(pid: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z')
  return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z')
}
