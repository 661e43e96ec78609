import type { Catalogue, ReleaseSource } from '../../preload/contract/releases'
import { isReleaseVersion, parseGoproxy } from '../golang'
import { Failure, redact, throwIfCancelled, type World } from '../kit'
import { catalogueOf } from './catalogue'
import { freshFor, type Known, KnownReleases, lastFetched } from './known-releases'
import { type Candidate, candidatesFor } from './locate'
import { indexScoreId, type Patience, type RefreshParts, refresh } from './refresh'
import { resolveIn, unknownRelease } from './resolve'
import { type Outcome, type Score, SourceScores } from './source-scores'
import { defaultSources, type Source, sourcesFor } from './sources'
import { createToolchainProxy } from './toolchain-proxy'

/** What of the list is on this machine. */
export interface InstalledReleases {
  readonly versions: readonly string[]
  readonly active: string | null
}

export interface ReleasesOptions {
  /** The user's effective GOPROXY; its http(s) entries are asked for Go as well. */
  readonly goproxy: () => Promise<string>
  /** For the marks in the list; nothing is marked when not given. */
  readonly installed?: () => Promise<InstalledReleases>
  /** Instead of the sources that need no configuration. */
  readonly defaults?: readonly Source[]
  readonly patience?: Patience
}

export interface Releases {
  /**
   * All releases for this platform, newest first. The saved list is used for 10 minutes, and as `stale` when no source
   * answers.
   *
   * @throws ALL_SOURCES_FAILED when there is no saved list either, CANCELLED
   */
  catalogue(options: { readonly refresh: boolean; readonly signal?: AbortSignal | undefined }): Promise<Catalogue>
  /** The list that was saved last, null when there is none. Asks no network. */
  saved(): Promise<Catalogue | null>
  /**
   * The release that a person means: `1.27.4` and `go1.27.4` are that one, `1.27` the newest of its line, `newest`,
   * `latest` and `stable` the newest stable one, `unstable` the newest beta or release candidate.
   *
   * @throws RELEASE_UNKNOWN
   */
  resolve(wanted: string, signal?: AbortSignal): Promise<string>
  /**
   * Where a release can be had from, best first; see {@link Candidate}.
   *
   * @throws RELEASE_UNKNOWN, RELEASE_NOT_FOR_PLATFORM, ALL_SOURCES_FAILED, CANCELLED
   */
  locate(version: string, signal?: AbortSignal): Promise<Candidate[]>
  /** Remembers how a source did, for the order of later candidates. */
  report(sourceId: string, outcome: Outcome): Promise<void>
  /** The user's effective GOPROXY. */
  goproxy(): Promise<string>
  /** The items in their order, but those last whose address is at a source that could not be reached lately. */
  reachableFirst<Item>(items: readonly Item[], urlOf: (item: Item) => string): Promise<Item[]>
}

/** Milliseconds. */
const locatedFor = 60_000
const usualPatience: Patience = { stagger: 700, grace: 700, late: 1_000 }

type ReleasesWorld = Pick<World, 'http' | 'clock' | 'log' | 'platform' | 'dirs' | 'settings'>

