import type { Http, World } from '../kit'
import { expectOk, Failure, throwIfCancelled, toFailure, unexpectedBody } from '../kit'
import type { KnownReleases } from './known-releases'
import { mostTelling } from './most-telling'
import { parseReleaseIndex } from './release-index'
import type { SourceScores } from './source-scores'
import type { ArchiveSource, ModuleSource, Source } from './sources'
import { type Answer, staggered } from './staggered'
import { completeToolchains } from './toolchain-list'
import type { ToolchainProxy } from './toolchain-proxy'

/** Milliseconds: until the next source is asked beside; and the time that an index gets, counted from when it was asked, once a proxy's list is there. */
export interface Patience {
  readonly stagger: number
  readonly grace: number
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
  const { world, patience } = parts
  const questions = await inOrder(parts)
  const stop = new AbortController()
  const started = new Map<Question, number>()
  const answers = staggered(
    questions.map((question) => (one) => {
      started.set(question, world.clock.monotonic())
      return question.ask(one)
    }),
    {
      stagger: patience.stagger,
      clock: world.clock,
      signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    },
  )
  const failures: Failure[] = []
  let grace: Promise<null> | undefined
  const indexesUnderWay = (): Question[] => [...started.keys()].filter(({ gives }) => gives === 'index')
  try {
    for (;;) {
      const step = await Promise.race([answers.next(), ...(grace ? [grace] : [])])
      throwIfCancelled(signal)
      const question = step && !step.done ? questions[step.value.index] : undefined
      if (!step || step.done || !question) break
      started.delete(question)
      const failure = await settle(parts, question, step.value)
      if (failure) failures.push(failure)
      else if (question.gives === 'index') return
      else grace ??= pause(parts, Math.max(0, ...indexesUnderWay().map((one) => started.get(one) ?? 0)), stop.signal)
      if (grace && indexesUnderWay().length === 0) return
    }
    if (!grace) throw allFailed('go.dev/dl', failures)
    for (const late of indexesUnderWay()) await reportLate(parts, late)
  } finally {
    stop.abort()
    await answers.return()
  }
}

// Where a network swallows what is sent to go.dev, nothing but this ever tells.
async function reportLate({ scores, patience }: RefreshParts, { id, host }: Question): Promise<void> {
  const seconds = patience.grace / 1000
  const failure = new Failure('NETWORK_TIMEOUT', `no index from ${host} within ${seconds} s`, { host, seconds })
  await scores.report(id, { kind: 'failure', failure })
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

/** Waits until the question that was asked last has had its time. */
async function pause({ world, patience }: RefreshParts, askedAt: number, signal: AbortSignal): Promise<null> {
  const rest = askedAt + patience.grace - world.clock.monotonic()
  await world.clock.sleep(Math.max(0, rest), signal).catch(() => undefined)
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
async function inOrder(parts: RefreshParts): Promise<Question[]> {
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
  const down = await Promise.all(ranked.map(({ id }) => scores.isDown(id)))
  return [...ranked.filter((_, i) => !down[i]), ...ranked.filter((_, i) => down[i])]
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
