import type { ProbeResult, ProbeRow } from '../../preload/contract/proxy'
import { throwIfCancelled } from '../kit'
import { createChannel } from './channel'
import { compared } from './freshness'
import { answersAsSumdb, measureProxy, type ProbeTools } from './measure'
import { type AskedModule, measureWhole } from './measure-whole'
import type { Database } from './presets'
import { bestOf } from './rank'

export interface ProbeTarget {
  readonly id: string
  /** Base URL, credentials and all. */
  readonly url: string
}

/**
 * Probes proxies side by side, by the whole protocol when `modules` are given. Yields a row whenever one changes (waiting, running, its latency, done); returns all rows in
 * the order asked for, the best of them (see {@link bestOf}) and the checksum database to have: the usual one where the
 * best proxy serves it, else the first that answers itself. Stopping the iteration ends all requests.
 *
 * @throws CANCELLED
 */
export async function* probeProxies(
  tools: ProbeTools,
  targets: readonly ProbeTarget[],
  databases: readonly Database[],
  signal?: AbortSignal,
  modules: readonly AskedModule[] | null = null,
): AsyncGenerator<ProbeRow, ProbeResult> {
  throwIfCancelled(signal)
  const own = new AbortController()
  const all = signal ? AbortSignal.any([signal, own.signal]) : own.signal
  const channel = createChannel<ProbeRow>()
  const rows = new Map<string, ProbeRow>()
  const report = (row: ProbeRow): void => {
    rows.set(row.id, row)
    channel.put(row)
  }
  for (const { id } of targets) report(newRow(id, 'waiting'))
  const work = Promise.all(targets.map((target) => probeOne(tools, target, modules, all, report))).then(
    () => channel.end(),
    (error: unknown) => channel.end(error),
  )
  try {
    yield* channel.values()
    throwIfCancelled(signal)
    const done = compared([...rows.values()])
    const best = bestOf(done)
    const bestSumdb = await databaseFor(tools, best, databases, all)
    return { rows: done, best: best?.id ?? null, bestSumdb }
  } finally {
    own.abort()
    await work
  }
}

async function probeOne(
  tools: ProbeTools,
  { id, url }: ProbeTarget,
  modules: readonly AskedModule[] | null,
  signal: AbortSignal,
  report: (row: ProbeRow) => void,
): Promise<void> {
  const running = newRow(id, 'running')
  report(running)
  const onLatency = (latency: number): void => report({ ...running, latency })
  const measured = await (modules === null
    ? measureProxy(tools, url, signal, onLatency)
    : measureWhole(tools, url, modules, signal, onLatency))
  report({ ...measured, id, phase: 'done' })
}

async function databaseFor(
  tools: ProbeTools,
  best: ProbeRow | null,
  databases: readonly Database[],
  signal: AbortSignal,
): Promise<string | null> {
  const [usual] = databases
  if (best?.sumdb === 'served' && usual) return usual.id
  const answers = await Promise.all(
    databases.map(async ({ id, url }) => (url !== null && (await answersAsSumdb(tools, url, signal)) ? id : null)),
  )
  return answers.find((id) => id !== null) ?? null
}

function newRow(id: string, phase: ProbeRow['phase']): ProbeRow {
  return { id, phase, verdict: null, latency: null, throughput: null, sumdb: 'unknown', failure: null }
}
