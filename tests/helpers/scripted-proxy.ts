import { createServer, get, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { EntryAnswers, ProxyAnswer } from '../../main/golang'
import type { Identity } from './certificates'

export interface ScriptedProxy {
  /** http://127.0.0.1:<port>, or with https; that of a port where nobody listens when all is refused. */
  readonly url: string
  readonly port: number
  /** The targets of all requests, in the order of arrival. */
  readonly requests: string[]
  /** Called with the target of a request that is left without an answer. */
  onWait: ((target: string) => void) | null
  close(): Promise<void>
}

// reason phrases as Go's servers send them, where Node's are others
const phrases: Readonly<Record<string, string>> = { 418: "I'm a teapot" }

/**
 * A module proxy on loopback that does with every request what its script says; what it is to answer properly it takes
 * from `origin`, a proxy that serves a checksum database.
 *
 * @param identity makes it a server of https
 */
export async function startScriptedProxy(
  script: EntryAnswers,
  origin: string,
  identity?: Identity,
): Promise<ScriptedProxy> {
  // port 1 of a loopback address: nobody listens there
  const refused: ScriptedProxy = {
    url: 'http://127.0.0.1:1',
    port: 1,
    requests: [],
    onWait: null,
    close: () => Promise.resolve(),
  }
  if (script.module === 'refused') return refused
  const listener: RequestListener = (request, response) => {
    const target = request.url ?? '/'
    state.requests.push(target)
    const answer = answerFor(script, target)
    switch (answer) {
      case 'timeout':
        state.onWait?.(target)
        return
      case 'refused':
      case 'reset':
        request.socket.resetAndDestroy()
        return
      case 'html':
        response.setHeader('content-type', 'text/html').end('<!DOCTYPE html><title>Sign in</title>')
        return
      case '200':
        get(origin + target, (answered) => {
          response.writeHead(answered.statusCode ?? 500, answered.headers)
          answered.pipe(response)
        }).on('error', (error) => response.destroy(error))
        return
      default:
        response.statusMessage = phrases[answer] ?? ''
        response.writeHead(Number(answer)).end()
    }
  }
  const server = identity ? createTlsServer(identity, listener) : createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const state: ScriptedProxy = {
    url: `${identity ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests: [],
    onWait: null,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  return state
}

function answerFor(script: EntryAnswers, target: string): ProxyAnswer {
  if (!target.startsWith('/sumdb/')) return script.module
  return target.endsWith('/supported') ? script.supported : script.lookup
}
