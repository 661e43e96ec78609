import { once } from 'node:events'
import { isIP, type Socket } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { buildConnector } from 'undici'
import { Failure } from '../failure'

const replies: Record<number, string> = {
  1: 'general failure',
  2: 'not allowed by its rules',
  3: 'the network is unreachable',
  4: 'the host is unreachable',
  5: 'the connection was refused',
  6: 'it took too long',
  7: 'the command is not supported',
  8: 'the kind of address is not supported',
}

/**
 * Opens a connection to `host:port` through a SOCKS 5 proxy (RFC 1928), with user name and password (RFC 1929) when its
 * URL has them. The proxy resolves names, as with go.
 *
 * @throws HTTP_PROXY_AUTH, NETWORK_UNREACHABLE, RESPONSE_INVALID, or what the connection fails with
 */
export async function connectSocks(
  proxy: URL,
  host: string,
  port: number,
  connect: buildConnector.connector,
  timeout: number,
): Promise<Socket> {
  const socket = await dial(proxy, connect)
  const signal = AbortSignal.timeout(timeout)
  const reader = createReader(socket, proxy, signal)
  try {
    await greet(socket, reader, proxy)
    socket.write(Buffer.concat([Buffer.from([5, 1, 0]), encodeHost(host), Buffer.from([port >> 8, port & 255])]))
    const [, reply = 1, , kind] = await reader.take(4)
    if (reply !== 0) {
      const why = `the SOCKS proxy ${proxy.host} refused the way: ${replies[reply] ?? `reply ${reply}`}`
      throw new Failure('NETWORK_UNREACHABLE', why, { host: `${host}:${port}`, why })
    }
    const length = kind === 4 ? 16 : kind === 3 ? ((await reader.take(1))[0] ?? 0) : 4
    await reader.take(length + 2)
    reader.release()
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function dial(proxy: URL, connect: buildConnector.connector): Promise<Socket> {
  const port = proxy.port || '1080'
  const hostname = proxy.hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve, reject) => {
    connect({ hostname, host: proxy.host, protocol: 'http:', port }, (error, socket) =>
      error ? reject(error) : resolve(socket),
    )
  })
}

async function greet(socket: Socket, reader: Reader, proxy: URL): Promise<void> {
  const user = Buffer.from(decodeURIComponent(proxy.username))
  const password = Buffer.from(decodeURIComponent(proxy.password))
  const known = user.length > 0 && user.length < 256 && password.length < 256
  socket.write(Buffer.from(known ? [5, 2, 0, 2] : [5, 1, 0]))
  const [version, method] = await reader.take(2)
  if (version !== 5) throw notSocks(proxy)
  if (method === 0) return
  const refused = new Failure('HTTP_PROXY_AUTH', `the SOCKS proxy ${proxy.host} wants credentials`, {
    host: proxy.host,
    scheme: 'SOCKS 5',
  })
  if (method !== 2 || !known) throw refused
  socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]))
  const [, status] = await reader.take(2)
  if (status !== 0) throw refused
}

function encodeHost(host: string): Buffer {
  const bare = host.replace(/^\[|\]$/g, '')
  if (isIP(bare) !== 0) {
    const bytes = ipaddr.parse(bare).toByteArray()
    return Buffer.from([bytes.length === 4 ? 1 : 4, ...bytes])
  }
  const name = Buffer.from(bare)
  return Buffer.concat([Buffer.from([3, name.length]), name])
}

function notSocks(proxy: URL): Failure {
  const details = { host: proxy.host, what: 'a SOCKS 5 greeting', got: 'something else' }
  return new Failure('RESPONSE_INVALID', `${proxy.host} is no SOCKS 5 proxy`, details)
}

interface Reader {
  take(count: number): Promise<Buffer>
  release(): void
}

// Takes exactly so many bytes, so that what comes after the handshake stays in the socket.
function createReader(socket: Socket, proxy: URL, signal: AbortSignal): Reader {
  const gone = (): void => {
    socket.destroy(notSocks(proxy))
  }
  socket.once('end', gone)
  return {
    async take(count) {
      for (;;) {
        const bytes: Buffer | null = socket.read(count)
        if (bytes !== null) return bytes
        signal.throwIfAborted()
        await once(socket, 'readable', { signal }).catch((error: unknown) => {
          throw signal.aborted ? signal.reason : error
        })
      }
    },
    release: () => socket.off('end', gone),
  }
}
