import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { FailureShape } from '../../preload/contract/failure'
import { bundleScript } from './build-script'
import type { SdkSources } from './sdk-rooms'

export interface SdkTask {
  readonly sources: SdkSources
  readonly do: 'install' | 'uninstall' | 'undo-all'
  readonly version: string
  /** Recover what a crash left, as every start of the program does. */
  readonly recover?: boolean
  /** The process kills itself when it comes to this step. */
  readonly killAt?: string
}

export type SdkEnd =
  | { readonly kind: 'killed' }
  | { readonly kind: 'done'; readonly progress: readonly { kind: string }[]; readonly recovered: readonly unknown[] }
  | { readonly kind: 'failed'; readonly failure: FailureShape }

export interface SdkChild {
  /** Runs the task with the rooms in a process of its own. */
  run(home: string, task: SdkTask): Promise<SdkEnd>
  remove(): Promise<void>
}

/** Bundles the rooms into a script, for what needs a second process or the end of one. */
export async function buildSdkChild(): Promise<SdkChild> {
  const { script, remove } = await bundleScript(program)
  return {
    async run(home, task) {
      const child = spawn(process.execPath, [script, JSON.stringify(task)], {
        env: { HOME: home, PATH: '/usr/bin:/bin' },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [stdout, signal] = await Promise.all([
        text(child.stdout),
        new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, by) => resolve(by))),
      ])
      return signal === 'SIGKILL' ? { kind: 'killed' } : (JSON.parse(stdout) as SdkEnd)
    },
    remove,
  }
}

const main = (path: string): string => JSON.stringify(join(import.meta.dirname, '../../main', path))
const worker = JSON.stringify(join(import.meta.dirname, '../../out/workers/extract.js'))
const program = `
import { pathToFileURL } from 'node:url'
import { Journal } from ${main('journal/index.ts')}
import { createHttp, dirsFor, logTo, platformOf, systemClock, toFailure } from ${main('kit/index.ts')}
import { settingsSchema } from ${main('../preload/contract/settings.ts')}
import { createSumdb, sumdbBasesFor } from ${main('protocol/index.ts')}
import { createReleases } from ${main('releases/index.ts')}
import { createSdk } from ${main('sdk/index.ts')}
const task = JSON.parse(process.argv[2])
const home = process.env.HOME
const platform = platformOf(process.platform, process.arch)
const log = logTo({ write: () => undefined })
const settings = settingsSchema.parse({})
const world = {
  host: 'cli', env: process.env, home, platform, dirs: dirsFor(process.env, home, platform), clock: systemClock,
  http: createHttp({ env: {}, log }), settings: { get: () => settings }, log,
  extractWorker: pathToFileURL(${worker}),
}
const die = () => process.kill(process.pid, 'SIGKILL')
const { defaults, goproxy, gosumdb } = task.sources
const releases = createReleases(world, { goproxy: async () => goproxy, defaults, patience: { stagger: 200, grace: 200, late: 100 } })
const bases = sumdbBasesFor(goproxy, gosumdb)
const sumdb = createSumdb({ http: world.http, dir: world.dirs.state + '/sumdb', log, clock: systemClock, bases })
const sdk = createSdk(world, {
  releases, sumdb, shell: { views: async () => [] },
  checkpoint: (name) => name === task.killAt && die(),
})
const journal = new Journal(world, sdk.kinds)
let end
try {
  const recovered = task.recover ? await journal.recover() : []
  if (task.recover) await sdk.sweepStale()
  const plan = async () => {
    if (task.do === 'undo-all') return (await journal.planUndo({ all: true })).plan
    return journal.hold(await (task.do === 'install' ? sdk.planInstall({ version: task.version, use: false }) : sdk.planUninstall(task.version)))
  }
  const { id } = await plan()
  const progress = []
  for await (const step of journal.apply(id)) progress.push(step)
  end = { kind: 'done', progress, recovered }
} catch (error) {
  end = { kind: 'failed', failure: toFailure(error).toShape() }
}
await world.http.close()
console.log(JSON.stringify(end))
process.exit(0)
`
