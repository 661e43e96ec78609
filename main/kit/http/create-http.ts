import type { LookupFunction } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { Failure, throwIfCancelled } from '../failure'
import type { Logger } from '../log'
import { redact, secretsOf } from '../redact'
import type { Environment } from '../world'
import { classOfHost } from './address-class'
import { type Head, type Inbox, openInbox, readBody, readHead } from './body'
import { type Connections, createConnections, systemLookup } from './connections'
import type { GetOptions, Http, HttpAnswer, HttpOptions, HttpStream } from './http'
import { type Asked, networkFailure } from './network-failure'
import { type Phases, withPhases } from './phases'
import { readProxyRules } from './proxy-rules'
import { followRedirect, isRedirect, maxRedirects } from './redirect'
import { trustedRoots } from './trusted-roots'
import { basicCredentials, proxyWantsPassword } from './tunnel'
import { withLimits } from './with-limits'

export interface CreateHttpOptions {
  /** Read once, for the proxy variables. */
  readonly env: Environment
  readonly log: Logger
  /** `GoReady` when not given; hosts add the version. */
  readonly userAgent?: string
  /** Milliseconds for one connection to be made; 15 s when not given. */
  readonly connectTimeout?: number
  /** Resolves names; the system's resolver when not given. */
  readonly lookup?: LookupFunction
}

interface Session {
  readonly connections: Connections
  readonly userAgent: string
  readonly connectTimeout: number
  readonly log: (fields: { url: string } & Record<string, unknown>, message: string) => void
}

/** An answer whose head was read. */
interface Opened {
  readonly inbox: Inbox
  readonly head: Head
  readonly asked: Asked
  readonly url: URL
  readonly phases: Phases
}

const headersTimeout = 30_000
const idleTimeout = 30_000
/** What may follow a redirect to another origin: it says which bytes are wanted, and nothing about who wants them. */
const harmless = ['accept', 'range', 'if-range']

/** HTTP over npm undici with its own connections; see {@link Http} for what it promises. */
export function createHttp(options: CreateHttpOptions): Http {
  const secrets = secretsOf(options.env)
  const connectTimeout = options.connectTimeout ?? 15_000
  if (hasOnlyAllProxy(options.env)) {
    options.log.info('ALL_PROXY is set, but go reads only HTTP_PROXY and HTTPS_PROXY, and so does GoReady')
  }
  const session: Session = {
    connections: createConnections({
      proxyFor: readProxyRules(options.env),
      connectTimeout,
      lookup: options.lookup ?? systemLookup,
      roots: () => trustedRoots(options.env),
    }),
    userAgent: options.userAgent ?? 'GoReady',
    connectTimeout,
    log: (fields, message) => options.log.debug({ ...fields, url: redact(fields.url, secrets) }, message),
  }
  return {
    get: (url, getOptions) => get(session, url, getOptions),
    open: (url, openOptions = {}) => open(session, url, openOptions),
    close: () => session.connections.close(),
  }
}

function hasOnlyAllProxy(env: Environment): boolean {
  const has = (name: string): boolean => Boolean(env[name] || env[name.toLowerCase()])
  return has('ALL_PROXY') && !has('HTTP_PROXY') && !has('HTTPS_PROXY')
}

async function get(session: Session, url: string, options: GetOptions): Promise<HttpAnswer> {
  const started = performance.now()
  const opened = await follow(session, url, options)
  const firstByte = performance.now() - started
  const { inbox, head, asked } = opened
  const tooLarge = (): Failure =>
    new Failure('RESPONSE_TOO_LARGE', `${asked.what} from ${asked.host} is larger than ${options.maxBytes} bytes`, {
      ...asked,
      limit: options.maxBytes,
    })
  const refuse = (failure: Failure): never => {
    inbox.discard()
    throw failure
  }
  if (head.framing === 'close' && head.status < 300 && !options.endsByClose) {
    const got = 'an answer that does not tell its length'
    refuse(new Failure('RESPONSE_INVALID', `${asked.what} from ${asked.host}: ${got}`, { ...asked, got }))
  }
  if ((head.length ?? 0) > options.maxBytes) refuse(tooLarge())
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of bodyOf(opened, options)) {
    size += piece.length
    if (size > options.maxBytes) throw tooLarge()
    pieces.push(piece)
  }
  const total = performance.now() - started
  // undici lends a connection out again a turn of the event loop later; who asks at once would have another one made
  await setImmediate()
  return {
    status: head.status,
    headers: head.headers,
    body: Buffer.concat(pieces),
    url: publicHref(opened.url),
    timing: { ...opened.phases, firstByte, total },
  }
}

