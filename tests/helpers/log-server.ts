import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { modHash, moduleZip, zipHash } from './module-zip'
import { TestLog } from './test-log'

/** A module that the proxy serves. Give its `zip`, or its `files` by path and the zip is made of them. */
export interface TestModule {
  readonly path: string
  readonly version: string
  /** The go.mod that is served; `module <path>` when not given. */
  readonly mod?: string
  readonly zip?: Buffer
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  /** ISO 8601; 2026-01-02T03:04:05Z when not given. */
  readonly time?: string
}

/** A request as the server saw it, in the order of arrival. */
export interface LogRequest {
  readonly method: string
  /** The whole target, such as /proxy/example.com/hello/@v/list. */
  readonly path: string
  /** Whether it came to the proxy or to the database itself. */
  readonly via: 'proxy' | 'database'
  readonly kind: 'supported' | 'latest' | 'lookup' | 'tile' | 'list' | 'info' | 'mod' | 'zip' | '@latest' | 'unknown'
  readonly range: string | null
}

/** What is about to be answered. */
export interface LogAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Breaks the connection after so many bytes of the body; the promised length stays. */
  readonly cutAfter?: number
  /** Sends so many bytes of the body, then waits for the promise before the rest: slow without a clock. */
  readonly hold?: { readonly after: number; readonly until: Promise<unknown> }
  /** Sends the body in so many pieces, each a while after the one before it, so that they come one by one. */
  readonly pieces?: number
}

/** Sees each answer before it is sent and returns it, changed or not. */
export type Tamper = (answer: LogAnswer, request: LogRequest) => LogAnswer | Promise<LogAnswer>

export interface LogServerOptions {
  /** Records of example.com/m<n> v1.0.0 around those of the modules; 300 when not given. */
  readonly records?: number
  /** Served by the proxy; their hashes stand in the middle of the log. */
  readonly modules?: readonly TestModule[]
  /** Instead of a log made of `records`. The modules are added at its end. */
  readonly log?: TestLog
  /** The database's name in keys and paths; sumdb.test when not given. */
  readonly name?: string
}

export interface LogServer {
  /** http://127.0.0.1:<port> */
  readonly url: string
  /** For GOPROXY. */
  readonly proxyUrl: string
  readonly sumdb: {
    readonly name: string
    /** name+hash+key */
    readonly verifierKey: string
    /** The database itself, without the proxy. */
    readonly url: string
    /** For GOSUMDB: `name+hash+key url`. */
    readonly gosumdb: string
  }
  readonly log: TestLog
  readonly requests: LogRequest[]
  /** The number of records that heads are signed for; null: all. Set it back to play an old mirror. */
  headSize: number | null
  /** Whether the proxy passes the database on; else its /supported and all below answer 404. */
  servesSumdb: boolean
  /** Puts a hook in the way of all answers, after those already there. Returns what takes it out again. */
  tamper(hook: Tamper): () => void
  /** Serves a module more, its hashes at the end of the log. Returns the zip's hash. */
  addModule(module: TestModule): string
  close(): Promise<void>
}

interface Served {
  readonly path: string
  readonly version: string
  readonly mod: string
  readonly zip: Buffer
  readonly time: string
}

/**
 * Starts a module proxy and a checksum database on loopback, with a key and a log of their own. Knows no test runner.
 *
 * @example
 * const server = await startLogServer({ modules: [{ path: 'example.com/hello', version: 'v1.0.0', files: { 'go.mod': … } }] })
 * const env = { GOPROXY: server.proxyUrl, GOSUMDB: server.sumdb.gosumdb }
 */
