import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect, createServer, type LookupFunction, type Server, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterAll, onTestFinished } from 'vitest'
import { type Authority, type Identity, makeAuthority } from './certificates'

/** How an origin answers: with Node's own server, or with bytes of its own on a bare connection. */
export type Behaviour = RequestListener | { readonly raw: (socket: Socket, request: string) => void }

export interface OriginOptions {
  /** Speaks TLS with this certificate. */
  readonly identity?: Identity
  readonly port?: number
}

/** A network on loopback where anything may be wrong. Every name is 127.0.0.1 unless it is told otherwise. */
export interface BadNetwork {
  readonly lookup: LookupFunction
  /** Addresses of a name in the resolver's order; null for a name that there is not. */
  resolveTo(name: string, addresses: readonly string[] | null): void
  /** A server on 127.0.0.1; its port. */
  origin(behaviour: Behaviour, options?: OriginOptions): Promise<number>
  /** A port where nobody listens. */
  refusing(): Promise<number>
  /** Takes connections of its backlog and never another one, nor any byte. */
  blackHole(address: '127.0.0.1' | '::1', port?: number): Promise<number>
  /** Made at first use. `everybodys` is trusted by every computer, `company` where the test says so, `stranger` nowhere. */
  authority(which: 'everybodys' | 'company' | 'stranger'): Promise<Authority>
}

const authorities = new Map<string, Promise<Authority>>()
const removals: (() => Promise<void>)[] = []
afterAll(async () => void (await Promise.all(removals.map((remove) => remove()))))

/** Made once a suite, and each certificate as well: openssl takes longer than what is tested with them. */
function authority(which: string): Promise<Authority> {
  const made = authorities.get(which) ?? makeAuthority((remove) => removals.push(remove)).then(withMemory)
  authorities.set(which, made)
  return made
}

function withMemory(made: Authority): Authority {
  const issued = new Map<string, Promise<Identity>>()
  return {
    ...made,
    issue: (name, days = 2) => {
      const key = `${name} ${days}`
      const identity = issued.get(key) ?? made.issue(name, days)
      issued.set(key, identity)
      return identity
    },
  }
}

/** Closed when the test is finished. */
export function badNetwork(): BadNetwork {
  const names = new Map<string, readonly string[] | null>()
  const listen = async (server: Server, address: string, port: number): Promise<number> => {
    const sockets = new Set<Socket>()
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
    })
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject)
      server.listen(port, address, resolve)
    })
    onTestFinished(
      () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve())
          for (const socket of sockets) socket.destroy()
        }),
    )
    return (server.address() as AddressInfo).port
  }
  return {
    lookup: (name, options, callback) => {
      const found = names.has(name) ? names.get(name) : ['127.0.0.1']
      if (!found) return callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), [])
      const all = found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      if (options.all) return callback(null, all)
      callback(null, all[0]?.address ?? '', all[0]?.family)
    },
    resolveTo: (name, addresses) => void names.set(name, addresses),
    origin: (behaviour, { identity, port = 0 } = {}) => listen(serverOf(behaviour, identity), '127.0.0.1', port),
    refusing: async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      await new Promise((resolve) => server.close(resolve))
      return port
    },
    blackHole,
    authority,
  }
}

function serverOf(behaviour: Behaviour, identity: Identity | undefined): Server {
  if (typeof behaviour === 'function') {
    return identity ? createHttpsServer(identity, behaviour) : createHttpServer(behaviour)
  }
  return createServer((socket) => {
    socket.once('data', (bytes) => behaviour.raw(socket, bytes.toString('latin1')))
  })
}

/** The thread listens and then looks at nothing any more: the kernel fills its backlog and drops what comes after. */
const deaf = `
  const { createServer } = require('node:net')
  const { parentPort, workerData } = require('node:worker_threads')
  const server = createServer()
  server.on('error', (error) => parentPort.postMessage({ error: error.code }))
  server.listen({ host: workerData.address, port: workerData.port, backlog: 1 }, () => {
    parentPort.postMessage({ port: server.address().port })
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })`

async function blackHole(address: string, port = 0): Promise<number> {
  const worker = new Worker(deaf, { eval: true, workerData: { address, port } })
  onTestFinished(async () => void (await worker.terminate()))
  const told = await new Promise<{ port?: number; error?: string }>((resolve) => worker.once('message', resolve))
  if (told.port === undefined) throw new Error(`no black hole at ${address}: ${told.error}`)
  const waiting: Socket[] = []
  onTestFinished(() => {
    for (const socket of waiting) socket.destroy()
  })
  // the backlog holds a few: once it is full, nothing gets in any more
  for (let isIn = true; isIn; ) {
    isIn = await new Promise((resolve) => {
      const socket = connect({ host: address, port: told.port ?? 0 }, () => resolve(true))
      socket.on('error', () => resolve(false))
      setTimeout(() => resolve(false), 400)
      waiting.push(socket)
    })
  }
  return told.port
}
