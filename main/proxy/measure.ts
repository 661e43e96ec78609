import type { ProbeRow } from '../../preload/contract/proxy'
import {
  type Clock,
  expectOk,
  Failure,
  type Http,
  looksLikeHtml,
  type Timing,
  throwIfCancelled,
  toFailure,
  unexpectedBody,
} from '../kit'
import { createProxyClient } from '../protocol'

/** Milliseconds and bytes that one probe may take. */
export interface ProbeLimits {
  /** For each small request, its body included. */
  readonly request: number
  /** For the part of a zip whose speed is measured. */
  readonly transfer: number
  readonly transferBytes: number
}

export const probeLimits: ProbeLimits = { request: 5_000, transfer: 5_000, transferBytes: 512 * 1024 }

/** Small modules that every public proxy has; asked one after the other on one connection. */
export const asked: readonly (readonly [module: string, version: string])[] = [
  ['golang.org/x/text', 'v0.3.0'],
  ['github.com/pkg/errors', 'v0.9.1'],
  ['rsc.io/quote', 'v1.5.2'],
]

export interface ProbeTools {
  readonly http: Http
  readonly clock: Pick<Clock, 'monotonic'>
  readonly limits: ProbeLimits
}

type Measured = Omit<ProbeRow, 'id' | 'phase'>

/**
 * Probes one proxy as go would use it: three `.info` requests for the latency (their median), part of a zip for the
 * throughput, the question whether it serves the checksum database. Bad answers are in the result: `failed` when nothing
 * answered rightly or something sent another thing than was asked for (a login page), `usable` when only a part did.
 *
 * @param onLatency told once it is known, before the rest
 * @throws CANCELLED
 */
export async function measureProxy(
  tools: ProbeTools,
  base: string,
  signal: AbortSignal,
  onLatency: (latency: number) => void,
): Promise<Measured> {
  const { times, failure } = await askInfos(tools, base, signal)
  const latency = median(times)
  const unknown = { throughput: null, sumdb: 'unknown' } as const
  if (latency === null || failure?.code === 'RESPONSE_INVALID') {
    return { ...unknown, verdict: 'failed', latency, failure: failure?.toShape() ?? null }
  }
  onLatency(latency)
  const [throughput, sumdb] = await Promise.all([
    attempt(() => measureThroughput(tools, base, signal)),
    askSumdb(tools, base, signal),
  ])
  throwIfCancelled(signal)
  if (throughput instanceof Failure) {
    const verdict = throughput.code === 'RESPONSE_INVALID' ? 'failed' : 'usable'
    return { verdict, latency, throughput: null, sumdb, failure: (failure ?? throughput).toShape() }
  }
  return {
    verdict: failure ? 'usable' : 'good',
    latency,
    throughput: throughput.rate,
    sumdb,
    failure: failure?.toShape() ?? null,
  }
}

/** The times of the right answers, and the first failure. A proxy that can't be reached is asked once only. */
async function askInfos(
  tools: ProbeTools,
  base: string,
  signal: AbortSignal,
): Promise<{ times: number[]; failure: Failure | null }> {
  const client = createProxyClient({ http: tools.http, baseUrl: base })
  const times: number[] = []
  let failure: Failure | null = null
  for (const [module, version] of asked) {
    const started = tools.clock.monotonic()
    const answer = await attempt(() =>
      within(tools.limits.request, base, signal, async (limited) => {
        const info = await client.info(module, version, limited)
        return info ?? absent(base, `${module}@${version}`)
      }),
    )
    if (!(answer instanceof Failure)) {
      times.push(tools.clock.monotonic() - started)
      continue
    }
    failure ??= answer
    if (/^(NETWORK_|HTTP_PROXY_AUTH)/.test(answer.code)) break
  }
  throwIfCancelled(signal)
  return { times, failure }
}

function absent(base: string, what: string): never {
  const { host } = new URL(base)
  throw new Failure('HTTP_STATUS', `${host} has no ${what}`, { host, status: 404, what })
}

function median(times: readonly number[]): number | null {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? null
}

