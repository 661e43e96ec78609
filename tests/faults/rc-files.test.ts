// Rc files in real shells: fresh accounts, files that end badly or leave early, names that are no plain files, other users,
// processes that die, and others at work.
// Red when, for one, Journal.recover (main/journal/journal.ts) passes over entries that are still being applied.
import { execFileSync } from 'node:child_process'
import { access, chmod, mkdir, open, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Journal } from '../../main/journal'
import type { ShellName } from '../../preload/contract/shell'
import {
  type Files,
  has,
  isTakenBack,
  lands,
  rcOf,
  skeleton,
  systems,
  type Tried,
  triedShells,
} from '../helpers/rc-suite'
import { buildShellChild, giveToNobody, type ShellChild } from '../helpers/shell-child'
import { openShell, type ShellScene } from '../helpers/shell-scene'
import { installed, writeFiles } from '../helpers/shells'

// The suite must not shrink unseen: it counts the cases it defines, skipped ones included.
const expectedCases = 138
let cases = 0
const isRoot = process.geteuid?.() === 0

function scenario(name: string, needs: boolean, body: () => Promise<void>): void {
  cases += 1
  it.skipIf(!needs)(name, body)
}

describe('fresh accounts', () => {
  for (const system of systems) {
    for (const shell of triedShells) {
      scenario(`${system}: ${shell}`, has(shell), async () => lands(await openShell(await skeleton(system)), shell))
    }
  }

  const skel = ['.bashrc', '.profile', '.bash_profile', '.zshrc']
  for (const shell of triedShells) {
    scenario(`this computer's own /etc/skel: ${shell}`, has(shell), async () => {
      const found = await Promise.all(
        skel.map(async (name) => [name, await readFile(join('/etc/skel', name)).catch(() => null)] as const),
      )
      const files = found.flatMap(([name, content]) => (content === null ? [] : [[name, content] as const]))
      await lands(await openShell(Object.fromEntries(files)), shell)
    })
  }

  scenario('Debian: the logout file is not read by the probe', has('bash'), async () => {
    const scene = await openShell(await skeleton('debian'))
    await lands(scene, 'bash')
    await expect(access(join(scene.world.home, 'logout-was-read'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  scenario("macOS: ours stays first though path_helper puts the system's first", has('zsh'), async () => {
    const scene = await openShell(await skeleton('macos'))
    const [before] = await scene.shell.views(undefined, ['zsh'])
    expect(before?.path).toContain('/usr/local/go/bin')
    await lands(scene, 'zsh')
  })
})

describe('files that end badly', () => {
  const tails: readonly { name: string; posix: string; fish: string; fails: readonly Tried[] }[] = [
    { name: 'no final newline', posix: 'export A=1', fish: 'set -x A 1', fails: [] },
    { name: 'a trailing backslash', posix: 'export A=1 \\', fish: 'set -x A 1 \\', fails: [] },
    { name: 'an open quote', posix: "export A='1\n", fish: "set -x A '1\n", fails: ['bash', 'zsh', 'sh'] },
    { name: 'an open here-document', posix: 'cat <<END\ntext\n', fish: 'set -x A 1\n', fails: ['bash', 'zsh', 'sh'] },
    { name: 'an open if', posix: 'if true; then\n', fish: 'if true\n', fails: ['bash', 'zsh', 'sh'] },
    { name: 'Windows line ends', posix: 'export A=1\r\nexport B=2\r\n', fish: 'set -x A 1\r\n', fails: [] },
    { name: 'a lone carriage return', posix: 'export A=1\r', fish: 'set -x A 1\r', fails: [] },
    { name: 'bytes that are no UTF-8', posix: 'export A=\xe9\xff\n', fish: 'set -x A \xe9\n', fails: [] },
    { name: 'a comment without newline', posix: '# the end', fish: '# the end', fails: [] },
  ]
  for (const { name, posix, fish, fails } of tails) {
    for (const shell of triedShells) {
      scenario(`${name}: ${shell} ${fails.includes(shell) ? 'is taken back' : 'lands'}`, has(shell), async () => {
        const content = Buffer.from(shell === 'fish' ? fish : posix, 'latin1')
        const scene = await openShell({ [rcOf[shell]]: content })
        await (fails.includes(shell) ? isTakenBack(scene, shell) : lands(scene, shell))
      })
    }
  }
})

describe('files that leave early', () => {
  const guards: readonly { name: string; content: string; shells: readonly Tried[]; lands: boolean }[] = [
    { name: 'guard by $-', content: 'case $- in *i*) ;; *) return ;; esac\n', shells: ['bash', 'zsh'], lands: true },
    { name: 'guard by PS1', content: '[ -z "$PS1" ] && return\n', shells: ['bash', 'zsh'], lands: true },
    { name: 'return for everybody', content: 'return 0\n', shells: ['bash', 'zsh', 'sh'], lands: false },
    {
      name: 'set -e and a failing command',
      content: 'set -e\nfalse || true\n',
      shells: ['bash', 'zsh', 'sh'],
      lands: true,
    },
    { name: 'set -u', content: 'set -u\n', shells: ['bash', 'zsh', 'sh'], lands: true },
    {
      name: 'cd and noise',
      content: 'cd /; echo hello; printf "\\033]0;x\\007"\n',
      shells: ['bash', 'zsh', 'sh'],
      lands: true,
    },
  ]
  for (const { name, content, shells: tried, lands: shouldLand } of guards) {
    for (const shell of tried) {
      scenario(`${name}: ${shell}`, has(shell), async () => {
        const scene = await openShell({ [rcOf[shell]]: content })
        await (shouldLand ? lands(scene, shell) : isTakenBack(scene, shell))
      })
    }
  }

  const silent = { 'exec cat': 'exec cat\n', exit: 'exit 3\n', 'exec in a terminal only': '[ -t 0 ] || exec true\n' }
  for (const [name, content] of Object.entries(silent)) {
    for (const shell of ['bash', 'zsh'] as const) {
      scenario(`${name}: ${shell} was never heard, which is no reason to give up`, has(shell), async () => {
        const scene = await openShell({ [rcOf[shell]]: content })
        const before = await scene.tree()
        const plan = await scene.shell.planPath([shell])
        expect(plan.notes.map(({ key }) => key)).toContain('shell.note.silent')
        await scene.run(plan)
        await scene.undoAll()
        expect(await scene.tree()).toEqual(before)
      })
    }
  }
})

describe('where zsh looks', () => {
  const places: readonly [string, Files, string][] = [
    ['in the home', {}, ''],
    ['where ~/.zshenv says', { '.zshenv': 'export ZDOTDIR=$HOME/.config/zsh\n' }, '.config/zsh/'],
    ['where ~/.zshenv says without exporting it', { '.zshenv': 'ZDOTDIR=~/z\n' }, 'z/'],
  ]
  for (const [name, files, dir] of places) {
    scenario(name, has('zsh'), async () => {
      const scene = await openShell(files)
      await lands(scene, 'zsh')
      await scene.apply(['zsh'])
      await access(join(scene.world.home, dir, '.zshrc'))
      await access(join(scene.world.home, dir, '.zprofile'))
    })
  }
})

describe('names that are no plain files', () => {
  const home = (scene: ShellScene, name: string): string => join(scene.world.home, name)

  scenario('a chain of relative links', has('sh'), async () => {
    const scene = await openShell({ 'dot/files/profile': 'export A=1\n' })
    await symlink('files/profile', home(scene, 'dot/link'))
    await symlink('dot/link', home(scene, '.profile'))
    await lands(scene, 'sh')
    await scene.apply(['sh'])
    expect(await readlink(home(scene, '.profile'))).toBe('dot/link')
    expect(await readlink(home(scene, 'dot/link'))).toBe('files/profile')
    expect(await readFile(home(scene, 'dot/files/profile'), 'utf8')).toContain('>>> goready')
  })

  const refused: readonly [string, (path: string) => Promise<void>][] = [
    ['a link to nothing', (path) => symlink('nowhere', path)],
    ['a loop of links', (path) => symlink('.profile', path)],
    ['a folder', async (path) => void (await mkdir(path))],
    ['a link to a folder', (path) => symlink('.', path)],
    ['a FIFO', async (path) => void execFileSync('mkfifo', [path])],
    ['a device', (path) => symlink('/dev/zero', path)],
    ['a gigabyte of nothing', (path) => sparse(path, 1024 ** 3)],
  ]
  for (const [name, make] of refused) {
    scenario(`${name} is refused at once`, process.platform !== 'win32', async () => {
      const scene = await openShell({})
      await make(home(scene, '.profile'))
      await expect(scene.shell.changesFor(['sh'])).rejects.toMatchObject({ code: 'FILE_UNSUITABLE' })
      expect(await scene.shell.list()).toBeInstanceOf(Array)
      expect(await scene.shell.exportsOf(['GOPROXY'])).toEqual([])
    })
  }

  scenario('a file that is mounted by itself is written in place', isRoot && canMount(), async () => {
    const scene = await openShell({ '.profile': 'export A=1\n', mounted: 'export A=2\n' })
    execFileSync('mount', ['--bind', home(scene, 'mounted'), home(scene, '.profile')])
    try {
      await scene.apply(['sh'])
      expect(await readFile(home(scene, 'mounted'), 'utf8')).toMatch(/^export A=2\n\n# >>> goready/)
      await scene.undoAll()
    } finally {
      execFileSync('umount', [home(scene, '.profile')])
    }
    expect(await readFile(home(scene, 'mounted'), 'utf8')).toBe('export A=2\n')
    expect(await readFile(home(scene, '.profile'), 'utf8')).toBe('export A=1\n')
  })
})

describe('in another process', () => {
  let child: ShellChild
  beforeAll(async () => {
    child = await buildShellChild()
  })
  afterAll(() => child.remove())

  const asNobody = isRoot && installed('setpriv') !== null
  const nobodysHome = async (files: Files, locked: readonly string[], mode: number): Promise<ShellScene> => {
    const scene = await openShell(files)
    const { home } = scene.world
    await giveToNobody(home, join(home, '.config'), ...Object.keys(files).map((name) => join(home, name)))
    for (const name of locked) await chmod(join(home, name), mode)
    return scene
  }

  scenario('as nobody: a read-only file is never replaced', asNobody, async () => {
    const scene = await nobodysHome({ '.profile': 'export A=1\n' }, ['.profile'], 0o444)
    expect(await child.run(scene.world.home, { shells: ['sh'] }, true)).toEqual({
      kind: 'failed',
      code: 'PERMISSION_DENIED',
    })
    expect(await readFile(join(scene.world.home, '.profile'), 'utf8')).toBe('export A=1\n')
  })

  scenario('as nobody: its shell is left out, the others go on', asNobody && has('zsh'), async () => {
    const scene = await nobodysHome({ '.profile': '\n', '.zshrc': '\n' }, ['.zshrc'], 0o444)
    const end = await child.run(scene.world.home, { shells: ['zsh', 'sh'] }, true)
    expect(end).toMatchObject({ kind: 'done', notes: ['shell.leftOut.readOnly'] })
    expect(await readFile(join(scene.world.home, '.profile'), 'utf8')).toContain('>>> goready')
    expect(await readFile(join(scene.world.home, '.zshrc'), 'utf8')).toBe('\n')
  })

  scenario('as nobody: a file in a read-only folder', asNobody, async () => {
    const scene = await nobodysHome({ '.profile': '\n' }, ['.'], 0o555)
    expect(await child.run(scene.world.home, { shells: ['sh'] }, true)).toEqual({
      kind: 'failed',
      code: 'PERMISSION_DENIED',
    })
  })

  scenario('as nobody in the home of root, as under sudo the other way round', asNobody, async () => {
    const scene = await openShell({ '.profile': '\n' })
    await chmod(scene.world.home, 0o777)
    expect(await child.run(scene.world.home, { shells: ['sh'] }, true)).toEqual({
      kind: 'failed',
      code: 'HOME_NOT_OWNED',
    })
  })

  const started = { '.bashrc': 'export A=1', '.profile': '', '.zshrc': 'alias x=y\r\n' }
  const tried: readonly ShellName[] = ['bash', 'zsh', 'fish']
  const recovers = async (killing: { killAt?: number; killAfter?: number }): Promise<void> => {
    const scene = await openShell(started)
    const before = await scene.tree()
    const end = await child.run(scene.world.home, { shells: tried, ...killing })
    const journal = new Journal(scene.world, scene.shell.kinds)
    await journal.recover()
    if (end.kind === 'done') await scene.undoAll()
    expect(await scene.tree()).toEqual(before)
  }

  // env.sh, .bashrc, .profile, .zshrc, .zprofile, goready.fish: two steps each, then two of the check
  for (let step = 0; step < 14; step += 1) {
    scenario(
      `killed at step ${step}: the next start takes everything back`,
      has('bash') && has('zsh') && has('fish'),
      () => recovers({ killAt: step }),
    )
  }
  for (let round = 0; round < 8; round += 1) {
    scenario(`killed after ${round * 5} ms, wherever it is`, has('bash') && has('zsh') && has('fish'), () =>
      recovers({ killAfter: round * 5 }),
    )
  }

  scenario('the steps that were killed at are all there are', has('bash') && has('zsh') && has('fish'), async () => {
    const scene = await openShell(started)
    expect(await child.run(scene.world.home, { shells: tried })).toMatchObject({ kind: 'done', steps: 14 })
  })
})

describe('somebody else at work', () => {
  scenario('an editor that saves between preview and applying wins', has('bash'), async () => {
    const scene = await openShell({ '.bashrc': 'export A=1\n' })
    const plan = await scene.shell.planPath(['bash'])
    await writeFiles(scene.world.home, { '.bashrc': 'export A=2\n' })
    const now = await scene.tree()
    await expect(scene.run(plan)).rejects.toMatchObject({ code: 'PLAN_STALE' })
    expect(await scene.tree()).toEqual(now)
  })

  scenario('lines added after applying survive the undo', has('bash'), async () => {
    const scene = await openShell({ '.bashrc': 'export A=1\n' })
    await scene.apply(['bash'])
    const path = join(scene.world.home, '.bashrc')
    await writeFile(path, `export FIRST=1\n${await readFile(path, 'utf8')}`)
    await scene.undoAll()
    expect(await readFile(path, 'utf8')).toBe('export FIRST=1\nexport A=1\n')
  })

  scenario('two of us at once: one applies, the other says why not', has('bash'), async () => {
    const scene = await openShell({ '.bashrc': 'export A=1\n' })
    const [one, two] = [await scene.shell.planPath(['bash']), await scene.shell.planPath(['bash'])]
    const ends = await Promise.allSettled([scene.run(one), scene.run(two)])
    expect(ends.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1)
    for (const end of ends) {
      if (end.status === 'rejected') expect(['PLAN_STALE', 'FILE_CHANGED', 'BUSY']).toContain(end.reason.code)
    }
    const content = await readFile(join(scene.world.home, '.bashrc'), 'utf8')
    expect(content.match(/>>> goready/g)?.length ?? 0).toBeLessThanOrEqual(1)
    expect(content).toMatch(/^export A=1\n/)
  })
})

it('has not lost any case', () => {
  console.log(`${cases} cases of rc files`)
  expect(cases).toBeGreaterThanOrEqual(expectedCases)
})

function canMount(): boolean {
  try {
    execFileSync(installed('unshare') ?? '', ['-m', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    console.log('skipped: no permission to mount')
    return false
  }
}

async function sparse(path: string, size: number): Promise<void> {
  const handle = await open(path, 'w')
  await handle.truncate(size)
  await handle.close()
}
