import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createRouter, type Services } from '../../api'
import {
  createLog,
  dirsFor,
  type Environment,
  platformOf,
  readIfExists,
  secretsOf,
  systemClock,
  withLock,
} from '../../kit'
import { loadPage } from '../page'
import { askInstance, newSecret, readInstance, removeInstance, writeInstance } from './instance'
import { type Opened, openPage, type Surroundings } from './open-page'
import { startWebHost } from './start-web-host'

export interface ServeOptions {
  readonly env: Environment
  readonly home: string
  /** The build's folder, which holds renderer/ (the page) and build.json. */
  readonly outDir: string
  /** 0 takes any free port; another one is for a port that is forwarded over SSH. */
  readonly port: number
  /** Whether to open the page where there is a display. */
  readonly open: boolean
  /** Builds the core; called only when no GoReady is serving already. */
  readonly services: () => Promise<Services>
}

/** A served GoReady: our own, or one that was running already. */
export interface Serving {
  readonly reused: boolean
  /** The address without any secret. */
  readonly url: string
  /** Good once, for 60 s; null when the page was opened with it. */
  readonly link: string | null
  readonly opened: Opened
  /** A further launch link; null when the reused one has ended. */
  newLink(): Promise<string | null>
  /** Ends our own server and core; leaves a reused one alone. */
  close(): Promise<void>
}

interface Running extends Pick<Serving, 'reused' | 'url' | 'newLink' | 'close'> {
  readonly newLink: () => Promise<string | null>
}

/**
 * Serves the app on loopback and opens it. A GoReady of the same build that is serving already for this user is asked
 * for a launch link instead; so there is one server a user, however often it is started.
 *
 * @throws BUSY when the port asked for is taken, INVALID_INPUT when it may not be used
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { env, home } = options
  const platform = platformOf(process.platform, process.arch)
  const dirs = dirsFor(env, home, platform)
  const where: Surroundings = {
    env,
    home,
    platform,
    runtimeDir: dirs.runtime,
    log: createLog(dirs.logs, secretsOf(env)),
    isRoot: process.getuid?.() === 0,
  }
  await mkdir(dirs.runtime, { recursive: true, mode: 0o700 })
  const lock = join(dirs.runtime, 'web.lock')
  const running = await withLock(lock, 'the web host', { wait: 30_000, clock: systemClock }, async () => {
    return (await reuse(options, where)) ?? (await start(options, where))
  })
  const link = await running.newLink()
  const opened = options.open && link !== null ? await openPage(link, where) : 'none'
  return { ...running, opened, link: opened === 'none' ? link : null }
}

async function reuse({ outDir, port }: ServeOptions, { runtimeDir, log }: Surroundings): Promise<Running | null> {
  const instance = await readInstance(runtimeDir, log)
  if (instance === null || instance.build !== (await buildOf(outDir))) return null
  if (port !== 0 && port !== instance.port) return null
  const url = `http://127.0.0.1:${instance.port}/`
  const first = await askInstance(instance, log)
  if (first === null) return null
  const codes = [first]
  return {
    reused: true,
    url,
    async newLink() {
      const code = codes.pop() ?? (await askInstance(instance, log))
      return code === null ? null : `${url}#c=${code}`
    },
    close: async () => undefined,
  }
}

async function start(options: ServeOptions, { runtimeDir, log }: Surroundings): Promise<Running> {
  const secret = newSecret()
  const page = await loadPage(join(options.outDir, 'renderer'), 'self')
  const services = await options.services()
  const router = createRouter(services)
  const { port } = options
  const host = await startWebHost({ router, page, instanceSecret: secret, port, clock: systemClock, log }).catch(
    async (error: unknown) => {
      await services.close()
      throw error
    },
  )
  await writeInstance(runtimeDir, { port: host.port, secret, build: await buildOf(options.outDir) })
  log.info({ port: host.port }, 'serving')
  return {
    reused: false,
    url: host.url,
    newLink: async () => host.newLink(),
    async close() {
      await removeInstance(runtimeDir, secret, log)
      await host.close()
      await services.close()
    },
  }
}

/** Tells builds apart: what scripts/build.mjs wrote about this one. */
async function buildOf(outDir: string): Promise<string> {
  const bytes = await readIfExists(join(outDir, 'build.json'))
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex')
}
