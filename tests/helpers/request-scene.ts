import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createGoCommand } from '../../main/gocmd'
import { createGoenv } from '../../main/goenv'
import {
  type Clock,
  createHttp,
  createLog,
  type Http,
  type HttpOptions,
  type Platform,
  secretsOf,
} from '../../main/kit'
import { createSumdb, type Sumdb, type SumdbAccess, sumdbBasesFor } from '../../main/protocol'
import { createProxy, type ProxyRoom } from '../../main/proxy'
import type { Source } from '../../main/releases'
import { createShell } from '../../main/shell'
import { fakeClock } from './fake-clock'
import { type FaultServer, type ServedFile, startFaultServer } from './fault-server'
import { type LogServer, startLogServer } from './log-server'
import { type SdkRooms, sdkRooms } from './sdk-rooms'
import { archiveName, goArchive, goIndex, goTree, hostPlatform, toolchainTestModule } from './toolchain'
import { type TestWorld, testWorld } from './world'
import { makeZip } from './zip-maker'

export const version = 'go1.27.4'
const windows: Platform = { os: 'windows', arch: 'amd64' }
export const windowsTree: Readonly<Record<string, string>> = {
  ...goTree(version, windows),
  'bin/go.exe': goTree(version, windows)['bin/go'] ?? '',
}

/** Secrets that stand in addresses, in the environment and in headers; none may be in a log, a failure or a file. */
export const secrets = {
  query: 'sesame-query-2',
  variable: 'sesame-variable-3',
  proxy: 'sesame-proxy-4',
  proxyHeader: Buffer.from('user:sesame-proxy-4').toString('base64'),
  path: 'Sesame5Folder5Abcdefghijk',
}

/** All that is served: asked for once, then the same for every test. */
export interface RequestNet {
  readonly site: Readonly<Record<string, ServedFile>>
  readonly windowsSite: Readonly<Record<string, ServedFile>>
  readonly log: LogServer
  find(path: string): Promise<ServedFile | undefined>
}

export async function requestNet(): Promise<RequestNet> {
  const archives = { [version]: goArchive(goTree(version)) }
  const zip = makeZip(Object.entries(windowsTree).map(([path, data]) => ({ name: `go/${path}`, data })))
  const name = archiveName(version, windows).replace('.tar.gz', '.zip')
  const index = goIndex({ [version]: zip }, windows)
    .toString()
    .replace(archiveName(version, windows), name)
  const probed = [
    { path: 'golang.org/x/text', version: 'v0.3.0', files: { 'text.bin': randomBytes(20 * 1024) } },
    { path: 'github.com/pkg/errors', version: 'v0.9.1' },
    { path: 'rsc.io/quote', version: 'v1.5.2' },
  ]
  const log = await startLogServer({
    name: 'sum.golang.org',
    records: 3000,
    // two, so that half of a list is a list
    modules: [toolchainTestModule(version), toolchainTestModule('go1.26.8'), ...probed],
  })
  const known = new Map<string, Promise<ServedFile | undefined>>()
  const ask = async (path: string): Promise<ServedFile | undefined> => {
    const answer = await fetch(log.url + path)
    const body = Buffer.from(await answer.arrayBuffer())
    if (!answer.ok) return undefined
    return { body: path.endsWith('/supported') ? Buffer.from('yes, it is served here\n') : body }
  }
  return {
    site: {
      '/dl/': { body: goIndex(archives), type: 'application/json' },
      [`/dl/${archiveName(version)}`]: { body: archives[version] ?? Buffer.alloc(0) },
    },
    windowsSite: {
      '/dl/': { body: Buffer.from(index), type: 'application/json' },
      [`/dl/${name}`]: { body: zip },
    },
    log,
    find(path) {
      const inside = path.replace(`/${secrets.path}`, '')
      const found = known.get(inside) ?? ask(inside)
      known.set(inside, found)
      return found
    },
  }
}

export interface RequestScene {
  readonly world: TestWorld
  /** An HTTP proxy that answers for every host itself. */
  readonly server: FaultServer
  readonly proxyUrl: string
  readonly access: { readonly byProxy: SumdbAccess; readonly direct: SumdbAccess }
  /** As after a new start of the program: of all that asks for something, nothing was asked yet. */
  rooms(): RequestRooms
}

export interface RequestRooms extends SdkRooms {
  readonly proxy: ProxyRoom
  sumdb(access: SumdbAccess): Sumdb
}

