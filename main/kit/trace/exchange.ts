import { type IncomingMessage, request as startRequest } from 'node:http'
import type { Socket } from 'node:net'
import { Failure, throwIfCancelled } from '../failure'
import { excerpt, looksLikeHtml } from '../http/answers'
import { withLimits } from '../http/with-limits'
import { redact } from '../redact'
import { parseChallenges } from './challenge'
import { faultOf } from './fault'
import type { BodyHop, HopFault, HttpHop } from './hop'
import type { TraceTools } from './tools'
import { firstOf } from './waiting'

export interface AskedHead {
  readonly url: URL
  /** As it stands in the request line. */
  readonly target: string
  readonly method?: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Head {
  readonly response: IncomingMessage | null
  readonly fault: HopFault | null
  readonly detail: string
}

/** Sends one request over a connection and waits for the head of the answer. */
export async function askHead(tools: TraceTools, socket: Socket, asked: AskedHead, signal: AbortSignal): Promise<Head> {
  const { host } = asked.url
  const request = startRequest({
    createConnection: () => socket,
    method: asked.method ?? 'GET',
    path: asked.target,
    headers: { host, 'user-agent': tools.userAgent, accept: '*/*', ...asked.headers, connection: 'close' },
    setHost: false,
  })
  request.end()
  try {
    const { values } = await firstOf<[IncomingMessage]>(request, ['response'], {
      milliseconds: tools.limits.head,
      signal,
      host,
    })
    values[0].on('error', () => undefined)
    return { response: values[0], fault: null, detail: '' }
  } catch (error) {
    request.destroy()
    throwIfCancelled(signal)
    return { response: null, ...faultOf(error) }
  }
}

const told = ['date', 'retry-after', 'location', 'server', 'via', 'content-type', 'content-length', 'x-cache']

/** What an answer's head tells, credentials hidden. */
export function headFacts(response: IncomingMessage): Pick<HttpHop, 'status' | 'headers' | 'challenges'> {
  const headers: Record<string, string> = {}
  for (const name of told) {
    const value = response.headers[name]
    if (typeof value === 'string') headers[name] = redact(value).slice(0, 300)
  }
  const status = response.statusCode ?? 0
  const name = status === 407 ? 'proxy-authenticate' : 'www-authenticate'
  return { status, headers, challenges: parseChallenges(response.headersDistinct[name] ?? []) }
}

type BodyFacts = Pick<BodyHop, 'bytes' | 'end' | 'isHtml' | 'isJson' | 'excerpt' | 'fault' | 'detail'>

/** Reads the start of a body. */
export async function readStart(
  { limits }: TraceTools,
  response: IncomingMessage,
  host: string,
  signal: AbortSignal,
): Promise<BodyFacts> {
  const pieces: Buffer[] = []
  let bytes = 0
  const factsWith = (end: BodyHop['end'], fault: HopFault | null, detail: string): BodyFacts => {
    const start = Buffer.concat(pieces)
    const words = start.length === 0 ? '' : excerpt(start)
    return { bytes, end, isHtml: looksLikeHtml(start), isJson: isJson(start), excerpt: words, fault, detail }
  }
  const late = (): Failure => new Failure('NETWORK_TIMEOUT', `${host}: the body stalled`, { host })
  const body = response[Symbol.asyncIterator]()
  try {
    for (;;) {
      const step: IteratorResult<Buffer> = await withLimits(body.next(), signal, limits.idle, late)
      if (step.done) break
      pieces.push(step.value)
      bytes += step.value.length
      if (bytes >= limits.bodyBytes) return factsWith('enough', null, '')
    }
    return factsWith('whole', null, '')
  } catch (error) {
    throwIfCancelled(signal)
    const { fault, detail } = faultOf(error)
    // node calls every body that ends too early aborted
    return factsWith('broken', fault === 'timeout' ? 'timeout' : 'closed', detail)
  } finally {
    response.destroy()
  }
}

function isJson(start: Buffer): boolean {
  try {
    JSON.parse(start.toString())
    return true
  } catch {
    return false
  }
}
