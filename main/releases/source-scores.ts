import { join } from 'node:path'
import { z } from 'zod'
import { type FailureShape, failureShape } from '../../preload/contract/failure'
import { type Failure, openStateFile, type StateFile, type World } from '../kit'
import { isAbsent } from './most-telling'

/** How one attempt at a source went. Latency is milliseconds to the first byte, rate bytes a second. */
export type Outcome =
  | { readonly kind: 'success'; readonly latency?: number; readonly rate?: number }
  | { readonly kind: 'failure'; readonly failure: Failure }

const score = z.object({
  /** Milliseconds and bytes a second, smoothed over the last attempts. */
  latency: z.number().nonnegative().nullable(),
  rate: z.number().nonnegative().nullable(),
  successes: z.number().int().nonnegative(),
  failures: z.number().int().nonnegative(),
  /** Failures since the last success. */
  streak: z.number().int().nonnegative(),
  /** ISO 8601. */
  lastSuccess: z.string().nullable(),
  lastFailure: z.object({ at: z.string(), failure: failureShape }).nullable(),
})
export type Score = z.infer<typeof score>

const scoresFile = z.object({ version: z.literal(1), sources: z.record(z.string(), score) })

/** A source that could not be reached goes last for this long (milliseconds), for twice as long after two failures, and so on. */
const unreachableFor = 10 * 60_000
const longestStreak = 6
/** A source that sent something forged goes last for this long. */
const distrustedFor = 24 * 60 * 60_000
/** What a source that was never tried is taken for: a good one, so that it gets its chance. */
const guess = { latency: 200, rate: 5_000_000 }
/** The download that rates are weighed for: one Go release, in bytes. */
const usualDownload = 72_000_000
/** What each place further down the list costs, in milliseconds: it decides between sources of which nothing is known. */
const placeCost = { answer: 50, download: 1_000 }

const forged = new Set(['CHECKSUM_MISMATCH', 'SUMDB_SIGNATURE', 'SUMDB_PROOF', 'SUMDB_FORK', 'ARCHIVE_UNSAFE'])

/** What is known of each source, kept in `<state>/sources.json` across runs. */
export class SourceScores {
  readonly #file: StateFile<z.infer<typeof scoresFile>>
  readonly #clock: World['clock']
  #known: Promise<Map<string, Score>> | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(world: Pick<World, 'dirs' | 'clock' | 'log'>) {
    this.#file = openStateFile(join(world.dirs.state, 'sources.json'), scoresFile, world)
    this.#clock = world.clock
  }

  async of(id: string): Promise<Score | null> {
    return (await this.#load()).get(id) ?? null
  }

  /**
   * The sources, best first: by the time that a short answer or a whole download is likely to take, those that could
   * not be reached lately after all others, those that sent something forged within a day last.
   */
  async rank<Ranked extends { readonly id: string }>(
    sources: readonly Ranked[],
    by: 'answer' | 'download',
  ): Promise<Ranked[]> {
    const known = await this.#load()
    const now = this.#clock.now().getTime()
    return sources
      .map((source, place) => {
        const found = known.get(source.id) ?? null
        return { source, tier: tierOf(found, now), cost: costOf(found, by) + place * placeCost[by] }
      })
      .sort((a, b) => a.tier - b.tier || a.cost - b.cost)
      .map(({ source }) => source)
  }

  /** True when the source could not be reached lately and has not answered since. */
  async isDown(id: string): Promise<boolean> {
    return tierOf((await this.#load()).get(id) ?? null, this.#clock.now().getTime()) > 0
  }

  /** Remembers how an attempt went. A cancellation says nothing about a source. */
  async report(id: string, outcome: Outcome): Promise<void> {
    if (outcome.kind === 'failure' && outcome.failure.code === 'CANCELLED') return
    const known = await this.#load()
    known.set(id, updated(known.get(id) ?? null, outcome, this.#clock.now().toISOString()))
    this.#writing = this.#writing.then(() => this.#file.write({ version: 1, sources: Object.fromEntries(known) }))
    await this.#writing
  }

  #load(): Promise<Map<string, Score>> {
    this.#known ??= this.#file.read().then((stored) => new Map(Object.entries(stored?.sources ?? {})))
    return this.#known
  }
}

const untried: Score = {
  latency: null,
  rate: null,
  successes: 0,
  failures: 0,
  streak: 0,
  lastSuccess: null,
  lastFailure: null,
}

function updated(before: Score | null, outcome: Outcome, at: string): Score {
  const score = before ?? untried
  if (outcome.kind === 'failure') {
    const failure: FailureShape = outcome.failure.toShape()
    return { ...score, failures: score.failures + 1, streak: score.streak + 1, lastFailure: { at, failure } }
  }
  return {
    ...score,
    latency: smoothed(score.latency, outcome.latency),
    rate: smoothed(score.rate, outcome.rate),
    successes: score.successes + 1,
    streak: 0,
    lastSuccess: at,
  }
}

function smoothed(before: number | null, seen: number | undefined): number | null {
  if (seen === undefined) return before
  return Math.round(before === null ? seen : before * 0.6 + seen * 0.4)
}

function tierOf(score: Score | null, now: number): 0 | 1 | 2 {
  const failed = score?.lastFailure
  if (!failed) return 0
  const age = now - Date.parse(failed.at)
  // an answer since then clears the name of a source that was out of reach, not of one that cheated
  if (forged.has(failed.failure.code)) return age < distrustedFor ? 2 : 0
  const hasAnsweredSince = score.lastSuccess !== null && score.lastSuccess > failed.at
  const onlyLacksIt = failed.failure.code === 'HTTP_STATUS' && isAbsent(Number(failed.failure.details.status))
  const isStillDown = age < unreachableFor * Math.min(score.streak, longestStreak)
  return isStillDown && !hasAnsweredSince && !onlyLacksIt ? 1 : 0
}

function costOf(score: Score | null, by: 'answer' | 'download'): number {
  const latency = score?.latency ?? guess.latency
  if (by === 'answer') return latency
  return latency * 5 + (usualDownload / Math.max(score?.rate ?? guess.rate, 1)) * 1000
}