export async function startLogServer(options: LogServerOptions = {}): Promise<LogServer> {
  const log = options.log ?? new TestLog(options.name)
  const modules = new Map<string, Served>()
  const hooks: Tamper[] = []
  const addModule = (module: TestModule): string => {
    const served = serve(module)
    modules.set(`${served.path}@${served.version}`, served)
    const line = `${served.path} ${served.version}`
    const h1 = zipHash(served.zip)
    log.append(`${line} ${h1}\n${line}/go.mod ${modHash(served.mod)}\n`)
    return h1
  }
  const records = options.log ? 0 : (options.records ?? 300)
  log.fill(Math.max(log.size, Math.floor(records / 2)))
  for (const module of options.modules ?? []) addModule(module)
  log.fill(records)

  const requests: LogRequest[] = []
  const server = createServer((incoming, outgoing) => {
    const request = describe(incoming, log.name)
    requests.push(request)
    answerTo(request, { log, modules, state })
      .then(async (answer) => {
        let result = ranged(answer, request.range)
        for (const hook of hooks) result = await hook(result, request)
        await send(result, incoming, outgoing)
      })
      .catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : new Error(String(error))))
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const state: LogServer = {
    url,
    proxyUrl: `${url}/proxy`,
    sumdb: {
      name: log.name,
      verifierKey: log.verifierKey,
      url: `${url}/database`,
      gosumdb: `${log.verifierKey} ${url}/database`,
    },
    log,
    requests,
    headSize: null,
    servesSumdb: true,
    tamper(hook) {
      hooks.push(hook)
      return () => hooks.splice(hooks.indexOf(hook), 1)
    },
    addModule,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((done) => server.close(() => done()))
    },
  }
  return state
}

function serve(module: TestModule): Served {
  const { path, version } = module
  const mod = module.mod ?? `module ${path}\n`
  const zip = module.zip ?? moduleZip(`${path}@${version}`, module.files ?? { 'go.mod': mod })
  return { path, version, mod, zip, time: module.time ?? '2026-01-02T03:04:05Z' }
}

function describe(incoming: IncomingMessage, name: string): LogRequest {
  const path = incoming.url ?? '/'
  const via = path.startsWith('/database/') ? 'database' : 'proxy'
  const inDatabase = via === 'database' ? path.slice('/database'.length) : after(path, `/proxy/sumdb/${name}`)
  return {
    method: incoming.method ?? 'GET',
    path,
    via,
    kind: kindOf(path, inDatabase),
    range: incoming.headers.range ?? null,
  }
}

function kindOf(path: string, inDatabase: string | null): LogRequest['kind'] {
  if (inDatabase !== null) {
    const kind = /^\/(supported|latest|lookup|tile)\b/.exec(inDatabase)?.[1]
    return (kind as LogRequest['kind'] | undefined) ?? 'unknown'
  }
  if (!path.startsWith('/proxy/')) return 'unknown'
  if (path.endsWith('/@latest')) return '@latest'
  if (path.endsWith('/@v/list')) return 'list'
  return (/\/@v\/.+\.(info|mod|zip)$/.exec(path)?.[1] ?? 'unknown') as LogRequest['kind']
}

function after(path: string, prefix: string): string | null {
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : null
}

const text = (body: string, type = 'text/plain; charset=utf-8'): LogAnswer => ({
  status: 200,
  headers: { 'content-type': type },
  body: Buffer.from(body),
})
const bytes = (body: Buffer, type: string): LogAnswer => ({ status: 200, headers: { 'content-type': type }, body })
const notFound = (what: string): LogAnswer => ({ ...text(`not found: ${what}\n`), status: 404 })

interface Content {
  readonly log: TestLog
  readonly modules: ReadonlyMap<string, Served>
  readonly state: LogServer
}

async function answerTo(request: LogRequest, content: Content): Promise<LogAnswer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return { ...text('GET or HEAD\n'), status: 405 }
  const path = decodeURIComponent(request.path)
  switch (request.kind) {
    case 'supported':
    case 'latest':
    case 'lookup':
    case 'tile':
      return request.via === 'proxy' && !content.state.servesSumdb
        ? notFound(path)
        : fromDatabase(request, path, content)
    case 'unknown':
      return notFound(path)
    default:
      return fromProxy(request.kind, path.slice('/proxy/'.length), content.modules)
  }
}

