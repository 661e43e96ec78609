import { type IncomingMessage, request as startRequest } from 'node:http'
import type { Socket } from 'node:net'
import { Failure, throwIfCancelled } from '../failure'
import { connectSocks } from '../http/socks'
import { basicCredentials } from '../http/tunnel'
import { redact } from '../redact'
import { parseChallenges } from './challenge'
import { faultOf } from './fault'
import type { TunnelHop } from './hop'
import type { TraceTools } from './tools'
import { firstOf } from './waiting'

export interface Tunnelled {
  readonly socket: Socket | null
  readonly facts: Pick<TunnelHop, 'scheme' | 'status' | 'challenges' | 'server' | 'fault' | 'detail'>
}

/** Lets the proxy at the other end of a connection open a way to `authority`: by CONNECT, or by SOCKS 5. */
export function openTunnel(
  tools: TraceTools,
  socket: Socket,
  { proxy, authority }: { readonly proxy: URL; readonly authority: string },
  signal: AbortSignal,
): Promise<Tunnelled> {
  return proxy.protocol.startsWith('socks')
    ? bySocks(tools, socket, proxy, authority, signal)
    : byConnect(tools, socket, proxy, authority, signal)
}

async function byConnect(
  tools: TraceTools,
  socket: Socket,
  proxy: URL,
  authority: string,
  signal: AbortSignal,
): Promise<Tunnelled> {
  const request = startRequest({
    createConnection: () => socket,
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, 'user-agent': tools.userAgent, ...basicCredentials('proxy-authorization', proxy) },
    setHost: false,
  })
  request.end()
  const none = { scheme: 'http', status: null, challenges: [], server: '' } as const
  try {
    const { values } = await firstOf<[IncomingMessage, Socket]>(request, ['connect'], {
      milliseconds: tools.limits.tunnel,
      signal,
      host: proxy.host,
    })
    const [answer] = values
    const status = answer.statusCode ?? 0
    const isOpen = status >= 200 && status < 300
    const facts = {
      scheme: 'http' as const,
      status,
      challenges: parseChallenges(answer.headersDistinct['proxy-authenticate'] ?? []),
      server: redact(String(answer.headers.server ?? answer.headers.via ?? '')),
      fault: isOpen ? null : ('other' as const),
      detail: isOpen ? '' : String(status),
    }
    if (!isOpen) socket.destroy()
    return { socket: isOpen ? socket : null, facts }
  } catch (error) {
    socket.destroy()
    throwIfCancelled(signal)
    return { socket: null, facts: { ...none, ...faultOf(error) } }
  }
}

async function bySocks(
  tools: TraceTools,
  socket: Socket,
  proxy: URL,
  authority: string,
  signal: AbortSignal,
): Promise<Tunnelled> {
  const facts = { scheme: 'socks', status: null, challenges: [], server: '' } as const
  const colon = authority.lastIndexOf(':')
  const [host, port] = [authority.slice(0, colon), Number(authority.slice(colon + 1))]
  const stop = (): void => void socket.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const dialed = (_: unknown, callback: (error: null, socket: Socket) => void): void => callback(null, socket)
    await connectSocks(proxy, host, port, dialed as never, tools.limits.tunnel)
    return { socket, facts: { ...facts, fault: null, detail: '' } }
  } catch (error) {
    throwIfCancelled(signal)
    if (error instanceof Failure && error.code === 'HTTP_PROXY_AUTH') {
      return { socket: null, facts: { ...facts, status: 407, fault: 'other', detail: 'SOCKS 5' } }
    }
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    return { socket: null, facts: { ...facts, ...(isLate ? { fault: 'timeout', detail: '' } : faultOf(error)) } }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
