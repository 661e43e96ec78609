import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'

/** An https server on 127.0.0.1 that answers every request with `hello`; its port. Closed when the test is finished. */
export async function startTlsServer(options: ServerOptions): Promise<number> {
  const sockets = new Set<Duplex>()
  const server = createServer(options, (request, response) => response.end(`hello ${request.headers.host}`))
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  )
  return (server.address() as AddressInfo).port
}