async function open(session: Session, url: string, options: HttpOptions): Promise<HttpStream> {
  const started = performance.now()
  const opened = await follow(session, url, options)
  return {
    status: opened.head.status,
    headers: opened.head.headers,
    url: publicHref(opened.url),
    length: opened.head.length,
    endsByClose: opened.head.framing === 'close',
    timing: { ...opened.phases, firstByte: performance.now() - started },
    body: bodyOf(opened, options),
    cancel: () => opened.inbox.discard(),
  }
}

function bodyOf({ inbox, head, asked }: Opened, options: HttpOptions): AsyncGenerator<Buffer, void> {
  const limits = { idleTimeout: options.idleTimeout ?? idleTimeout, signal: options.signal }
  return readBody(inbox, head, asked, limits)
}

/** Sends the request and goes where redirects lead, until an answer is none. */
async function follow(session: Session, address: string, options: HttpOptions): Promise<Opened> {
  let url = parseAddress(address)
  let headers = Object.fromEntries(
    Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  )
  for (let hops = 0, guarded = false; ; hops++) {
    const opened = await ask(session, url, headers, guarded, options)
    const { location } = opened.head.headers
    if (!isRedirect(opened.head.status, location)) return opened
    opened.inbox.discard()
    if (hops === maxRedirects) {
      const why = `after ${maxRedirects} redirects there was still another`
      throw new Failure('NETWORK_REDIRECT', `${opened.asked.host}: ${why}`, { host: opened.asked.host, why })
    }
    const next = followRedirect(url, location)
    if (next.origin !== url.origin) {
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => harmless.includes(name)))
      guarded = classOfHost(next.hostname) !== 'loopback'
    }
    url = next
  }
}

/** One request, one answer. */
async function ask(
  session: Session,
  url: URL,
  headers: Readonly<Record<string, string>>,
  guarded: boolean,
  { signal, headersTimeout: limit = headersTimeout }: HttpOptions,
): Promise<Opened> {
  throwIfCancelled(signal)
  const asked: Asked = { host: url.host, what: redact(url.pathname) }
  const route = session.connections.routeTo(url, guarded)
  const stop = new AbortController()
  const started = performance.now()
  const late = (): Failure =>
    new Failure('NETWORK_TIMEOUT', `${asked.host} did not answer`, { host: asked.host, seconds: limit / 1000 })
  try {
    const { result, phases } = withPhases(() =>
      route.dispatcher.request({
        method: 'GET',
        path: route.target,
        headers: {
          'user-agent': session.userAgent,
          ...basicCredentials('authorization', url),
          ...headers,
          'accept-encoding': 'identity',
          ...route.headers,
        },
        signal: stop.signal,
      }),
    )
    const answer = await withLimits(result, signal, limit, late)
    const inbox = openInbox(answer.body)
    const milliseconds = Math.round(performance.now() - started)
    session.log({ url: publicHref(url), status: answer.statusCode, milliseconds, proxy: route.proxy }, 'answer')
    if (answer.statusCode === 407 && route.way === 'absolute') {
      throw proxyWantsPassword(route.proxy ?? '', answer.headers['proxy-authenticate'])
    }
    return { inbox, head: readHead(answer, asked), asked, url, phases }
  } catch (error) {
    // Ends the request that still runs, and the connection with it
    stop.abort()
    const peer = route.way === 'absolute' ? { ...asked, host: route.proxy ?? asked.host } : asked
    const failure = networkFailure(error, peer, session.connectTimeout / 1000)
    session.log({ url: publicHref(url), code: failure.code, why: failure.message, proxy: route.proxy }, 'no answer')
    throw failure
  }
}

/**
 * @throws INVALID_INPUT for anything but http(s), and for credentials that would go over plain http, which the go
 * command refuses too
 */
function parseAddress(address: string): URL {
  const refuse = (why: string): Failure => {
    const what = redact(address)
    return new Failure('INVALID_INPUT', `${what}: ${why}`, { what, why })
  }
  if (!URL.canParse(address)) throw refuse('it is no web address')
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('it is no http or https address')
  const hasCredentials = url.username !== '' || url.password !== ''
  if (hasCredentials && url.protocol === 'http:') throw refuse('credentials are not sent over plain http')
  url.hash = ''
  return url
}

function publicHref(url: URL): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return shown.href
}