/** Builds the room: which Go releases there are, and where each can be had from. */
export function createReleases(world: ReleasesWorld, options: ReleasesOptions): Releases {
  const scores = new SourceScores(world)
  const known = new KnownReleases(world)
  const patience = options.patience ?? usualPatience
  const partsNow = async (): Promise<RefreshParts> => ({
    world,
    scores,
    known,
    sources: await sourcesNow(world, options),
    proxyOf: (source) => createToolchainProxy(world, source),
    patience,
  })

  let refreshing: Promise<void> | undefined
  // One refresh serves all who ask meanwhile; one who gives up leaves it to the others.
  const refreshed = async (signal?: AbortSignal): Promise<void> => {
    refreshing ??= partsNow()
      .then((parts) => refresh(parts))
      .finally(() => {
        refreshing = undefined
      })
    await orCancelled(refreshing, signal)
  }
  const shown = async (stale: boolean): Promise<Catalogue> => {
    const installed = (await options.installed?.()) ?? { versions: [], active: null }
    const sources = await describeSources(scores, await sourcesNow(world, options))
    const context = { platform: world.platform, sources, stale, active: installed.active }
    return catalogueOf(await known.get(), { ...context, installed: new Set(installed.versions) })
  }
  const isFresh = async (): Promise<boolean> => world.clock.now().getTime() - lastFetched(await known.get()) < freshFor

  const catalogue: Releases['catalogue'] = async ({ refresh: isWanted, signal }) => {
    if (!isWanted && (await isFresh())) return shown(false)
    try {
      await refreshed(signal)
      return await shown(false)
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'CANCELLED') throw error
      if (lastFetched(await known.get()) === 0) throw error
      return shown(true)
    }
  }
  // for a release that is not in the saved list; without a list the sources themselves are asked
  const tryRefresh = async (signal?: AbortSignal): Promise<void> => {
    try {
      await refreshed(signal)
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'CANCELLED') throw error
      world.log.info({ code: error.code }, 'no list of releases; asking the sources for the release itself')
    }
  }
  // what was found for a plan serves the installation that follows
  const located = new Map<string, { readonly at: number; readonly candidates: Candidate[] }>()
  const locate: Releases['locate'] = async (version, signal) => {
    if (!isReleaseVersion(version)) throw unknownRelease(version)
    const last = located.get(version)
    located.delete(version)
    if (last && world.clock.monotonic() - last.at < locatedFor) return last.candidates
    const candidates = await locateNow(version, signal)
    located.set(version, { at: world.clock.monotonic(), candidates })
    return candidates
  }
  const locateNow: Releases['locate'] = async (version, signal) => {
    const parts = { ...(await partsNow()), patience: { ...patience, stagger: patience.stagger / 2 } }
    // only an index adds addresses; proxies are asked for the release itself
    const hasIndex = parts.sources.some((source) => source.kind === 'archive' && source.index !== null)
    if (hasIndex && !isKnown(await known.get(), version) && !(await isFresh())) await tryRefresh(signal)
    const indexed = (await known.get()).index?.releases.find((release) => release.version === version)
    try {
      return await candidatesFor(parts, { version, file: indexed?.file ?? null }, signal)
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'RELEASE_UNKNOWN' && indexed)) throw error
      const platform = `${world.platform.os}/${world.platform.arch}`
      throw new Failure('RELEASE_NOT_FOR_PLATFORM', `no ${version} for ${platform}`, { version, platform })
    }
  }
  return {
    catalogue,
    saved: async () => (lastFetched(await known.get()) === 0 ? null : shown(!(await isFresh()))),
    resolve: (wanted, signal) => resolveIn(wanted, () => catalogue({ refresh: false, signal })),
    locate,
    report: (sourceId, outcome) => {
      if (outcome.kind === 'failure') located.clear()
      return scores.report(sourceId, outcome)
    },
    goproxy: options.goproxy,
    async reachableFirst(items, urlOf) {
      const sources = await sourcesNow(world, options)
      const down: string[] = []
      for (const { id, base } of sources) if (await scores.isDown(id)) down.push(`${base.replace(/\/$/, '')}/`)
      const isDown = (item: (typeof items)[number]): boolean => down.some((base) => urlOf(item).startsWith(base))
      return [...items.filter((item) => !isDown(item)), ...items.filter(isDown)]
    },
  }
}

async function sourcesNow(world: Pick<World, 'settings'>, options: ReleasesOptions): Promise<Source[]> {
  const { entries } = parseGoproxy(await options.goproxy())
  const goproxies = entries.filter(({ kind }) => kind === 'url').map(({ url }) => url)
  const { archiveMirrors, onlyOwnProxies } = world.settings.get()
  if (onlyOwnProxies) return sourcesFor(goproxies, [], [])
  return sourcesFor(goproxies, archiveMirrors, options.defaults ?? defaultSources)
}

async function describeSources(scores: SourceScores, sources: readonly Source[]): Promise<ReleaseSource[]> {
  const ranked = await scores.rank(sources, 'download')
  return Promise.all(
    ranked.map(async (source, place): Promise<ReleaseSource> => {
      const own = await scores.of(source.id)
      const index = source.kind === 'archive' && source.index ? await scores.of(indexScoreId(source)) : null
      return {
        id: source.id,
        kind: source.kind,
        url: redact(source.base),
        label: source.label,
        rank: place + 1,
        latency: own?.latency ?? index?.latency ?? null,
        failure: currentFailure(own) ?? currentFailure(index),
      }
    }),
  )
}

function currentFailure(score: Score | null): ReleaseSource['failure'] {
  const failed = score?.lastFailure
  if (!failed || (score.lastSuccess !== null && score.lastSuccess >= failed.at)) return null
  return failed.failure
}

function isKnown({ index, toolchains }: Known, version: string): boolean {
  return [index, toolchains].some((saved) => saved?.releases.some((release) => release.version === version))
}

function orCancelled(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work
  throwIfCancelled(signal)
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(new Failure('CANCELLED', 'cancelled'))
    signal.addEventListener('abort', cancel, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel))
  })
}
