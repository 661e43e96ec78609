import { isIP, type Socket } from 'node:net'
import { connect as startTls, type TLSSocket } from 'node:tls'
import { throwIfCancelled } from '../failure'
import { askHead } from './exchange'
import { faultOf } from './fault'
import type { TlsHop } from './hop'
import type { TraceTools } from './tools'
import { anchorOf, chainOf, flawsOf, seenOf } from './trust'
import { firstOf } from './waiting'

export interface Secured {
  /** Null when nothing may be asked over it. */
  readonly socket: TLSSocket | null
  readonly facts: Pick<TlsHop, 'protocol' | 'chain' | 'anchor' | 'flaws' | 'serverDate' | 'fault' | 'detail'>
}

/** Speaks TLS over a connection and judges the certificates; one that is no good gets no request. */
export async function secure(tools: TraceTools, socket: Socket, url: URL, signal: AbortSignal): Promise<Secured> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const trust = tools.trust()
  const secured = startTls({
    socket,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    secureContext: trust.context,
    ALPNProtocols: ['http/1.1'],
    // judged below: what is wrong with it is what we are here for
    rejectUnauthorized: false,
  })
  tools.opened.add(secured)
  try {
    await firstOf(secured, ['secureConnect'], { milliseconds: tools.limits.tls, signal, host })
  } catch (error) {
    secured.destroy()
    throwIfCancelled(signal)
    const facts = { protocol: '', chain: [], anchor: 'none', flaws: [], serverDate: null, ...faultOf(error) } as const
    return { socket: null, facts }
  }
  const chain = chainOf(secured.getPeerCertificate(true))
  const anchor = anchorOf(chain, trust)
  const verified = secured.authorizationError === null ? null : String(secured.authorizationError)
  const flaws = flawsOf(chain, host, tools.clock.now(), { anchor, verified })
  const facts = {
    protocol: secured.getProtocol() ?? '',
    chain: chain.map((one, index) => seenOf(one, index === 0)),
    anchor,
    flaws,
    fault: flaws.length === 0 ? null : ('tls' as const),
    detail: flaws.length === 0 ? '' : (verified ?? ''),
  }
  if (flaws.length === 0) return { socket: secured, facts: { ...facts, serverDate: null } }
  const isOnlyDates = flaws.every((flaw) => flaw === 'expired' || flaw === 'not-yet-valid')
  const serverDate = isOnlyDates ? await dateOf(tools, secured, url, signal) : null
  secured.destroy()
  return { socket: null, facts: { ...facts, serverDate } }
}

/** What the other side's clock says: asked without a path and without credentials, for nothing but its `Date`. */
async function dateOf(tools: TraceTools, socket: TLSSocket, url: URL, signal: AbortSignal): Promise<string | null> {
  const root = new URL('/', url)
  root.username = ''
  root.password = ''
  const asked = { url: root, target: '/', method: 'HEAD', headers: {} }
  const answer = await askHead(tools, socket, asked, signal)
  const time = Date.parse(answer.response?.headers.date ?? '')
  answer.response?.destroy()
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}
