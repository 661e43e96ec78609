import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'
import { Failure } from '../failure'
import { networkFailure } from './network-failure'
import { connectSocks } from './socks'
import { Client } from './undici'

type Connector = buildConnector.connector

/** The header `name` with a URL's user name and password as Basic credentials (RFC 7617); nothing when it has none. */
export function basicCredentials(name: string, url: URL): Record<string, string> {
  if (url.username === '' && url.password === '') return {}
  const pair = `${decode(url.username)}:${decode(url.password)}`
  return { [name]: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) return part
    throw error
  }
}

/**
 * A connector that reaches its host through a tunnel of `proxy` (CONNECT, RFC 9110 section 9.3.6, or SOCKS 5) and speaks
 * TLS inside for https.
 *
 * @param toProxy connects to the proxy, `connect` through the tunnel; `timeout` in milliseconds is for the tunnel
 */
export function tunnelThrough(proxy: URL, toProxy: Connector, connect: Connector, timeout: number): Connector {
  return (options, callback) => {
    const secure = options.protocol === 'https:'
    const port = options.port || (secure ? '443' : '80')
    openTunnel(proxy, options.hostname, port, toProxy, timeout).then(
      (socket) => {
        if (secure) connect({ ...options, port, httpSocket: socket }, callback)
        else callback(null, socket)
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    )
  }
}

async function openTunnel(
  proxy: URL,
  host: string,
  port: string,
  toProxy: Connector,
  timeout: number,
): Promise<Socket> {
  const seconds = timeout / 1000
  const asked = { host: proxy.host, what: `a tunnel to ${host}:${port}` }
  try {
    if (proxy.protocol.startsWith('socks')) return await connectSocks(proxy, host, Number(port), toProxy, timeout)
    return await connectByHttp(proxy, `${host}:${port}`, toProxy, timeout)
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      const why = `${asked.what}: the proxy ${proxy.host} is silent`
      throw new Failure('NETWORK_TIMEOUT', why, { host: proxy.host, seconds })
    }
    throw networkFailure(error, asked, seconds)
  }
}

async function connectByHttp(proxy: URL, authority: string, connect: Connector, timeout: number): Promise<Socket> {
  const client = new Client(proxy.origin, { connect, headersTimeout: 0 })
  try {
    const { statusCode, headers, socket } = await client.connect({
      path: authority,
      headers: { host: authority, ...basicCredentials('proxy-authorization', proxy) },
      signal: AbortSignal.timeout(timeout),
    })
    if (statusCode >= 200 && statusCode < 300) return socket as Socket
    socket.destroy()
    if (statusCode === 407) throw proxyWantsPassword(proxy.host, headers['proxy-authenticate'])
    const why = `the HTTP proxy ${proxy.host} refused the way to ${authority}: ${statusCode}`
    throw new Failure('NETWORK_UNREACHABLE', why, { host: authority, why })
  } finally {
    // Done with it: the tunnel's socket is no longer the client's
    client.close().catch(() => undefined)
  }
}

/** HTTP_PROXY_AUTH, naming the schemes that the proxy offers. */
export function proxyWantsPassword(host: string, offered: string | string[] | undefined): Failure {
  // A challenge is `Scheme param=value, …`: the schemes are the words that no `=` follows
  const challenges = [offered ?? []].flat().join(', ')
  const schemes = [...challenges.matchAll(/(?:^|,\s*)([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?=\s+[^\s=,]|\s*(?:,|$))/g)]
  const scheme = [...new Set(schemes.map((match) => match[1]))].join(', ') || 'no scheme named'
  return new Failure('HTTP_PROXY_AUTH', `the HTTP proxy ${host} wants credentials (${scheme})`, { host, scheme })
}
