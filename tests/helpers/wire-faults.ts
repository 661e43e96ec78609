import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'

export interface ServedFile {
  readonly body: Buffer
  readonly type?: string
  /** `"v1"` when not given; null for none. */
  readonly etag?: string | null
  /** False: the server never answers 206. */
  readonly ranges?: boolean
}

/** An answer before anything goes wrong with it. */
export interface Answer {
  readonly status: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** The Range that is answered. */
  readonly range: { readonly start: number; readonly end: number } | null
}

/** What a fault has to work with: the right answer, the answer to a request without Range, what was asked. */
export interface Exchange {
  readonly socket: Socket
  readonly answer: Answer
  readonly whole: Answer
  readonly target: string
}

/** The answer of a server that does everything right. */
export function healthyAnswer(file: ServedFile, request: Readonly<Record<string, string>>): Answer {
  const etag = file.etag === undefined ? '"v1"' : file.etag
  const headers = {
    'Content-Type': file.type ?? 'application/octet-stream',
    ...(etag === null ? {} : { ETag: etag }),
  }
  const total = file.body.length
  const asked = /^bytes=(\d+)-(\d*)$/.exec(request.range ?? '')
  const condition = request['if-range']
  const isCurrent = condition === undefined || (condition === etag && !condition.startsWith('W/'))
  if (!asked || file.ranges === false || !isCurrent) return { status: '200 OK', headers, body: file.body, range: null }
  const start = Number(asked[1])
  const end = asked[2] ? Math.min(Number(asked[2]) + 1, total) : total
  if (start >= total) {
    const unsatisfied = { ...headers, 'Content-Range': `bytes */${total}` }
    return { status: '416 Range Not Satisfiable', headers: unsatisfied, body: Buffer.alloc(0), range: null }
  }
  const partial = { ...headers, 'Content-Range': `bytes ${start}-${end - 1}/${total}` }
  return {
    status: '206 Partial Content',
    headers: partial,
    body: file.body.subarray(start, end),
    range: { start, end },
  }
}

const loginPage = '<!DOCTYPE html><html><head><title>Hotel Wi-Fi login</title></head><body>Please log in</body></html>'

