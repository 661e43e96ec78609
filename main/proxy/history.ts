import { join } from 'node:path'
import { z } from 'zod'
import type { ProbeChange, ProbeHistory, ProbeRow } from '../../preload/contract/proxy'
import { openStateFile, toFailure, type World, withLock } from '../kit'

/** Probes that are kept. */
const mostRuns = 200
const week = 7 * 24 * 3600 * 1000
/** A latency that differs by less, in milliseconds, is no change whatever the factor: nobody feels it. */
const least = 40

const point = z.object({
  id: z.string(),
  verdict: z.enum(['good', 'usable', 'failed']),
  latency: z.number().nullable(),
  throughput: z.number().nullable(),
})
const run = z.object({ at: z.iso.datetime(), rows: z.array(point) })
// one damaged run must not take the others with it
const runsFile = z.object({ runs: z.array(z.unknown()) })

type Run = z.infer<typeof run>
export type HistoryWorld = Pick<World, 'dirs' | 'clock' | 'log'>

export interface ProbeLog {
  /** Keeps the rows of a probe that came to its end. Never fails: what can't be kept is logged. */
  keep(rows: readonly ProbeRow[]): Promise<void>
  read(): Promise<ProbeHistory[]>
}

/** The probes so far, in a file below `state`: the newest 200, no address and no module in it. */
export function openProbeLog({ dirs, clock, log }: HistoryWorld): ProbeLog {
  const path = join(dirs.state, 'probes.json')
  const file = openStateFile(path, runsFile, { clock, log })
  const runs = async (): Promise<Run[]> =>
    ((await file.read())?.runs ?? []).flatMap((one) => {
      const parsed = run.safeParse(one)
      return parsed.success ? [parsed.data] : []
    })
  return {
    async keep(rows) {
      const kept = rows.flatMap(({ id, verdict, latency, throughput }) =>
        verdict === null ? [] : [{ id, verdict, latency, throughput }],
      )
      if (kept.length === 0) return
      try {
        await withLock(`${path}.lock`, 'the history of probes', { wait: 5_000, clock }, async () => {
          const all = [...(await runs()), { at: clock.now().toISOString(), rows: kept }]
          await file.write({ runs: all.slice(-mostRuns) })
        })
      } catch (error) {
        log.warn({ path, failure: toFailure(error).toShape() }, 'a probe was not kept')
      }
    },
    read: async () => historyOf(await runs()),
  }
}

type Point = ProbeHistory['points'][number]

function historyOf(runs: readonly Run[]): ProbeHistory[] {
  const byId = new Map<string, Point[]>()
  // clocks are set back, and processes finish in another order than they began
  for (const { at, rows } of runs.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    for (const { id, ...measured } of rows) byId.set(id, [...(byId.get(id) ?? []), { at, ...measured }])
  }
  return [...byId].map(([id, points]) => ({ id, points, change: changeOf(points) }))
}

/**
 * How the newest point compares with the week before the change began: twice as slow or half as slow as its median, since
 * when; failing while it worked before; working again. Null with fewer than three good points to compare with.
 */
export function changeOf(points: readonly Point[]): ProbeChange | null {
  const last = points.at(-1)
  if (!last) return null
  if (last.verdict === 'failed') {
    const begin = startOf(points, ({ verdict }) => verdict === 'failed')
    return begin === 0 ? null : { kind: 'failing', factor: null, since: points[begin]?.at ?? last.at }
  }
  if (points.at(-2)?.verdict === 'failed' && points.some(({ verdict }) => verdict !== 'failed')) {
    return { kind: 'back', factor: null, since: last.at }
  }
  const latest = factorAt(points, points.length - 1, points.length - 1)
  if (latest === null || last.latency === null) return null
  let change: ProbeChange = { kind: 'steady', factor: latest, since: last.at }
  // the earliest point from which on every one is as different from the week before it
  for (let begin = points.length - 1; begin > 0; begin--) {
    const factors = points.slice(begin).map((_, index) => factorAt(points, begin, begin + index))
    const isSlower = factors.every((factor) => factor !== null && factor >= 2)
    const isFaster = factors.every((factor) => factor !== null && factor <= 0.5)
    const factor = factors.at(-1)
    const since = points[begin]?.at
    if (!(isSlower || isFaster) || factor === null || factor === undefined || since === undefined) continue
    change = { kind: isSlower ? 'slower' : 'faster', factor, since }
  }
  return change
}

function startOf(points: readonly Point[], is: (point: Point) => boolean): number {
  let begin = points.length
  while (begin > 0 && is(points[begin - 1] as Point)) begin--
  return begin
}

/** The latency of one point as a multiple of the median of the week before another one; 1 when nobody would feel it. */
function factorAt(points: readonly Point[], before: number, at: number): number | null {
  const end = Date.parse(points[before]?.at ?? '')
  const earlier = points.slice(0, before).flatMap(({ at: when, verdict, latency }) => {
    const isInWeek = Date.parse(when) >= end - week
    return isInWeek && verdict !== 'failed' && latency !== null ? [latency] : []
  })
  const latency = points[at]?.latency ?? null
  if (earlier.length < 3 || latency === null) return null
  const median = earlier.toSorted((a, b) => a - b)[Math.floor(earlier.length / 2)] ?? latency
  return Math.abs(latency - median) < least ? 1 : latency / Math.max(1, median)
}
