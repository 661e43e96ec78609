import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Router } from '@orpc/server'
import type { Contract } from '../../../preload/contract'
import { type Clock, Failure, hasErrno, type Logger } from '../../kit'
import { type LoadedPage, trackCalls } from '../page'
import { createAccess } from './access'
import { answerRequests, refuse } from './answer-requests'
import { keepInstance } from './instance'

export interface WebHostOptions {
  readonly router: Router<Contract, Record<never, never>>
  readonly page: LoadedPage
  /** Known to other starts of GoReady by the instance file alone. */
  readonly instanceSecret: string
  /** 0 takes any free port: the default that should be used. */
  readonly port: number
  readonly clock: Clock
  readonly log: Logger
}

/** A running loopback server. */
export interface WebHost {
  readonly port: number
  /** The page's address without any secret. */
  readonly url: string
  /** A link that opens the page, good once, for 60 s. */
  newLink(): string
  /** Stops listening and breaks off what is still running; resolves when that has been taken back. */
  close(): Promise<void>
}

const limits = { connections: 64, headerBytes: 16 * 1024, headersTimeout: 10_000, requestTimeout: 30_000 } as const

/**
 * Serves the page and the contract's calls on 127.0.0.1 to whoever has a launch link.
 *
 * @throws BUSY when the port asked for is taken, INVALID_INPUT when it may not be used
 */
export async function startWebHost({ instanceSecret, log, clock, ...options }: WebHostOptions): Promise<WebHost> {
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    // Node looks for late headers every 30 s otherwise
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: 5_000,
    // answered by judgeRequest, as bare as every refusal
    requireHostHeader: false,
  })
  server.maxConnections = limits.connections
  const port = await listen(server, options.port)

  const access = createAccess(clock)
  const calls = trackCalls()
  const keeper = keepInstance(instanceSecret, port, clock)
  const answer = answerRequests({ ...options, access, calls, keeper, port, log })
  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // a client that went away while it was sending is nobody's fault
      if (!request.destroyed) log.error({ err: error }, 'a request could not be answered')
      if (response.headersSent) response.destroy()
      else refuse(response, 500)
    })
  })
  server.on('upgrade', (_request, socket) => turnAway(socket))
  server.on('connect', (_request, socket) => turnAway(socket))

  const url = `http://127.0.0.1:${port}/`
  return {
    port,
    url,
    newLink: () => `${url}#c=${access.issueCode()}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      await calls.settled()
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  if (!Number.isInteger(port) || (port !== 0 && (port < 1024 || port > 65_535))) {
    const why = 'a number from 1024 to 65535, or 0 for any free one, is needed'
    return Promise.reject(new Failure('INVALID_INPUT', `port ${port}: ${why}`, { what: `port ${port}`, why }))
  }
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const isTaken = hasErrno(error, 'EADDRINUSE', 'EACCES')
      const details = { what: `port ${port}`, holder: 'another program' }
      reject(isTaken ? new Failure('BUSY', `port ${port} is taken`, details, { cause: error }) : error)
    })
    // the literal address: a name could resolve to another one
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => resolve((server.address() as AddressInfo).port))
  })
}

function turnAway(socket: Duplex): void {
  socket.on('error', () => socket.destroy())
  socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
}
