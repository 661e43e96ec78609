import { expectOk, Failure, type Http, throwIfCancelled, toFailure, type World } from '../kit'
import type { SavedIndex } from './known-releases'
import { allFailed, type Patience, tooSlow } from './refresh'
import type { SourceScores } from './source-scores'
import type { ModuleSource, Source } from './sources'
import { staggered } from './staggered'
import type { ToolchainProxy } from './toolchain-proxy'

/** A file that, proven, becomes an SDK. Sizes are bytes. */
export type Candidate =
  | {
      readonly kind: 'archive'
      readonly sourceId: string
      readonly label: string
      readonly url: string
      /** Hex, from an official origin's index, never from a mirror. */
      readonly sha256: string
      readonly size: number
    }
  | {
      readonly kind: 'module'
      readonly sourceId: string
      readonly label: string
      readonly proxyUrl: string
      readonly zipUrl: string
      readonly size: number | null
    }

export interface LocateParts {
  readonly world: Pick<World, 'http' | 'clock' | 'log'>
  readonly scores: SourceScores
  readonly sources: readonly Source[]
  readonly proxyOf: (source: ModuleSource) => ToolchainProxy
  readonly patience: Patience
}

/** The release looked for, and its file in the index, if there is one for this platform. */
export interface Wanted {
  readonly version: string
  readonly file: SavedIndex['releases'][number]['file']
}

type Tried = { readonly candidate: Candidate; readonly latency: number } | 'absent'

/**
 * Where the release can be had from, best first. The sources are tried with a request for one byte, in the order that
 * earlier outcomes suggest, the next one beside when one does not answer soon: the first that answers becomes the first
 * candidate, then those not tried, then those that failed. A module proxy that says it has no such version is left out.
 *
 * @throws RELEASE_UNKNOWN when all say that they have it not, ALL_SOURCES_FAILED when none could be reached, CANCELLED
 */
export async function candidatesFor(parts: LocateParts, wanted: Wanted, signal?: AbortSignal): Promise<Candidate[]> {
  const { scores, world, patience } = parts
  const usable = parts.sources.filter((source) => source.kind === 'module' || wanted.file !== null)
  const ranked = await scores.rank(usable, 'download')
  const trials = ranked.map((source) => (one: AbortSignal) => trySource(parts, source, wanted, one))
  const failures: Failure[] = []
  const failed = new Set<Source>()
  const absent = new Set<Source>()
  let first: Candidate | undefined
  const slow = new Set<Source>()
  const onAbandoned = (index: number, age: number): void => {
    const source = ranked[index]
    if (source && age >= patience.late) slow.add(source)
  }
  for await (const answer of staggered(trials, {
    stagger: patience.stagger,
    clock: world.clock,
    signal,
    onAbandoned,
  })) {
    const source = ranked[answer.index]
    if (!source) continue
    if (answer.kind === 'error') {
      const failure = toFailure(answer.error)
      failures.push(failure)
      failed.add(source)
      await scores.report(source.id, { kind: 'failure', failure })
      world.log.info({ source: source.id, code: failure.code, why: failure.message }, 'a source of Go does not answer')
    } else if (answer.value === 'absent') {
      absent.add(source)
    } else {
      first = answer.value.candidate
      await scores.report(source.id, { kind: 'success', latency: answer.value.latency })
      break
    }
  }
  throwIfCancelled(signal)
  if (!first) {
    if (absent.size > 0 && wanted.file === null) throw unknown(wanted.version)
    throw allFailed(wanted.version, failures)
  }
  for (const source of slow) await scores.report(source.id, tooSlow(new URL(source.base).host, patience.late))
  const others = ranked.filter((source) => source.id !== first.sourceId && !absent.has(source))
  const isSetBack = (source: Source): boolean => failed.has(source) || slow.has(source)
  const later = [...others.filter((source) => !isSetBack(source)), ...others.filter(isSetBack)]
  return [first, ...later.flatMap((source) => candidateOf(parts, source, wanted, null) ?? [])]
}

function unknown(version: string): Failure {
  return new Failure('RELEASE_UNKNOWN', `no source has ${version}`, { version })
}

function candidateOf(
  parts: LocateParts,
  source: Source,
  { version, file }: Wanted,
  size: number | null,
): Candidate | null {
  const { id: sourceId, label } = source
  if (source.kind === 'module') {
    return {
      kind: 'module',
      sourceId,
      label,
      proxyUrl: source.base,
      zipUrl: parts.proxyOf(source).zipUrl(version),
      size,
    }
  }
  return (
    file && { kind: 'archive', sourceId, label, url: source.base + file.name, sha256: file.sha256, size: file.size }
  )
}

async function trySource(parts: LocateParts, source: Source, wanted: Wanted, signal: AbortSignal): Promise<Tried> {
  const { http, clock } = parts.world
  const started = clock.monotonic()
  if (source.kind === 'module') {
    const proxy = parts.proxyOf(source)
    const isKnown = proxy.info(wanted.version, signal).then((info) => info !== null)
    isKnown.catch(() => undefined)
    // a proxy that fetches first would keep us waiting
    const size = await sizeOf(http, proxy.zipUrl(wanted.version), signal, 3_000).catch(() => null)
    // whoever gives the zip has the version
    const isThere = size !== null || (await isKnown)
    const candidate = isThere && candidateOf(parts, source, wanted, size)
    return candidate ? { candidate, latency: clock.monotonic() - started } : 'absent'
  }
  const candidate = candidateOf(parts, source, wanted, null)
  if (candidate?.kind !== 'archive') return 'absent'
  const size = await sizeOf(http, candidate.url, signal, 10_000)
  if (size !== null && size !== candidate.size) {
    const details = { host: new URL(candidate.url).host, what: candidate.url, got: `${size} bytes` }
    throw new Failure('RESPONSE_INVALID', `${candidate.url} has ${size} bytes, not ${candidate.size}`, details)
  }
  return { candidate, latency: clock.monotonic() - started }
}

/** Asks for the first byte only and returns the size of the whole, null when the server does not tell. */
async function sizeOf(http: Http, url: string, signal: AbortSignal, headersTimeout: number): Promise<number | null> {
  const stream = await http.open(url, { headers: { range: 'bytes=0-0' }, signal, headersTimeout })
  stream.cancel()
  if (stream.status === 206) {
    const total = /^bytes 0-0\/(\d+)$/.exec(stream.headers['content-range'] ?? '')?.[1]
    return total === undefined ? null : Number(total)
  }
  expectOk(stream, new URL(url).pathname)
  return stream.length
}