function encode(answer: Pick<Answer, 'status' | 'headers'>, more: Record<string, string>, body: Uint8Array): Buffer {
  const lines = Object.entries({ ...answer.headers, ...more }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${answer.status}\r\n${lines.join('')}\r\n`), body])
}

function chunk(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
}

/** Sends the answer as it should be, or only the first bytes of its body. */
function send({ socket }: Exchange, answer: Answer, upTo: number = answer.body.length): void {
  socket.write(encode(answer, { 'Content-Length': String(answer.body.length) }, answer.body.subarray(0, upTo)))
}

/** Sends the whole body under such headers. */
function lie({ socket, answer }: Exchange, headers: Record<string, string>): void {
  socket.write(encode(answer, headers, answer.body))
}

function cutAt(exchange: Exchange, count: number): void {
  send(exchange, exchange.answer, count)
  exchange.socket.end()
}

function refuse({ socket }: Exchange, status: string, headers: Record<string, string> = {}): void {
  const body = Buffer.from(`this is ${status}`)
  socket.write(encode({ status, headers }, { 'Content-Length': String(body.length) }, body))
}

function redirectToItself(exchange: Exchange, status: string): void {
  refuse(exchange, status, { Location: exchange.target })
}

/** A part under a false Content-Range; where no part was asked for, the right answer. */
function claim(exchange: Exchange, shift: number, grow: number, headers: Record<string, string> = {}): void {
  const { answer, whole } = exchange
  if (answer.range === null) {
    send(exchange, answer)
    return
  }
  const start = Math.max(0, answer.range.start + shift)
  const range = `bytes ${start}-${start + answer.body.length - 1}/${whole.body.length + grow}`
  send(exchange, { ...answer, headers: { ...answer.headers, 'Content-Range': range, ...headers } })
}

/** One byte every 2 ms; of more than a few hundred bytes, some at a time. */
function trickle({ socket, answer }: Exchange): void {
  socket.write(encode(answer, { 'Content-Length': String(answer.body.length) }, Buffer.alloc(0)))
  const step = Math.min(32, Math.ceil(answer.body.length / 300))
  let at = 0
  const timer = setInterval(() => {
    if (at < answer.body.length) socket.write(answer.body.subarray(at, at + step))
    else clearInterval(timer)
    at += step
  }, 2)
  socket.on('close', () => clearInterval(timer))
}

/** The start of the file, then zeros without end. */
function flood({ socket, whole }: Exchange): void {
  const zeros = chunk(Buffer.alloc(64 * 1024))
  const more = (): void => {
    while (!socket.destroyed && socket.write(zeros));
  }
  socket.on('drain', more)
  socket.write(encode(whole, { 'Transfer-Encoding': 'chunked' }, chunk(whole.body.subarray(0, 16))))
  more()
}

const half = ({ answer }: Exchange): number => Math.floor(answer.body.length / 2)
const lengthOf = ({ answer }: Exchange, more = 0): Record<string, string> => ({
  'Content-Length': String(answer.body.length + more),
})

/** What a server can do wrong. `cut` ends the connection, `reset` breaks it (RST). */
const wrongs = {
  'cut-at-0': (exchange) => cutAt(exchange, 0),
  'cut-at-1': (exchange) => cutAt(exchange, 1),
  'cut-in-half': (exchange) => cutAt(exchange, half(exchange)),
  'cut-before-last': (exchange) => cutAt(exchange, exchange.answer.body.length - 1),
  'cut-chunked': ({ socket, answer }) =>
    socket.end(encode(answer, { 'Transfer-Encoding': 'chunked' }, chunk(answer.body))),
  'length-too-small': (exchange) => lie(exchange, { 'Content-Length': String(half(exchange)) }),
  'length-too-large': (exchange) => {
    lie(exchange, lengthOf(exchange, 10))
    exchange.socket.end()
  },
  'length-absent': (exchange) => {
    lie(exchange, { Connection: 'close' })
    exchange.socket.end()
  },
  'length-negative': (exchange) => lie(exchange, { 'Content-Length': '-100' }),
  'length-twice': (exchange) => lie(exchange, { ...lengthOf(exchange), 'content-length': String(half(exchange)) }),
  'length-and-chunked': ({ socket, answer }) => {
    const framing = { 'Content-Length': String(answer.body.length), 'Transfer-Encoding': 'chunked' }
    socket.write(encode(answer, framing, Buffer.concat([chunk(answer.body), chunk(Buffer.alloc(0))])))
  },
  'status-204': ({ socket }) => socket.write('HTTP/1.1 204 No Content\r\n\r\n'),
  'status-206': (exchange) => {
    const { whole } = exchange
    const headers = { 'Content-Range': `bytes 0-${whole.body.length - 1}/${whole.body.length}` }
    send(exchange, { ...whole, status: '206 Partial Content', headers })
  },
  'redirect-loop-301': (exchange) => redirectToItself(exchange, '301 Moved Permanently'),
  'redirect-loop-302': (exchange) => redirectToItself(exchange, '302 Found'),
  'redirect-loop-303': (exchange) => redirectToItself(exchange, '303 See Other'),
  'redirect-loop-307': (exchange) => redirectToItself(exchange, '307 Temporary Redirect'),
  'redirect-loop-308': (exchange) => redirectToItself(exchange, '308 Permanent Redirect'),
  'status-401': (exchange) => refuse(exchange, '401 Unauthorized', { 'WWW-Authenticate': 'Basic realm="x"' }),
  'status-403': (exchange) => refuse(exchange, '403 Forbidden'),
  'status-404': (exchange) => refuse(exchange, '404 Not Found'),
  'status-410': (exchange) => refuse(exchange, '410 Gone'),
  'status-416': (exchange) => refuse(exchange, '416 Range Not Satisfiable'),
  'status-429': (exchange) => refuse(exchange, '429 Too Many Requests', { 'Retry-After': '2' }),
  'status-500': (exchange) => refuse(exchange, '500 Internal Server Error'),
  'status-503': (exchange) => refuse(exchange, '503 Service Unavailable', { 'Retry-After': '1' }),
  html: (exchange) =>
    send(exchange, { ...exchange.whole, headers: { 'Content-Type': 'text/html' }, body: Buffer.from(loginPage) }),
  gzip: (exchange) => {
    const { headers, body } = exchange.whole
    send(exchange, { ...exchange.whole, headers: { ...headers, 'Content-Encoding': 'gzip' }, body: gzipSync(body) })
  },
  garbage: ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.2\r\n\r\n'),
  'header-flood': (exchange) => lie(exchange, { ...lengthOf(exchange), 'X-Flood': 'x'.repeat(100_000) }),
  oversized: flood,
  slow: trickle,
  'stall-head': () => undefined,
  'stall-body': (exchange) => send(exchange, exchange.answer, half(exchange)),
  'reset-before-head': ({ socket }) => socket.resetAndDestroy(),
  'reset-in-body': (exchange) => {
    send(exchange, exchange.answer, half(exchange))
    // A reset throws away what the other side has not read yet
    setTimeout(() => exchange.socket.resetAndDestroy(), 20)
  },
  'range-ignored': (exchange) => send(exchange, exchange.whole),
  'range-wrong-start': (exchange) => claim(exchange, -1, 0),
  'range-wrong-total': (exchange) => claim(exchange, 0, 7),
  'range-wrong-length': (exchange) => {
    const { answer } = exchange
    send(exchange, answer.range === null ? answer : { ...answer, body: answer.body.subarray(1) })
  },
  'range-multipart': (exchange) => {
    const { answer } = exchange
    const headers = { 'Content-Type': 'multipart/byteranges; boundary=b' }
    const body = Buffer.concat([Buffer.from('--b\r\n\r\n'), answer.body, Buffer.from('\r\n--b--\r\n')])
    send(exchange, answer.range === null ? answer : { ...answer, headers, body })
  },
  'range-changed': (exchange) => claim(exchange, 0, 0, { ETag: '"v2"' }),
} as const satisfies Record<string, (exchange: Exchange) => unknown>

export type Fault = keyof typeof wrongs
export const faults = Object.keys(wrongs) as Fault[]

/** Answers, with this fault. */
export function misbehave(fault: Fault | 'none', exchange: Exchange): void {
  if (fault === 'none') send(exchange, exchange.answer)
  else wrongs[fault](exchange)
}
