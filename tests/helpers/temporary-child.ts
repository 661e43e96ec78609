import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { systemClock } from '../../main/kit'
import { createProxy } from '../../main/proxy'
import { createTemporary } from '../../main/temporary'
import { bundleScript } from './build-script'
import { roomsOf } from './go-rooms'
import { worldAt } from './world'

export interface TemporaryTask {
  /** `begin` sets GOSUMDB=off for 15 minutes; `replace` another value for 60; `settle` is a start of the program. */
  readonly do: 'begin' | 'replace' | 'settle'
  /** Milliseconds that passed since the test began, on both clocks. */
  readonly passed: number
  /** The process ends before this change of the disk, counted from 1; 0: it comes to its end. */
  readonly killAt: number
}

export interface TemporaryChild {
  /** Works on a home in a process of its own; the number of changes when it came to its end. */
  run(
    home: string,
    task: TemporaryTask,
  ): Promise<{ readonly kind: 'killed' } | { readonly kind: 'done'; changes: number }>
  remove(): Promise<void>
}

/** Bundles the rooms over a file system that ends the process where the test says. There is no go: the file is what this is about. */
export async function buildTemporaryChild(): Promise<TemporaryChild> {
  const { script, remove } = await bundleScript(program)
  return {
    async run(home, task) {
      const child = spawn(process.execPath, [script, JSON.stringify(task)], {
        cwd: '/',
        env: { HOME: home, PATH: '/bin/none' },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [stdout, signal] = await Promise.all([
        text(child.stdout),
        new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, by) => resolve(by))),
      ])
      return signal === 'SIGKILL' ? { kind: 'killed' } : { kind: 'done', ...JSON.parse(stdout) }
    },
    remove,
  }
}

/** What a start of the program does, in this process: takes back what was interrupted, and puts back what is over. */
export async function startAgain(home: string, passed: number): Promise<void> {
  const world = await worldAt(home, { env: { PATH: '/bin/none' } })
  const clock = { ...systemClock, now: () => new Date(begunAt + passed) }
  const rooms = roomsOf(world)
  const boot = async () => ({ id: 'one', uptime: 1000 + passed })
  const proxy = createProxy(world, rooms)
  await rooms.journal.recover()
  await createTemporary({ ...world, clock }, { ...rooms, proxy, boot }).settle()
  await world.http.close()
}

const begunAt = 1_770_000_000_000

const beside = (name: string): string => JSON.stringify(join(import.meta.dirname, name))
const room = (name: string): string => JSON.stringify(join(import.meta.dirname, '../../main', name, 'index.ts'))
const program = `
import { arm, disarm } from ${beside('fs-faults.ts')}
import { createGoCommand } from ${room('gocmd')}
import { createGoenv } from ${room('goenv')}
import { Journal } from ${room('journal')}
import { dirsFor, logTo, platformOf, systemClock } from ${room('kit')}
import { createProxy } from ${room('proxy')}
import { createTemporary } from ${room('temporary')}
const task = JSON.parse(process.argv[2])
const env = process.env
const platform = platformOf(process.platform, process.arch)
const log = logTo({ write: () => undefined })
const clock = { ...systemClock, now: () => new Date(${begunAt} + task.passed) }
const settings = { get: () => ({ customProxies: [] }) }
const world = { host: 'cli', env, home: env.HOME, platform, dirs: dirsFor(env, env.HOME, platform), clock, log, settings }
const shell = { exportsOf: async () => [], disableLine: async () => null, views: async () => [] }
const goenv = createGoenv(world, { go: createGoCommand(world, { currentBin: '/none' }), shell })
const journal = new Journal(world, [])
const boot = async () => ({ id: 'one', uptime: 1000 + task.passed })
const temporary = createTemporary(world, { goenv, journal, proxy: createProxy(world, { goenv, shell }), boot })
arm({ mode: task.killAt === 0 ? 'count' : 'kill', call: task.killAt })
if (task.do === 'settle') {
  await journal.recover()
  await temporary.settle()
} else {
  const [value, minutes] = task.do === 'begin' ? ['off', 15] : ['sum.golang.google.cn', 60]
  const { id } = journal.hold(await temporary.plan({ name: 'GOSUMDB', value, span: { minutes } }))
  for await (const step of journal.apply(id)) void step
}
console.log(JSON.stringify({ changes: disarm().changes }))
`
