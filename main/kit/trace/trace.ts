import type { IncomingMessage } from 'node:http'
import { isIP, type Socket } from 'node:net'
import { Failure } from '../failure'
import { classOfHost } from '../http/address-class'
import { followRedirect, isRedirect } from '../http/redirect'
import { basicCredentials } from '../http/tunnel'
import { redact } from '../redact'
import { dial, isInward, resolve } from './dial'
import { askHead, headFacts, readStart } from './exchange'
import type { Address, Hop, HopKind, RedirectHop, TraceStep } from './hop'
import { secure } from './secure'
import type { TraceTools } from './tools'
import { openTunnel } from './tunnel'

export interface TraceRequest {
  readonly url: URL
  /** Sent to this origin only, not to where a redirect leads. */
  readonly headers: Readonly<Record<string, string>>
}

type Facts<Kind extends HopKind> = Omit<Extract<Hop, { kind: Kind }>, 'kind' | 'leg' | 'to' | 'host' | 'milliseconds'>
type Place = Pick<Hop, 'leg' | 'to' | 'host'>
type Steps<Result> = AsyncGenerator<TraceStep, Result>

/**
 * Follows one request step by step: resolver, connection, proxy, TLS, head, redirects, the start of the body. Every hop is
 * told when it begins and when it ended, with milliseconds and what was seen; the first that does not get through is the
 * last. Nothing is asked over a connection whose certificate is no good, but for the time where only its dates are wrong.
 * Stopping the iteration closes every connection.
 *
 * @throws CANCELLED
 */
export async function* traceRequest(
  tools: Omit<TraceTools, 'opened'>,
  request: TraceRequest,
  signal: AbortSignal,
): Steps<void> {
  const opened = new Set<Socket>()
  try {
    yield* walk({ ...tools, opened }, request, signal)
  } finally {
    // what is around another one first: ending TLS after its connection ends the whole program
    for (const socket of [...opened].reverse()) socket.destroy()
  }
}

async function* walk(tools: TraceTools, request: TraceRequest, signal: AbortSignal): Steps<void> {
  let { url, headers } = request
  let isGuarded = false
  const visited = new Set<string>()
  for (let leg = 0; ; leg++) {
    visited.add(url.href)
    const response = yield* askOnce(tools, { url, headers, leg, isGuarded }, signal)
    if (!response) return
    const { location } = response.headers
    const place = { leg, to: 'target', host: url.host } as const
    if (!isRedirect(response.statusCode ?? 0, location)) {
      yield* hop(tools, 'body', place, async () => ({
        facts: await readStart(tools, response, url.host, signal),
        result: null,
      }))
      return
    }
    response.destroy()
    const led = redirectOf(url, location, visited, leg >= tools.limits.redirects)
    yield* hop(tools, 'redirect', place, async () => ({ facts: led.facts, result: null }))
    if (!led.next) return
    if (led.next.origin !== url.origin) {
      headers = {}
      isGuarded = classOfHost(led.next.hostname) !== 'loopback'
    }
    url = led.next
  }
}

function redirectOf(
  from: URL,
  location: string,
  visited: ReadonlySet<string>,
  isLast: boolean,
): { facts: Facts<'redirect'>; next: URL | null } {
  const facts = (refusal: RedirectHop['refusal']): Facts<'redirect'> => ({
    from: redact(from.href),
    location: redact(URL.canParse(location, from.href) ? new URL(location, from).href : location).slice(0, 300),
    refusal,
    fault: refusal === null ? null : 'other',
    detail: refusal ?? '',
  })
  try {
    const next = followRedirect(from, location)
    if (visited.has(next.href)) return { facts: facts('loop'), next: null }
    return isLast ? { facts: facts('too-many'), next: null } : { facts: facts(null), next }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const why = String(error.details.why)
    const refusal = /of this computer/.test(why) ? 'inward' : /malformed/.test(why) ? 'malformed' : 'insecure'
    return { facts: facts(refusal), next: null }
  }
}

interface Leg {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly leg: number
  readonly isGuarded: boolean
}

