import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { bundleFile } from './build-script'
import { extractWorker } from './extract-worker'
import { tinyTree } from './fault-rooms'
import { goRoot } from './go-rooms'
import { type LogServer, startLogServer } from './log-server'
import { toolchainTestModule } from './toolchain'

export type ManyTask =
  | { readonly do: 'install'; readonly version: string }
  | { readonly do: 'add-proxies'; readonly names: readonly string[] }
  | { readonly do: 'set'; readonly values: Readonly<Record<string, string>> }
  | { readonly do: 'switch'; readonly versions: readonly string[] }

export interface ManySetup {
  readonly home: string
  readonly path: string
  readonly goproxy: string
  readonly gosumdb: string
  readonly worker: string
  readonly host: 'cli' | 'web' | 'electron'
  readonly task: ManyTask
}

/** A process with the whole core that waits for the start signal. */
export interface Waiting {
  readonly child: ChildProcess
  go(): void
  /** `done`, the failure's code and message, or `killed`. */
  readonly end: Promise<string>
}

export interface ManyRooms {
  readonly net: LogServer
  /** Resolves when the process is up and waits. */
  start(home: string, task: ManyTask, host?: ManySetup['host']): Promise<Waiting>
  /** Starts a process for each task and lets them go when all are up; returns how each ended. */
  atOnce(home: string, tasks: readonly (readonly [ManySetup['host'], ManyTask])[]): Promise<string[]>
  close(): Promise<void>
}

/** Bundles the core for as many processes as are wanted, and serves them small releases on loopback. */
export async function manyRooms(versions: readonly string[]): Promise<ManyRooms> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'goready-many-')))
  const script = join(dir, 'child.mjs')
  await bundleFile(join(import.meta.dirname, 'many-rooms-child.ts'), script)
  const net = await startLogServer({
    records: 8,
    modules: versions.map((version) => toolchainTestModule(version, tinyTree(version))),
  })
  const start = (home: string, task: ManyTask, host: ManySetup['host'] = 'cli'): Promise<Waiting> => {
    const path = `${goRoot}/bin:/usr/bin:/bin`
    const sources = { goproxy: net.proxyUrl, gosumdb: net.sumdb.gosumdb, worker: fileURLToPath(extractWorker) }
    const setup: ManySetup = { home, path, ...sources, host, task }
    const child = spawn(process.execPath, [script, JSON.stringify(setup)], {
      env: { HOME: home, PATH: path },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    return waiting(child)
  }
  return {
    net,
    start,
    async atOnce(home, tasks) {
      const all = await Promise.all(tasks.map(([host, task]) => start(home, task, host)))
      for (const { go } of all) go()
      return Promise.all(all.map(({ end }) => end))
    },
    async close() {
      await net.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function waiting(child: ChildProcess): Promise<Waiting> {
  if (!child.stdin || !child.stdout) throw new Error('no pipes')
  const { stdin } = child
  const lines = createInterface({ input: child.stdout })
  let last = 'killed'
  const end = new Promise<string>((resolve) => child.on('close', () => resolve(last)))
  await new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line !== 'ready') last = line
      resolve()
    })
    child.on('close', () => resolve())
  })
  return { child, go: () => stdin.write('go\n'), end }
}