function fromDatabase(request: LogRequest, path: string, { log, state }: Content): LogAnswer {
  const size = Math.min(state.headSize ?? log.size, log.size)
  if (request.kind === 'supported') return text('')
  if (request.kind === 'latest') return text(log.head(size))
  if (request.kind === 'lookup') {
    const [module = '', version = ''] = unescapeBangs(path.slice(path.indexOf('/lookup/') + 8)).split('@', 2)
    const id = log.find(module, version)
    return id === undefined || id >= size ? notFound(`${module}@${version}`) : text(log.lookup(id, size))
  }
  const parts = /\/tile\/8\/(\d+)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d+))?$/.exec(path)
  if (!parts) return notFound(path)
  const data = log.tile(Number(parts[1]), Number(parts[2]?.replace(/[x/]/g, '')), Number(parts[3] ?? 256))
  return data ? bytes(data, 'application/octet-stream') : notFound(path)
}

function fromProxy(kind: string, path: string, modules: ReadonlyMap<string, Served>): LogAnswer {
  const at = kind === '@latest' ? path.lastIndexOf('/@latest') : path.lastIndexOf('/@v/')
  const module = unescapeBangs(path.slice(0, at))
  const all = [...modules.values()].filter((served) => served.path === module)
  if (kind === 'list')
    return all.length > 0 ? text(all.map(({ version }) => `${version}\n`).join('')) : notFound(module)
  if (kind === '@latest') {
    // as the real proxies: a toolchain has no latest version
    const last = all.filter(({ version }) => !version.includes('-')).at(-1)
    return last ? info(last) : notFound(`${module}@latest`)
  }
  const version = unescapeBangs(path.slice(at + 4, -1 - kind.length))
  const served = modules.get(`${module}@${version}`)
  if (!served) return notFound(`${module}@${version}`)
  if (kind === 'info') return info(served)
  if (kind === 'mod') return text(served.mod)
  return bytes(served.zip, 'application/zip')
}

function info({ version, time }: Served): LogAnswer {
  return text(JSON.stringify({ Version: version, Time: time }), 'application/json')
}

function unescapeBangs(escaped: string): string {
  return escaped.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function ranged(answer: LogAnswer, range: string | null): LogAnswer {
  const wanted = answer.status === 200 ? /^bytes=(\d+)-(\d*)$/.exec(range ?? '') : null
  if (!wanted) return { ...answer, headers: { ...answer.headers, 'accept-ranges': 'bytes' } }
  const total = answer.body.length
  const start = Number(wanted[1])
  const end = Math.min(wanted[2] ? Number(wanted[2]) : total - 1, total - 1)
  if (start > end) return { status: 416, headers: { 'content-range': `bytes */${total}` }, body: Buffer.alloc(0) }
  return {
    status: 206,
    headers: { ...answer.headers, 'accept-ranges': 'bytes', 'content-range': `bytes ${start}-${end}/${total}` },
    body: answer.body.subarray(start, end + 1),
  }
}

async function send(answer: LogAnswer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const headers = { 'content-length': String(answer.body.length), ...answer.headers }
  outgoing.writeHead(answer.status, headers)
  if (incoming.method === 'HEAD') {
    outgoing.end()
    return
  }
  if (answer.cutAfter !== undefined) {
    outgoing.write(answer.body.subarray(0, answer.cutAfter), () => outgoing.destroy())
    return
  }
  if (answer.hold) {
    outgoing.write(answer.body.subarray(0, answer.hold.after))
    await answer.hold.until
    outgoing.end(answer.body.subarray(answer.hold.after))
    return
  }
  const { pieces = 1, body } = answer
  for (let piece = 0; piece < pieces - 1; piece++) {
    const at = (index: number): number => Math.floor((index * body.length) / pieces)
    outgoing.write(body.subarray(at(piece), at(piece + 1)))
    await delay(3)
  }
  outgoing.end(body.subarray(Math.floor(((pieces - 1) * body.length) / pieces)))
}
