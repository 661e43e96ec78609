import { createServer, request as forward, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface ProxiedRequest {
  readonly method: string
  /** As it stood in the request line: `host:port` for CONNECT, a whole address otherwise. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export interface TestProxy {
  readonly port: number
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly requests: readonly ProxiedRequest[]
}

/**
 * A real HTTP proxy on loopback: absolute-form requests and CONNECT. Names are not resolved: everything goes to
 * 127.0.0.1 at the port that was asked for. Closed when the test is finished.
 *
 * @param options.credentials `user:password`; others get 407. `refuse` answers CONNECT with that status, `tls` makes it an
 * https proxy.
 */
export async function startHttpProxy(
  options: { credentials?: string; refuse?: number; challenge?: string[]; tls?: { key: string; cert: string } } = {},
): Promise<TestProxy> {
  const requests: ProxiedRequest[] = []
  const sockets = new Set<Socket>()
  const expected = options.credentials && `Basic ${Buffer.from(options.credentials).toString('base64')}`
  const challenge = options.challenge ?? ['Basic realm="proxy"']
  const isAllowed = (request: IncomingMessage): boolean =>
    !expected || request.headers['proxy-authorization'] === expected
  const note = ({ method = '', url = '', headers }: IncomingMessage): void =>
    void requests.push({ method, target: url, headers: { ...headers } })

  const serve: RequestListener = (incoming, outgoing) => {
    note(incoming)
    if (!isAllowed(incoming)) {
      outgoing.writeHead(407, { 'proxy-authenticate': challenge }).end('credentials, please')
      return
    }
    const { pathname, search, port, host } = new URL(incoming.url ?? '')
    const { 'proxy-authorization': _, ...headers } = incoming.headers
    const onward = forward(
      {
        host: '127.0.0.1',
        port: port || 80,
        path: pathname + search,
        method: incoming.method,
        headers: { ...headers, host },
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    onward.on('error', () => outgoing.writeHead(502).end())
    incoming.pipe(onward)
  }
  const server = options.tls ? createTlsServer(options.tls, serve) : createServer(serve)
  server.on('connect', (incoming, socket: Socket) => {
    note(incoming)
    const refuse = (status: number, headers = ''): void =>
      void socket.end(`HTTP/1.1 ${status} No\r\n${headers}Content-Length: 0\r\n\r\n`)
    if (!isAllowed(incoming)) return refuse(407, challenge.map((one) => `Proxy-Authenticate: ${one}\r\n`).join(''))
    if (options.refuse) return refuse(options.refuse)
    const upstream = connect(Number((incoming.url ?? '').split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(socket).pipe(upstream)
    })
    sockets.add(upstream)
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
  })
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  )
  return { port: address.port, url: `http://127.0.0.1:${address.port}`, requests }
}
