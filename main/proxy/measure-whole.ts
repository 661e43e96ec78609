import type { ProbeDetail, ProbeRequest, ProbeRow } from '../../preload/contract/proxy'
import { isSemver } from '../golang'
import { Failure, looksLikeHtml, type Timing, throwIfCancelled, unexpectedBody } from '../kit'
import { createProxyClient } from '../protocol'
import { compareVersions } from './freshness'
import { attempt, measureThroughput, type ProbeTools, within } from './measure'

export type AskedModule = readonly [module: string, version: string]

const kib = 1024
/** Bytes of body that are read of an answer at most. */
const most = { info: 64 * kib, mod: 256 * kib, list: 256 * kib, latest: 64 * kib, supported: 64 * kib } as const
const mostToolchains = 2 * 1024 * kib

/** What one whole probe sends and reads at most: requests and bytes of bodies. */
export function costOfWhole(modules: number, transferBytes: number): { requests: number; bytes: number } {
  const small = modules * (most.info + most.mod)
  return {
    requests: 2 * modules + 5,
    bytes: small + transferBytes + most.list + most.latest + most.supported + mostToolchains,
  }
}

interface Asked extends ProbeRequest {
  readonly timing: (Timing & { readonly total: number }) | null
  readonly body: Buffer
}

/**
 * Probes one proxy by its whole protocol (https://go.dev/ref/mod#goproxy-protocol): `.info` and `.mod` of each module, then
 * a part of the first one's zip, its list and latest version, whether the checksum database is passed on, and the list of
 * toolchains; one after the other, as go does. `good` only when each module request was answered rightly. One that can't
 * be reached is asked once.
 *
 * @throws CANCELLED
 */
export async function measureWhole(
  tools: ProbeTools,
  base: string,
  modules: readonly AskedModule[],
  signal: AbortSignal,
  onLatency: (latency: number) => void,
): Promise<Omit<ProbeRow, 'id' | 'phase'>> {
  const [first] = modules
  const asked: Asked[] = []
  const ask = async (kind: Exclude<ProbeRequest['kind'], 'zip'>, path: string, version = ''): Promise<Asked> => {
    const answer = await askOne(tools, base, { kind, path, version }, signal)
    throwIfCancelled(signal)
    asked.push(answer)
    return answer
  }
  for (const [module, version] of modules) {
    const path = pathOf(base, module, version)
    if (isUnreachable((await ask('info', `${path}.info`, version)).failure)) break
    await ask('mod', `${path}.mod`)
  }
  const latency = percentile(timesOf(asked), 0.5)
  if (latency === null || !first) return summary(asked, { throughput: null, latency, sumdb: 'unknown' })
  onLatency(latency)
  const throughput = await askZip(tools, base, first, asked, signal)
  const folder = pathOf(base, ...first).replace(/\/@v\/.*$/, '')
  await ask('list', `${folder}/@v/list`)
  await ask('latest', `${folder}/@latest`)
  const supported = await ask('supported', '/sumdb/sum.golang.org/supported')
  await ask('toolchain', '/golang.org/toolchain/@v/list')
  const sumdb = { right: 'served', absent: 'not-served', wrong: 'unknown' } as const
  return summary(asked, { throughput, latency, sumdb: sumdb[supported.verdict] })
}

function pathOf(base: string, module: string, version: string): string {
  const http = { get: never, open: never, close: never }
  return createProxyClient({ http, baseUrl: base })
    .zipUrl(module, version)
    .slice(base.length)
    .replace(/\.zip$/, '')
}

const never = (): never => {
  throw new Error('only the address is asked for')
}

interface Question {
  readonly kind: Exclude<ProbeRequest['kind'], 'zip'>
  readonly path: string
  readonly version: string
}

async function askOne(tools: ProbeTools, base: string, question: Question, signal: AbortSignal): Promise<Asked> {
  const { kind, path } = question
  const maxBytes = kind === 'toolchain' ? mostToolchains : most[kind]
  const answer = await attempt(() =>
    within(tools.limits.request, base, signal, (limited) =>
      tools.http.get(base + path, { maxBytes, endsByClose: true, signal: limited }),
    ),
  )
  if (answer instanceof Failure) {
    const failed = { status: null, milliseconds: null, bytes: 0, verdict: 'wrong', failure: answer.toShape() } as const
    return { kind, path, ...failed, timing: null, body: Buffer.alloc(0) }
  }
  const { status, body, timing } = answer
  const told = { kind, path, status, milliseconds: timing.total, bytes: body.length, timing, body }
  if (status !== 200) {
    // a proxy need not have `@latest`: go then takes the newest of the list
    const isOptional = kind === 'latest' && (status === 404 || status === 410)
    const isElsewhere = isOptional || ((kind === 'supported' || kind === 'toolchain') && status < 500)
    const { host } = new URL(base)
    const failure = new Failure('HTTP_STATUS', `${host} answered ${status}`, { host, status, what: path })
    return { ...told, verdict: isElsewhere ? 'absent' : 'wrong', failure: failure.toShape() }
  }
  if (isRight(question, body)) return { ...told, verdict: 'right', failure: null }
  const failure = unexpectedBody(answer, path, body).toShape()
  return { ...told, verdict: kind === 'supported' ? 'absent' : 'wrong', failure }
}

