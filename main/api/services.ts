import { join } from 'node:path'
import type { Settings } from '../../preload/contract/settings'
import { createTexts } from '../../preload/texts'
import { createChain } from '../chain'
import { createDoctor } from '../doctor'
import { createExplain } from '../explain'
import { createGoCommand } from '../gocmd'
import { createGoenv } from '../goenv'
import { Journal, type Recovery } from '../journal'
import {
  createHttp,
  createLog,
  dirsFor,
  type Environment,
  openSettings,
  platformOf,
  type SettingsFile,
  secretsOf,
  systemClock,
  type World,
} from '../kit'
import { createModules } from '../modules'
import { createSumdb, type SumdbAccess, sumdbBasesFor } from '../protocol'
import { createProxy } from '../proxy'
import { createReleases } from '../releases'
import { createReport } from '../report'
import { createSdk } from '../sdk'
import { createSetup } from '../setup'
import { createShell } from '../shell'
import { createStatus } from '../status'
import { createTemporary, type Temporary } from '../temporary'
import { type App, createApp } from './app'
import { forgetOwnDirs, noteOwnDirs } from './own-dirs'

/** What a host knows and the core does not. */
export interface HostOptions {
  readonly host: World['host']
  readonly version: string
  readonly env: Environment
  readonly home: string
  /** `process.platform` and `process.arch`. */
  readonly node: { readonly platform: string; readonly arch: string }
  /** BCP 47, as the system says. */
  readonly systemLanguage: string
  readonly openSettingsFile: (dir: string) => SettingsFile | Promise<SettingsFile>
  readonly extractWorker: URL
  /** Opens a page in the system's browser; null where the user sits at another machine, perhaps. */
  readonly openExternal: ((url: string) => Promise<void>) | null
}

/** Builds the world and every room in it: the one place where they meet. Takes back what a crash left half done. */
export async function createServices(options: HostOptions) {
  const world = await createWorld(options)
  const binDir = join(world.dirs.data, 'current', 'bin')
  const go = createGoCommand(world, { currentBin: binDir })
  const shell = createShell(world, { binDir, gopathBin: () => goenv.gopathBin() })
  const goenv = createGoenv(world, { go, shell })
  const goproxy = (): Promise<string> => goenv.effective('GOPROXY')
  const releases = createReleases(world, { goproxy, installed: () => sdk.installedReleases() })
  const sumdb = createSumdb({
    http: world.http,
    dir: join(world.dirs.state, 'sumdb'),
    log: world.log,
    clock: world.clock,
    bases: async () => {
      const access = toolchainSumdb(await goproxy(), await goenv.effective('GOSUMDB'), world.settings.get())
      return { ...access, bases: await releases.reachableFirst(access.bases, ({ url }) => url) }
    },
  })
  const sdk = createSdk(world, { releases, sumdb, shell })
  const proxy = createProxy(world, { goenv, shell })
  const journal = new Journal(world, [...shell.kinds, ...sdk.kinds])
  const temporary = createTemporary(world, { goenv, proxy, journal })
  const status = createStatus(world, { goenv, sdk, shell, journal, releases })
  const english = createTexts('en')
  const app: App = createApp({
    ...options,
    world,
    watched: async () => watched(world, sdk.sdkRoot(), await goenv.filePath()),
  })
  const recovered = await recover(journal, sdk)
  const stopTimer = await startTimer(temporary, world.host)
  return {
    world,
    app,
    chain: createChain(world, { goenv, proxy }),
    explain: createExplain(world, { goenv, sdk, releases, sumdb, knownProxies: publicProxies.split(',') }),
    goenv,
    journal,
    proxy,
    releases,
    sdk,
    shell,
    temporary,
    doctor: createDoctor(world, { goenv }),
    modules: createModules(world, { go }),
    setup: createSetup(world, { releases, sdk, proxy, shell, goenv }),
    report: createReport(world, {
      ...{ goenv, proxy, sdk, shell, status, journal },
      version: options.version,
      words: ({ key, params }) => english.t(key, params),
    }),
    status,
    settings: {
      get: (): Settings => world.settings.get(),
      set: (patch: Partial<Settings>): Promise<Settings> => world.settings.set(patch),
    },
    /** Entries that a crash had left half done, and what became of them. */
    recovered,
    /** Removes GoReady's own files: settings, history, cache. What it did to the machine is undone before, by the journal. */
    forget: () => forgetOwnDirs(world.dirs),
    close: async () => {
      await stopTimer()
      await world.http.close()
    },
  }
}
export type Services = Awaited<ReturnType<typeof createServices>>

/**
 * Where to ask the checksum database about toolchains: where the go command would, then the public proxies that serve the
 * same database. Whoever serves it, its signatures make the answers equal; a GOPROXY=direct behind a firewall must not
 * keep Go from being proved.
 */
function toolchainSumdb(goproxy: string, gosumdb: string, { onlyOwnProxies }: Settings): SumdbAccess {
  const own = sumdbBasesFor(goproxy, gosumdb)
  const isPlain = own.bases.some(({ via, url }) => via === 'direct' && url === `https://${own.key.name}`)
  if (onlyOwnProxies || !isPlain) return own
  const { bases } = sumdbBasesFor(publicProxies, gosumdb)
  const known = new Set(own.bases.map(({ url }) => url))
  return { ...own, bases: [...own.bases, ...bases.filter(({ url }) => !known.has(url))] }
}

const publicProxies = 'https://proxy.golang.org,https://goproxy.cn'

async function createWorld({
  host,
  env,
  home,
  node,
  openSettingsFile,
  extractWorker,
  version,
}: HostOptions): Promise<World> {
  const platform = platformOf(node.platform, node.arch)
  const dirs = dirsFor(env, home, platform)
  await noteOwnDirs(dirs)
  const log = createLog(dirs.logs, secretsOf(env))
  const http = createHttp({ env, log, userAgent: `GoReady/${version}` })
  const settings = await openSettings({ dir: dirs.config, clock: systemClock, log, openFile: openSettingsFile })
  return { host, env, home, platform, dirs, clock: systemClock, http, settings, log, extractWorker }
}

/** Puts back what is over; a host that stays does so whenever something is, and in its end what was to last until then. */
async function startTimer(temporary: Temporary, host: World['host']): Promise<() => Promise<void>> {
  await temporary.settle()
  const stop = new AbortController()
  const following = host === 'cli' ? Promise.resolve() : temporary.follow(stop.signal)
  return async () => {
    stop.abort()
    await following
    await temporary.close()
  }
}

async function recover(journal: Journal, sdk: { sweepStale(): Promise<void> }): Promise<Recovery[]> {
  const recovered = await journal.recover()
  await sdk.sweepStale()
  return recovered
}

function watched(world: World, sdkRoot: string, goenvFile: string | null) {
  return {
    settings: [join(world.dirs.config, 'config.json')],
    journal: [join(world.dirs.state, 'journal')],
    temporary: [join(world.dirs.state, 'temporary.json')],
    sdk: [sdkRoot, join(world.dirs.data, 'current')],
    goenv: goenvFile === null ? [] : [goenvFile],
  }
}
