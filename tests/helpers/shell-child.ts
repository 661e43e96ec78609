import { spawn } from 'node:child_process'
import { chmod, chown } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { ShellName } from '../../preload/contract/shell'
import { bundleScript } from './build-script'

export interface ShellTask {
  readonly shells: readonly ShellName[]
  /** The process kills itself at this step of applying, counted from 0. */
  readonly killAt?: number
  /** Milliseconds after which it kills itself, wherever it is. */
  readonly killAfter?: number
}

export type ShellEnd =
  | { readonly kind: 'killed' }
  | { readonly kind: 'done'; readonly steps: number; readonly notes: readonly string[] }
  | { readonly kind: 'failed'; readonly code: string }

export interface ShellChild {
  /** Plans and applies in a process of its own; `asNobody` needs root, and a home that belongs to nobody. */
  run(home: string, task: ShellTask, asNobody?: boolean): Promise<ShellEnd>
  remove(): Promise<void>
}

/** The id of the user nobody. */
export const nobody = 65534

/** Bundles the shell room into a script, for what needs another user or the end of a process. */
export async function buildShellChild(): Promise<ShellChild> {
  const { script, remove } = await bundleScript(program)
  await chmod(dirname(script), 0o755)
  return {
    async run(home, task, asNobody = false) {
      const command = [process.execPath, script, JSON.stringify(task)]
      const user = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups']
      const [binary = '', ...args] = asNobody ? ['setpriv', ...user, ...command] : command
      const child = spawn(binary, args, {
        cwd: '/',
        env: { HOME: home, PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [stdout, signal] = await Promise.all([
        text(child.stdout),
        new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, by) => resolve(by))),
      ])
      return signal === 'SIGKILL' ? { kind: 'killed' } : (JSON.parse(stdout) as ShellEnd)
    },
    remove,
  }
}

/** Gives files to nobody, so that a process of that user owns them. */
export async function giveToNobody(...paths: readonly string[]): Promise<void> {
  for (const path of paths) await chown(path, nobody, nobody)
}

const from = (path: string): string => JSON.stringify(join(import.meta.dirname, '../../main', path))

const program = `
import { dirname, join } from 'node:path'
import { Journal } from ${from('journal')}
import { dirsFor, logTo, platformOf, systemClock, toFailure } from ${from('kit')}
import { createShell } from ${from('shell')}

const task = JSON.parse(process.argv[2])
const home = process.env.HOME
const platform = platformOf(process.platform, process.arch)
const dirs = dirsFor(process.env, home, platform)
const settings = { get: () => ({ checkFreshShell: true }) }
const log = logTo({ write: () => true })
const world = { host: 'cli', env: process.env, home, platform, dirs, clock: systemClock, log, settings }
const account = { username: 'tester', loginShell: '/bin/bash', uid: process.geteuid() }
const shell = createShell(world, { binDir: join(dirs.data, 'current', 'bin'), gopathBin: async () => null, account })
const die = () => process.kill(process.pid, 'SIGKILL')
try {
  const journal = new Journal(world, shell.kinds)
  const plan = await shell.planPath(task.shells)
  if (task.killAfter !== undefined) setTimeout(die, task.killAfter)
  let steps = 0
  const applying = journal.apply(journal.hold(plan).id)
  for (let step = await applying.next(); !step.done; step = await applying.next()) {
    if (steps++ === task.killAt) die()
  }
  console.log(JSON.stringify({ kind: 'done', steps, notes: plan.notes.map(({ key }) => key) }))
} catch (error) {
  console.log(JSON.stringify({ kind: 'failed', code: toFailure(error).code }))
}
`