function isRight({ kind, version }: Question, body: Buffer): boolean {
  if (looksLikeHtml(body)) return false
  switch (kind) {
    case 'info':
      return versionIn(body) === version
    case 'latest':
      return isSemver(versionIn(body) ?? '')
    case 'mod':
      return /^[ \t]*module[ \t(]/m.test(body.toString())
    case 'list':
    case 'toolchain': {
      const lines = body
        .toString()
        .split('\n')
        .filter((line) => line.trim() !== '')
      return lines.length === 0 || lines.some((line) => isSemver(line.trim().split(/\s/, 1)[0] ?? ''))
    }
    case 'supported':
      return true
  }
}

function versionIn(body: Buffer): string | null {
  try {
    const value = JSON.parse(body.toString()) as { Version?: unknown } | null
    return typeof value?.Version === 'string' ? value.Version : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

async function askZip(
  tools: ProbeTools,
  base: string,
  [module, version]: AskedModule,
  asked: Asked[],
  signal: AbortSignal,
): Promise<number | null> {
  const started = tools.clock.monotonic()
  const zip = await attempt(() => measureThroughput(tools, base, signal, [module, version]))
  throwIfCancelled(signal)
  const told = {
    kind: 'zip',
    path: `${pathOf(base, module, version)}.zip`,
    timing: null,
    body: Buffer.alloc(0),
  } as const
  if (zip instanceof Failure) {
    const { status } = zip.details
    const code = typeof status === 'number' ? status : null
    asked.push({ ...told, status: code, milliseconds: null, bytes: 0, verdict: 'wrong', failure: zip.toShape() })
    return null
  }
  const milliseconds = tools.clock.monotonic() - started
  asked.push({ ...told, status: zip.status, milliseconds, bytes: zip.bytes, verdict: 'right', failure: null })
  return zip.rate
}

function summary(
  asked: readonly Asked[],
  known: Pick<ProbeRow, 'latency' | 'throughput' | 'sumdb'>,
): Omit<ProbeRow, 'id' | 'phase'> {
  const ofModules = asked.filter(
    ({ kind, verdict }) => kind !== 'supported' && kind !== 'toolchain' && verdict !== 'absent',
  )
  const right = ofModules.filter(({ verdict }) => verdict === 'right').length
  const failures = ofModules.flatMap(({ failure }) => failure ?? [])
  const lied = failures.find(({ code }) => code === 'RESPONSE_INVALID')
  const isFailed = known.latency === null || lied !== undefined
  const detail: ProbeDetail = {
    requests: asked.map(({ timing, body, ...request }) => request),
    successRate: ofModules.length === 0 ? 0 : right / ofModules.length,
    p95: percentile(timesOf(asked), 0.95),
    phases: phasesOf(asked),
    latest: latestOf(asked),
    newest: null,
    behind: null,
  }
  const verdict = isFailed ? 'failed' : right < ofModules.length ? 'usable' : 'good'
  return { ...known, verdict, failure: lied ?? failures[0] ?? null, detail }
}

function latestOf(asked: readonly Asked[]): string | null {
  const right = (wanted: ProbeRequest['kind']): Asked | undefined =>
    asked.find(({ kind, verdict }) => kind === wanted && verdict === 'right')
  const latest = right('latest')
  if (latest) return versionIn(latest.body)
  const lines = (right('list')?.body.toString() ?? '').split('\n')
  const versions = lines.map((line) => line.trim().split(/\s/, 1)[0] ?? '').filter(isSemver)
  const releases = versions.filter((version) => !version.includes('-'))
  return (releases.length > 0 ? releases : versions).toSorted(compareVersions).at(-1) ?? null
}

/** Of the request that made the connection; else, when one was open already, of the first. */
function phasesOf(asked: readonly Asked[]): ProbeDetail['phases'] {
  const timings = asked.flatMap(({ timing }) => timing ?? [])
  const timing = timings.find(({ tcp }) => tcp !== null) ?? timings[0]
  if (!timing) return null
  const { dns, tcp, tls, firstByte, total } = timing
  const wait = Math.max(0, firstByte - (dns ?? 0) - (tcp ?? 0) - (tls ?? 0))
  return { dns, tcp, tls, wait, transfer: Math.max(0, total - firstByte) }
}

function timesOf(asked: readonly Asked[]): number[] {
  return asked.flatMap(({ kind, verdict, milliseconds }) =>
    (kind === 'info' || kind === 'mod') && verdict === 'right' && milliseconds !== null ? [milliseconds] : [],
  )
}

/** By the nearest rank; null of nothing. */
export function percentile(times: readonly number[], share: number): number | null {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}

function isUnreachable(failure: ProbeRequest['failure']): boolean {
  return failure !== null && /^(NETWORK_|HTTP_PROXY_AUTH)/.test(failure.code)
}
