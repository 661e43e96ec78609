import type { Exam } from '../../preload/contract/doctor'
import { text } from '../../preload/contract/text'
import { basicCredentials, type Hop, type ProxyRules, redact, type TraceLimits, traceRequest } from '../kit'
import { diagnose } from './diagnose'
import { runningHop, shownHop } from './hop-words'
import { type Credentials, entryFor } from './netrc'
import { conclude, type Seen, statusOf } from './seen'
import type { Target } from './targets'
import type { TokenFacts } from './token'

type TraceTools = Parameters<typeof traceRequest>[0]

export interface ExamTools {
  readonly trace: Omit<TraceTools, 'proxyFor' | 'limits'> & { readonly limits: TraceLimits }
  readonly proxyFor: ProxyRules
  /** Who named the proxy for a URL. */
  readonly proxyFrom: (url: URL) => string
  readonly credentials: Credentials
  readonly token: TokenFacts | null
  readonly module: Seen['module']
  readonly isPublic: (hostname: string) => boolean
  readonly nextId: () => string
}

/** The examination, the one without the proxy where it was needed, and the status that came in the end (0 for none). */
export interface Examined {
  readonly exams: Exam[]
  readonly status: number
}

/** Examines one address; where the network proxy may be at fault, once more past it. @throws CANCELLED */
export async function* examineOne(
  tools: ExamTools,
  target: Target,
  signal: AbortSignal,
): AsyncGenerator<Exam, Examined> {
  const { url } = target
  const proxy = url === null ? null : tools.proxyFor(url)
  const blank: Exam = {
    id: tools.nextId(),
    role: target.role,
    label: target.label,
    url: url === null ? null : redact(url.href),
    via: proxy === null ? null : proxy.host,
    hops: [],
    conclusion: null,
  }
  if (url === null) {
    const nowhere = { ...emptySeen(tools, target, new URL('https://off')), hops: [] }
    const exam = { ...blank, conclusion: conclude('off', nowhere, { next: [text('doctor.next.notOff')] }) }
    yield exam
    return { exams: [exam], status: 0 }
  }
  const { hops, exam } = yield* follow(tools, blank, url, tools.proxyFor, signal)
  let control: { hops: Hop[]; exam: Exam } | null = null
  if (proxy !== null && mayBeTheProxy(hops)) {
    const label = text('doctor.role.control', { host: url.host })
    const past: Exam = { ...blank, id: tools.nextId(), role: 'control', label, via: null }
    control = yield* follow(tools, past, url, () => null, signal)
  }
  const seen: Seen = {
    ...emptySeen(tools, target, url),
    hops,
    control: control?.hops ?? null,
    proxy: proxy && { host: proxy.host, from: tools.proxyFrom(url), hasCredentials: proxy.username !== '' },
  }
  const concluded = { ...exam, conclusion: diagnose(seen) }
  yield concluded
  return { exams: control ? [concluded, control.exam] : [concluded], status: statusOf(hops) }
}

function emptySeen(tools: ExamTools, { role, expected, follows }: Target, url: URL): Seen {
  return {
    role,
    url,
    expected,
    follows,
    hops: [],
    control: null,
    proxy: null,
    module: tools.module,
    isPublic: tools.isPublic(url.hostname),
    credentials: tools.credentials,
    token: tools.token,
    now: tools.trace.clock.now(),
  }
}

/** True when the proxy on the way may be what failed: it is not there, it refuses, or an answer says that a server failed. */
function mayBeTheProxy(hops: readonly Hop[]): boolean {
  const failed = hops.find(({ fault }) => fault !== null)
  if (failed?.kind === 'tunnel') return failed.status !== 407
  if (failed?.to === 'proxy') return true
  if (failed?.kind === 'http') return true
  return statusOf(hops) >= 500 && statusOf(hops) !== 511
}

async function* follow(
  tools: ExamTools,
  blank: Exam,
  url: URL,
  proxyFor: ProxyRules,
  signal: AbortSignal,
): AsyncGenerator<Exam, { hops: Hop[]; exam: Exam }> {
  const hops: Hop[] = []
  let exam = blank
  yield exam
  const request = { url, headers: headersFor(tools.credentials, url) }
  for await (const step of traceRequest({ ...tools.trace, proxyFor }, request, signal)) {
    if (step.phase === 'ended') hops.push(step.hop)
    const running = step.phase === 'begins' ? [runningHop(step.hop)] : []
    exam = { ...blank, hops: [...hops.map(shownHop), ...running] }
    yield exam
  }
  return { hops, exam }
}

/** What the go command would send along: of netrc and of the URL, over https only. */
function headersFor(credentials: Credentials, url: URL): Record<string, string> {
  if (url.protocol !== 'https:') return {}
  const entry = entryFor(credentials, url)
  if (!entry) return basicCredentials('authorization', url)
  return { authorization: `Basic ${Buffer.from(`${entry.login}:${entry.password}`).toString('base64')}` }
}