export interface SceneOptions {
  readonly sources: 'site' | 'proxy'
  readonly platform?: 'windows'
  /** Milliseconds of silence, at most: what the product would allow is too long for a test. */
  readonly silence: number
  /** A second passes at each look at the clock, so that a trickle is slow. */
  readonly isFast: boolean
  /** The server answers no Range. */
  readonly wholeOnly?: boolean
  /** The module proxy does not serve the checksum database. */
  readonly noDatabase?: boolean
}

/** Everything of the product that sends requests, on a home of its own, behind an HTTP proxy with a password. */
export async function requestScene(net: RequestNet, options: SceneOptions): Promise<RequestScene> {
  const { wholeOnly = false, noDatabase = false } = options
  const site = options.platform === 'windows' ? net.windowsSite : net.site
  const whole = (file: ServedFile | undefined): ServedFile | undefined => file && { ...file, ranges: !wholeOnly }
  const server = await startFaultServer(site, async (path) =>
    noDatabase && path.includes('/proxy/sumdb/') ? undefined : whole(await net.find(path)),
  )
  const through = `http://user:${secrets.proxy}@${new URL(server.url).host}`
  const env = { MY_TOKEN: secrets.variable, HTTP_PROXY: through, HTTPS_PROXY: through }
  const real = await testWorld({ env })
  // the log that a user may be asked for
  const log = createLog(real.dirs.logs, secretsOf(env))
  log.level = 'trace'
  const http = createHttp({ env, log })
  onTestFinished(() => http.close())
  const world: TestWorld = {
    ...real,
    log,
    http: impatient(http, options.silence),
    clock: hurried(real.clock, options.isFast),
    platform: options.platform === 'windows' ? windows : hostPlatform,
  }
  const proxyUrl = `http://mods.test/${secrets.path}/proxy`
  const siteSource: Source = {
    kind: 'archive',
    id: 'archive:site',
    label: 'site',
    base: 'http://site.test/dl/',
    index: `http://site.test/dl/?mode=json&include=all&token=${secrets.query}&x=${secrets.variable}`,
  }
  const proxySource: Source = { kind: 'module', id: 'module:proxy', label: 'proxy', base: proxyUrl }
  const { verifierKey } = net.log.sumdb
  const gosumdb = `${verifierKey} http://sums.test/${secrets.path}/database`
  const byProxy = sumdbBasesFor(proxyUrl, verifierKey)
  return {
    world,
    server,
    proxyUrl,
    access: {
      byProxy: { ...byProxy, bases: byProxy.bases.filter(({ via }) => via === 'proxy') },
      direct: sumdbBasesFor('off', gosumdb),
    },
    rooms: () => ({
      ...sdkRooms(world, {
        goproxy: 'off',
        gosumdb,
        defaults: [options.sources === 'site' ? siteSource : proxySource],
      }),
      proxy: proxyRoom(world, proxyUrl),
      sumdb: (bases) => createSumdb({ ...world, dir: join(world.dirs.state, 'sumdb'), bases }),
    }),
  }
}

function proxyRoom(world: TestWorld, url: string): ProxyRoom {
  const go = createGoCommand(world, { currentBin: join(world.dirs.data, 'current/bin') })
  const shell = createShell(world, { binDir: join(world.dirs.data, 'current/bin'), gopathBin: () => goenv.gopathBin() })
  const goenv = createGoenv(world, { go, shell })
  return createProxy(world, {
    goenv,
    shell,
    presets: [{ id: 'mods', label: 'mods', goproxy: url, note: null, custom: false }],
    sumdbs: ['usual', 'other'].map((id) => ({
      id,
      label: id,
      gosumdb: id,
      note: null,
      url: `http://${id}.test/database`,
    })),
    limits: { request: 20_000, transfer: 20_000, transferBytes: 16 * 1024 },
  })
}

function impatient(http: Http, silence: number): Http {
  const limited = <Options extends HttpOptions>(options: Options): Options => ({
    ...options,
    headersTimeout: Math.min(options.headersTimeout ?? 30_000, silence),
    idleTimeout: Math.min(options.idleTimeout ?? 30_000, silence),
  })
  return {
    get: (url, options) => http.get(url, limited(options)),
    open: (url, options = {}) => http.open(url, limited(options)),
    close: () => http.close(),
  }
}

/** Pauses before another try are short. */
function hurried(clock: Clock, isFast: boolean): Clock {
  const sleep: Clock['sleep'] = (milliseconds, signal) => clock.sleep(Math.min(milliseconds, 5), signal)
  return { ...clock, sleep, ...(isFast ? { monotonic: fakeClock(1000).monotonic } : {}) }
}
