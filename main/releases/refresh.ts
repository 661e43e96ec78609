import type { Http, World } from '../kit'
import { expectOk, Failure, throwIfCancelled, toFailure, unexpectedBody } from '../kit'
import type { KnownReleases } from './known-releases'
import { mostTelling } from './most-telling'
import { parseReleaseIndex } from './release-index'
import type { Outcome, SourceScores } from './source-scores'
import type { ArchiveSource, ModuleSource, Source } from './sources'
import { type Answer, staggered } from './staggered'
import { completeToolchains } from './toolchain-list'
import type { ToolchainProxy } from './toolchain-proxy'

/** How long to wait, in milliseconds. */
export interface Patience {
  /** Until the next source is asked beside one that does not answer. */
  readonly stagger: number
  /** For a full index that is under way, once a proxy's list is there. */
  readonly grace: number
  /** A source that had this long when a faster one answered counts as out of reach for a while. */
  readonly late: number
}

export interface RefreshParts {
  readonly world: Pick<World, 'http' | 'clock' | 'log' | 'platform'>
  readonly scores: SourceScores
  readonly known: KnownReleases
  readonly sources: readonly Source[]
  readonly proxyOf: (source: ModuleSource) => ToolchainProxy
  readonly patience: Patience
}

type Found = 'index' | 'toolchains'

interface Question {
  /** Under this name the outcome is remembered: an index is at another host than the archives. */
  readonly id: string
  readonly host: string
  readonly gives: Found
  readonly ask: (signal: AbortSignal) => Promise<void>
}

/** The name under which the outcomes of asking a source for its index are kept. */
export function indexScoreId(source: ArchiveSource): string {
  return `${source.id}#index`
}

/**
 * Asks the sources for the list of releases, the likely fastest first, the next one beside it when that takes long, and
 * saves what came: a full index ends it at once; a proxy's list waits a moment for an index that is still under way.
 *
 * @throws ALL_SOURCES_FAILED, CANCELLED
 */
export async function refresh(parts: RefreshParts, signal?: AbortSignal): Promise<void> {
  const { world, patience, scores } = parts
  const { questions, down } = await inOrder(parts)
  const awaited = new Set(questions.filter((question) => question.gives === 'index' && !down.has(question)))
  const stop = new AbortController()
  const slow: Question[] = []
  const answers = staggered(
    questions.map((question) => (one) => question.ask(one)),
    {
      stagger: patience.stagger,
      clock: world.clock,
      signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
      onAbandoned: (index, age) => {
        const question = questions[index]
        if (question && age >= patience.late) slow.push(question)
      },
    },
  )
  const failures: Failure[] = []
  let found: Found | undefined
  let grace: Promise<null> | undefined
  try {
    for (;;) {
      const step = await Promise.race([answers.next(), ...(grace ? [grace] : [])])
      const question = step && !step.done ? questions[step.value.index] : undefined
      if (!step || step.done || !question) break
      awaited.delete(question)
      const failure = await settle(parts, question, step.value)
      if (failure) failures.push(failure)
      else found = question.gives
      if (found === 'index' || (found && awaited.size === 0)) break
      if (found) grace ??= pause(parts, stop.signal)
    }
  } finally {
    stop.abort()
    await answers.return()
  }
  throwIfCancelled(signal)
  if (!found) throw allFailed('go.dev/dl', failures)
  await Promise.all(slow.map(({ id, host }) => scores.report(id, tooSlow(host, patience.late))))
}

/** The outcome of a source that was given up for a faster one. Where a network swallows requests, nothing else ever tells. */
export function tooSlow(host: string, milliseconds: number): Outcome {
  const seconds = milliseconds / 1000
  const failure = new Failure('NETWORK_TIMEOUT', `no answer from ${host} within ${seconds} s`, { host, seconds })
  return { kind: 'failure', failure }
}

