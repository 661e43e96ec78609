// What people, editors and tools leave at the end of the stock files of six systems, in real shells: Go gets onto PATH and
// is taken off again to the byte, or the fresh-shell check takes it back by itself and says why.
// Red when, for one, applyBlock (main/shell/rc-block.ts) leaves out the newline before its block, or checkFreshShells
// (main/shell/check.ts) does not throw for a shadow.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { hasErrno } from '../../main/kit'
import { rejection } from '../helpers/failure-of'
import { type Ending, endings } from '../helpers/rc-endings'
import { binaryOf, type Files, has, rcOf, type System, skeleton, type Tried, triedShells } from '../helpers/rc-suite'
import { eachOf } from '../helpers/seeded'
import { openShell, type ShellScene } from '../helpers/shell-scene'

let cases = 0
const ends = { lands: 0, back: 0, silent: 0, refused: 0 }
afterAll(() => {
  console.log(`${cases} handwritten rc files in real shells (${endings.length} endings): ${JSON.stringify(ends)}`)
  expect(endings.length).toBeGreaterThanOrEqual(36)
  expect(cases).toBeGreaterThanOrEqual(36 * 13)
})

/** Where each shell's stock files differ; fish writes its own one, the same everywhere. */
const stockOf: Record<Tried, readonly System[]> = {
  bash: ['debian', 'ubuntu', 'fedora', 'arch', 'alpine', 'macos'],
  zsh: ['macos', 'fedora', 'nothing at all'],
  sh: ['debian', 'ubuntu', 'alpine'],
  fish: ['nothing at all'],
}
const stockFish = 'if status is-interactive\n    # Commands to run in interactive sessions can go here\nend\n'

for (const ending of endings) {
  describe(ending.name, () => {
    for (const shell of triedShells) {
      const end = ending.ends[shell]
      cases += stockOf[shell].length
      it.skipIf(!has(shell))(`${shell}: ${typeof end === 'string' ? end : end.refused}`, async () => {
        await eachOf(stockOf[shell], 2, async (system) => {
          const scene = await openShell(await filesWith(system, shell, ending))
          try {
            await comesTo(end, scene, shell)
          } catch (error) {
            throw new Error(`with the files of ${system}`, { cause: error })
          }
        })
      })
    }
  })
}

async function filesWith(system: System, shell: Tried, ending: Ending): Promise<Files> {
  const stock = { '.config/fish/config.fish': stockFish, ...(await skeleton(system)) } as Files
  const name = rcOf[shell]
  const before = Buffer.from(stock[name] ?? '')
  return { ...stock, [name]: ending.make(before, shell) }
}

async function comesTo(end: Ending['ends'][Tried], scene: ShellScene, shell: Tried): Promise<void> {
  const before = await treeOf(scene)
  if (typeof end !== 'string') {
    ends.refused += 1
    expect((await rejection(scene.apply([shell]))).code).toBe(end.refused)
    expect(await treeOf(scene)).toBe(before)
    return
  }
  ends[end] += 1
  const plan = await scene.shell.planPath([shell])
  const notes = plan.notes.map(({ key }) => key)
  // some fall silent in one of their modes alone
  if (end === 'silent') expect(notes).toContain('shell.note.silent')
  if (end === 'back') {
    const failure = await rejection(scene.run(plan))
    expect(failure.code).toBe('SHELL_NOT_VERIFIED')
    expect(failure.details).toMatchObject({
      shell: expect.stringContaining(shell),
      why: expect.stringMatching(/\w{3}/),
    })
    expect(await treeOf(scene)).toBe(before)
    return
  }
  await scene.run(plan)
  if (end === 'lands') expect(await firstOnPath(scene, shell)).toBe(scene.binDir)
  const applied = await treeOf(scene)
  expect(applied).not.toBe(before)
  expect((await scene.shell.planPath([shell])).changes).toEqual([])
  await scene.undoAll()
  expect(await treeOf(scene)).toBe(before)
}

/** The home, without what the user's own files leave there: zsh's completion cache, what a login shell does at its end. */
async function treeOf(scene: ShellScene): Promise<string> {
  return (await scene.tree()).replaceAll(/^(?:\.zcompdump|logout-was-read).*\n?/gm, '').trimEnd()
}

/** The first folder on PATH of a shell that the test starts itself, as a terminal does. */
async function firstOnPath({ world }: ShellScene, shell: Tried): Promise<string> {
  const say = shell === 'fish' ? 'echo "@@"$PATH[1]":"' : 'echo "@@$PATH:"'
  const flags = shell === 'sh' ? ['-l'] : shell === 'fish' ? ['--private', '-i'] : ['-i']
  // fish makes folders wherever it starts
  const aside = join(world.home, '.local/state/test')
  const env = { HOME: world.home, PATH: '/usr/bin:/bin', TERM: 'dumb', XDG_DATA_HOME: aside, XDG_CACHE_HOME: aside }
  const stdio = ['ignore', 'pipe', 'ignore'] as const
  const child = spawn(binaryOf(shell) ?? '', [...flags, '-c', say], {
    cwd: world.home,
    env,
    stdio: [...stdio],
    detached: true,
  })
  let said = ''
  try {
    for await (const chunk of child.stdout ?? []) {
      said += String(chunk)
      const found = /@@([^:]*):/.exec(said)?.[1]
      if (found !== undefined) return found
    }
  } finally {
    killGroup(child.pid)
  }
  throw new Error(`${shell} said ${said.slice(-300)}`)
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (!hasErrno(error, 'ESRCH')) throw error
  }
}
