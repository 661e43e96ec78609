import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { bundleFile } from './build-script'
import { extractWorker } from './extract-worker'
import type { Errno, Fault } from './fault-plan'
import { goRoot } from './go-rooms'
import { type LogServer, startLogServer } from './log-server'
import { hostPlatform, toolchainTestModule } from './toolchain'

/** What is interrupted: one task, or (`everything`) install, switch, env write, rc edit and undo in a row. */
export type Flow = 'install' | 'switch' | 'uninstall' | 'rc' | 'env' | 'undo' | 'everything'

export type Task =
  | { readonly do: 'prepare'; readonly flow: Flow }
  | { readonly do: 'mend'; readonly flow: Flow; readonly undo: boolean }
  | { readonly do: 'restore' | 'torn' }
  | {
      readonly do: 'fail'
      readonly flow: Flow
      readonly call: number
      readonly once: readonly Errno[]
      readonly on: readonly Errno[]
      /** Whether the same task is done once more, on what this fault and those before it left. */
      readonly heal: boolean
      /** Whether everything is undone in the end, to see that nothing is left. */
      readonly undo: boolean
    }
  | { readonly do: 'run'; readonly flow: Flow; readonly fault: Fault }

export interface Reply {
  readonly broken?: string
  /** File-system calls of the flow when nothing fails. */
  readonly calls?: number
  /** Those of them that change the disk. */
  readonly changes?: number
  /** Calls that failed. */
  readonly hits?: number
  /** What the run failed with; null: it was done. */
  readonly code?: string | null
  readonly why?: string
  /** What is neither as before nor as after a task: parts of SDKs, rc files, the go env file. */
  readonly torn?: readonly string[]
  readonly wrong?: readonly string[]
  /** Faults that happened, and how often the flow ended with each code. */
  readonly cases?: number
  readonly codes?: Readonly<Record<string, number>>
  /** Milliseconds of processor time that the answer took. */
  readonly cpu?: number
}

export interface RoomsSetup {
  readonly home: string
  readonly path: string
  readonly goproxy: string
  readonly gosumdb: string
  readonly worker: string
  readonly productWorker: string
  readonly versions: { readonly newest: string; readonly older: string }
  /** Content by path, by release. */
  readonly trees: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly task?: { readonly flow: Flow; readonly fault: Fault }
}

/** A process with the whole core, and the home that it works on. */
export interface Keeper {
  readonly home: string
  ask(task: Task): Promise<Reply>
  close(): Promise<void>
}

export interface FaultRooms {
  readonly net: LogServer
  /** Starts a core that stays and is asked one task after the other. */
  keeper(): Promise<Keeper>
  /** Runs a flow on a keeper's home in a process of its own, which may not live to its end; `started` gets the process. */
  victim(home: string, flow: Flow, fault: Fault, started?: (child: ChildProcess) => void): Promise<'killed' | 'done'>
  close(): Promise<void>
}

export const faultVersions = { newest: 'go1.27.4', older: 'go1.26.8' } as const

/** A release of a few files whose go passes everything on to the real one. */
export function tinyTree(version: string): Record<string, string> {
  const { os, arch } = hostPlatform
  const real = join(goRoot, 'bin/go')
  return {
    VERSION: `${version}\ntime 2026-08-28T16:20:06Z\n`,
    'bin/go': `#!/bin/sh\n[ "$1" = version ] && echo "go version ${version} ${os}/${arch}" && exit\nexec ${real} "$@"\n`,
    'bin/gofmt': '#!/bin/sh\ncat\n',
    [`pkg/tool/${os}_${arch}/compile`]: '#!/bin/sh\n',
    'src/go.mod': 'module std\n',
    'src/runtime/runtime.go': `package runtime // ${version}\n`,
  }
}

/** Bundles the core with a file system that fails on command, and serves it two small releases on loopback. */
export async function faultRooms(): Promise<FaultRooms> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'goready-faults-')))
  const input = (name: string): string => join(import.meta.dirname, name)
  for (const name of ['fault-rooms-child', 'fault-worker'])
    await bundleFile(input(`${name}.ts`), join(dir, `${name}.mjs`))
  const net = await startLogServer({
    records: 8,
    modules: Object.values(faultVersions).map((version) => toolchainTestModule(version, tinyTree(version))),
  })
  // a download takes several writes, so that a process can be killed amid them
  net.tamper((answer, { kind }) => (kind === 'zip' ? { ...answer, pieces: 8 } : answer))
  const common = {
    path: `${goRoot}/bin:/usr/bin:/bin`,
    goproxy: net.proxyUrl,
    gosumdb: net.sumdb.gosumdb,
    worker: join(dir, 'fault-worker.mjs'),
    productWorker: extractWorker.href,
    versions: faultVersions,
    trees: Object.fromEntries(Object.values(faultVersions).map((version) => [version, tinyTree(version)])),
  }
  const start = (home: string, task?: RoomsSetup['task']): ChildProcess => {
    const setup: RoomsSetup = { ...common, home, ...(task ? { task } : {}) }
    return spawn(process.execPath, [join(dir, 'fault-rooms-child.mjs'), JSON.stringify(setup)], {
      cwd: dir,
      env: { HOME: home, PATH: common.path },
      stdio: [task ? 'ignore' : 'pipe', task ? 'ignore' : 'pipe', 'inherit'],
    })
  }
  return {
    net,
    keeper: async () => keeperOf(await mkdtemp(join(dir, 'home-')), start),
    victim: (home, flow, fault, started) => {
      const child = start(home, { flow, fault })
      started?.(child)
      return new Promise((resolve, reject) => {
        child.on('close', (code, signal) => {
          if (signal === 'SIGKILL') resolve('killed')
          else if (code === 0) resolve('done')
          else reject(new Error(`ended with ${code ?? signal}`))
        })
      })
    },
    async close() {
      await net.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

function keeperOf(home: string, start: (home: string) => ChildProcess): Keeper {
  const child = start(home)
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()))
  if (!child.stdin || !child.stdout) throw new Error('no pipes')
  const { stdin } = child
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    home,
    async ask(task) {
      stdin.write(`${JSON.stringify(task)}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error('the process ended')
      const reply = JSON.parse(value) as Reply
      if (reply.broken) throw new Error(reply.broken)
      return reply
    },
    async close() {
      stdin.end()
      await closed
    },
  }
}
