import { AsyncLocalStorage } from 'node:async_hooks'
import { Socket } from 'node:net'
import type { buildConnector as Connecting } from 'undici'

/**
 * Milliseconds that a request spent on making connections: names resolved, TCP, TLS, each summed over the hops (a proxy on
 * the way and the host behind it). Null where there was no such thing: the connection was open already, the host is an
 * address, the scheme is http.
 */
export interface Phases {
  readonly dns: number | null
  readonly tcp: number | null
  readonly tls: number | null
}

type Mutable = { -readonly [Phase in keyof Phases]: Phases[Phase] }

/** The request on whose behalf a connection is made: the pool decides that, somewhere below. */
const request = new AsyncLocalStorage<Mutable>()

/** Runs what sends a request, and returns the phases of the connections that are made for it; they are filled while it runs. */
export function withPhases<Result>(send: () => Result): { readonly result: Result; readonly phases: Phases } {
  const phases: Mutable = { dns: null, tcp: null, tls: null }
  return { result: request.run(phases, send), phases }
}

/** A connector that notes how long its parts took, for the request that made it connect. */
export function measured(connect: Connecting.connector): Connecting.connector {
  return (options, callback) => {
    const phases = request.getStore()
    // undici's connectors return the socket, which their type does not tell
    const socket: unknown = connect(options, callback)
    if (phases && socket instanceof Socket) watch(socket, phases, options.httpSocket !== undefined)
  }
}

function watch(socket: Socket, phases: Mutable, isInTunnel: boolean): void {
  let last = performance.now()
  const note = (phase: keyof Phases) => (): void => {
    const now = performance.now()
    phases[phase] = (phases[phase] ?? 0) + now - last
    last = now
  }
  // told for each address found: the time until the first is what the name took
  socket.once('lookup', note('dns'))
  if (!isInTunnel) socket.once('connect', note('tcp'))
  socket.once('secureConnect', note('tls'))
}