/** One request and the head of its answer; null when it did not come to that. */
async function* askOnce(tools: TraceTools, leg: Leg, signal: AbortSignal): Steps<IncomingMessage | null> {
  const { url } = leg
  const proxy = tools.proxyFor(url)
  const place = { leg: leg.leg, to: 'target', host: url.host } as const
  const isTold = proxy !== null && url.protocol === 'http:' && !proxy.protocol.startsWith('socks')
  let socket = proxy
    ? yield* reachProxy(tools, proxy, leg, signal)
    : yield* reach(tools, url, { ...place, isGuarded: leg.isGuarded }, signal)
  if (socket && proxy && !isTold) {
    const connection = socket
    const authority = `${url.hostname}:${portOf(url)}`
    socket = yield* hop(tools, 'tunnel', { ...place, to: 'proxy', host: proxy.host }, async () => {
      const tunnelled = await openTunnel(tools, connection, { proxy, authority }, signal)
      return { facts: tunnelled.facts, result: tunnelled.socket }
    })
  }
  if (socket && url.protocol === 'https:') socket = yield* speakTls(tools, socket, url, place, signal)
  if (!socket) return null
  const ready = socket
  return yield* hop(tools, 'http', place, async () => {
    const target = url.pathname + url.search
    const forProxy = isTold ? basicCredentials('proxy-authorization', proxy) : {}
    const asked = { url, target: isTold ? url.origin + target : target, headers: { ...leg.headers, ...forProxy } }
    const { response, fault, detail } = await askHead(tools, ready, asked, signal)
    const seen = response ? headFacts(response) : { status: 0, headers: {}, challenges: [] }
    const facts = { ...seen, url: redact(plainHref(url)), proxy: isTold ? proxy.host : null, fault, detail }
    return { facts, result: response }
  })
}

async function* reachProxy(tools: TraceTools, proxy: URL, { leg }: Leg, signal: AbortSignal): Steps<Socket | null> {
  const place = { leg, to: 'proxy', host: proxy.host } as const
  const socket = yield* reach(tools, proxy, { ...place, isGuarded: false }, signal)
  return socket && proxy.protocol === 'https:' ? yield* speakTls(tools, socket, proxy, place, signal) : socket
}

async function* reach(
  tools: TraceTools,
  url: URL,
  { isGuarded, ...place }: Place & { readonly isGuarded: boolean },
  signal: AbortSignal,
): Steps<Socket | null> {
  const name = url.hostname.replace(/^\[|\]$/g, '')
  const family = isIP(name)
  const addresses: readonly Address[] | null =
    family === 0
      ? yield* hop(tools, 'dns', place, async () => {
          const found = await resolve(tools, name, signal)
          const isRefused = isGuarded && found.addresses.some(isInward)
          const facts = isRefused ? { ...found, fault: 'inward' as const, detail: '' } : found
          return { facts, result: facts.fault === null ? found.addresses : null }
        })
      : [{ address: name, family: family === 6 ? 6 : 4 }]
  if (!addresses) return null
  return yield* hop(tools, 'connect', place, async () => {
    const { socket, ...facts } = await dial(tools, { addresses, port: portOf(url) }, signal)
    return { facts, result: socket }
  })
}

function speakTls(
  tools: TraceTools,
  socket: Socket,
  url: URL,
  place: Place,
  signal: AbortSignal,
): Steps<Socket | null> {
  // read outside of the time that is told
  tools.trust()
  return hop(tools, 'tls', place, async () => {
    const { socket: secured, facts } = await secure(tools, socket, url, signal)
    return { facts, result: secured }
  })
}

async function* hop<Kind extends HopKind, Result>(
  { clock }: Pick<TraceTools, 'clock'>,
  kind: Kind,
  { leg, to, host }: Place,
  work: () => Promise<{ facts: Facts<Kind>; result: Result }>,
): Steps<Result> {
  yield { phase: 'begins', hop: { kind, leg, to, host } }
  const started = clock.monotonic()
  const { facts, result } = await work()
  const milliseconds = clock.monotonic() - started
  yield { phase: 'ended', hop: { ...facts, kind, leg, to, host, milliseconds } as unknown as Hop }
  return result
}

function portOf(url: URL): number {
  const usual = { 'https:': 443, 'http:': 80 }[url.protocol] ?? 1080
  return url.port === '' ? usual : Number(url.port)
}

function plainHref(url: URL): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return shown.href
}