/** ALL_SOURCES_FAILED around the most telling of the failures; the failure itself when there was only one source. */
export function allFailed(what: string, failures: readonly Failure[]): Failure {
  const telling = mostTelling(failures)
  if (!telling) return new Failure('RELEASE_UNKNOWN', `no source has ${what}`, { version: what })
  if (failures.length === 1) return telling
  const details = { what, count: failures.length, why: telling.message, telling: telling.code }
  return new Failure('ALL_SOURCES_FAILED', `no source could give ${what}: ${telling.message}`, details, {
    cause: telling,
  })
}

async function pause({ world, patience }: RefreshParts, signal: AbortSignal): Promise<null> {
  await world.clock.sleep(patience.grace, signal).catch(() => undefined)
  return null
}

async function settle(
  { scores, world }: RefreshParts,
  { id }: Question,
  answer: Answer<void>,
): Promise<Failure | null> {
  if (answer.kind === 'value') return null
  const failure = toFailure(answer.error)
  await scores.report(id, { kind: 'failure', failure })
  world.log.info({ source: id, code: failure.code, why: failure.message }, 'a source gave no list of releases')
  return failure
}

/** Indexes before proxies, for they are complete; what could not be reached lately after all others. */
async function inOrder(parts: RefreshParts): Promise<{ questions: Question[]; down: ReadonlySet<Question> }> {
  const { scores, sources } = parts
  const indexes = sources.filter(
    (source): source is ArchiveSource => source.kind === 'archive' && source.index !== null,
  )
  const proxies = sources.filter((source) => source.kind === 'module')
  const ranked = [
    ...(await scores.rank(
      indexes.map((source): Question => {
        const { host } = new URL(source.index ?? source.base)
        return { id: indexScoreId(source), host, gives: 'index', ask: (signal) => askIndex(parts, source, signal) }
      }),
      'answer',
    )),
    ...(await scores.rank(
      proxies.map((source): Question => {
        const { host } = new URL(source.base)
        return { id: source.id, host, gives: 'toolchains', ask: (signal) => askProxy(parts, source, signal) }
      }),
      'answer',
    )),
  ]
  const isDown = await Promise.all(ranked.map(({ id }) => scores.isDown(id)))
  const down = ranked.filter((_, i) => isDown[i])
  return { questions: [...ranked.filter((_, i) => !isDown[i]), ...down], down: new Set(down) }
}

async function askIndex(parts: RefreshParts, source: ArchiveSource, signal: AbortSignal): Promise<void> {
  const { world, known, scores } = parts
  const releases = await fetchIndex(world.http, world.platform, source.index ?? '', signal)
  await known.saveIndex({ source: source.label, fetchedAt: world.clock.now().toISOString(), releases: releases.found })
  await scores.report(indexScoreId(source), { kind: 'success', latency: releases.latency })
}

async function fetchIndex(http: Http, platform: World['platform'], url: string, signal: AbortSignal) {
  const answer = await http.get(url, {
    maxBytes: 16 * 1024 * 1024,
    headersTimeout: 10_000,
    signal,
    // go.dev sends its index chunked; half of one is no JSON
    endsByClose: true,
  })
  expectOk(answer, 'the list of Go releases')
  return { found: parseReleaseIndex(answer.body, platform, url), latency: answer.timing.firstByte }
}

async function askProxy(parts: RefreshParts, source: ModuleSource, signal: AbortSignal): Promise<void> {
  const { world, known, scores } = parts
  const proxy = parts.proxyOf(source)
  const started = world.clock.monotonic()
  const list = await proxy.list(signal)
  const latency = world.clock.monotonic() - started
  const releases = await completeToolchains(list, world.platform, proxy.info, signal)
  if (releases.length === 0) {
    throw unexpectedBody({ url: source.base }, 'golang.org/toolchain (list)', Buffer.from(list.join(' ')))
  }
  await known.saveToolchains({ source: source.label, fetchedAt: world.clock.now().toISOString(), releases })
  await scores.report(source.id, { kind: 'success', latency })
}