/** Bytes a second over the first part of a zip. A slow one is cut off at the limit: what came by then is measured. */
export async function measureThroughput(
  { http, clock, limits }: ProbeTools,
  base: string,
  signal: AbortSignal,
  [module, version]: readonly [module: string, version: string] = ['golang.org/x/text', 'v0.3.0'],
): Promise<{ readonly rate: number; readonly bytes: number; readonly status: number; readonly timing: Timing }> {
  const url = createProxyClient({ http, baseUrl: base }).zipUrl(module, version)
  const what = `${module}@${version} (.zip)`
  const stream = await http.open(url, {
    headers: { range: `bytes=0-${limits.transferBytes - 1}` },
    signal,
    headersTimeout: limits.request,
    idleTimeout: limits.transfer,
  })
  const started = clock.monotonic()
  let last = started
  let received = 0
  let start = Buffer.alloc(0)
  let isCut = false
  const timer = setTimeout(() => {
    isCut = true
    stream.cancel()
  }, limits.transfer)
  try {
    if (stream.status !== 206) expectOk(stream, what)
    for await (const chunk of stream.body) {
      received += chunk.length
      last = clock.monotonic()
      if (start.length < 512) start = Buffer.concat([start, chunk])
      if (received >= limits.transferBytes) break
    }
  } catch (error) {
    if (!isCut) throw error
    if (received === 0) throw stalled(base, limits.transfer, error)
  } finally {
    clearTimeout(timer)
    stream.cancel()
  }
  if (!start.subarray(0, 4).equals(zipStart)) throw unexpectedBody(stream, what, start)
  const rate = received / (Math.max(1, last - started) / 1000)
  return { rate, bytes: received, status: stream.status, timing: stream.timing }
}

function stalled(base: string, limit: number, cause: unknown): Failure {
  const { host } = new URL(base)
  const seconds = limit / 1000
  return new Failure('NETWORK_STALLED', `${host} sent nothing for ${seconds} s`, { host, seconds }, { cause })
}

// the local header that every module zip begins with
const zipStart = Buffer.from('PK\x03\x04', 'latin1')

/** Whether the proxy passes the checksum database on (https://go.dev/ref/mod#checksum-database, `/supported`). */
async function askSumdb({ http, limits }: ProbeTools, base: string, signal: AbortSignal): Promise<ProbeRow['sumdb']> {
  const url = `${base}/sumdb/sum.golang.org/supported`
  const answer = await attempt(() =>
    within(limits.request, base, signal, (limited) =>
      http.get(url, { maxBytes: 64 * 1024, endsByClose: true, signal: limited }),
    ),
  )
  if (answer instanceof Failure) return 'unknown'
  if (answer.status === 200) return looksLikeHtml(answer.body) ? 'not-served' : 'served'
  return answer.status < 500 ? 'not-served' : 'unknown'
}

/** True when a checksum database answers with a tree head. */
export async function answersAsSumdb({ http, limits }: ProbeTools, url: string, signal: AbortSignal): Promise<boolean> {
  const answer = await attempt(() =>
    within(limits.request, url, signal, (limited) =>
      http.get(`${url}/latest`, { maxBytes: 64 * 1024, endsByClose: true, signal: limited }),
    ),
  )
  throwIfCancelled(signal)
  return (
    !(answer instanceof Failure) && answer.status === 200 && answer.body.toString().startsWith('go.sum database tree\n')
  )
}

/** Ends work that takes longer than it may, whichever part of it is slow. @throws NETWORK_TIMEOUT */
export async function within<Result>(
  limit: number,
  base: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const timeout = AbortSignal.timeout(limit)
  try {
    return await work(AbortSignal.any([signal, timeout]))
  } catch (error) {
    if (!timeout.aborted || signal.aborted) throw error
    const { host } = new URL(base)
    const seconds = limit / 1000
    throw new Failure('NETWORK_TIMEOUT', `${host} took longer than ${seconds} s`, { host, seconds }, { cause: error })
  }
}

export async function attempt<Result>(work: () => Promise<Result>): Promise<Result | Failure> {
  try {
    return await work()
  } catch (error) {
    return toFailure(error)
  }
}
