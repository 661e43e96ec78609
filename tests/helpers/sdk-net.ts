import type { Platform } from '../../main/kit'
import type { Source } from '../../main/releases'
import { type FaultServer, startFaultServer } from './fault-server'
import { type LogServer, startLogServer } from './log-server'
import type { SdkSources } from './sdk-rooms'
import { archiveName, goArchive, goIndex, goTree, hostPlatform, toolchainTestModule } from './toolchain'

export interface SdkNet {
  /** Serves the index and the archives. */
  readonly site: FaultServer
  /** Serves the modules, and a checksum database that knows them. */
  readonly proxy: LogServer
  readonly siteSource: Source
  readonly proxySource: Source
  /** Both, the site first. */
  readonly sources: SdkSources
  /** Only the proxy. */
  readonly moduleOnly: SdkSources
  readonly archivePath: (version: string) => string
  close(): Promise<void>
}

/** An official site and a module proxy on loopback, with small Go releases that are the same in both. */
export async function sdkNet(versions: readonly string[], platform: Platform = hostPlatform): Promise<SdkNet> {
  const archives = Object.fromEntries(versions.map((version) => [version, goArchive(goTree(version, platform))]))
  const archivePath = (version: string): string => `/dl/${archiveName(version, platform)}`
  const site = await startFaultServer({
    '/dl/': { body: goIndex(archives, platform), type: 'application/json' },
    ...Object.fromEntries(Object.entries(archives).map(([version, body]) => [archivePath(version), { body }])),
  })
  const proxy = await startLogServer({
    modules: versions.map((version) => toolchainTestModule(version, goTree(version, platform), platform)),
  })
  const siteSource: Source = {
    kind: 'archive',
    id: 'archive:site',
    label: 'site',
    base: `${site.url}/dl/`,
    index: `${site.url}/dl/?mode=json&include=all`,
  }
  const proxySource: Source = { kind: 'module', id: 'module:proxy', label: 'proxy', base: proxy.proxyUrl }
  const common = { goproxy: 'off', gosumdb: proxy.sumdb.gosumdb }
  return {
    site,
    proxy,
    siteSource,
    proxySource,
    sources: { ...common, defaults: [siteSource, proxySource] },
    moduleOnly: { ...common, defaults: [proxySource] },
    archivePath,
    close: () => proxy.close(),
  }
}
