import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { Failure, throwIfCancelled } from '../failure'
import { type Asked, bodyFailure } from './network-failure'
import { withLimits } from './with-limits'

/** How an answer says where its body ends: by Content-Length, by chunks, not at all (the connection closes). */
export type Framing = 'length' | 'chunked' | 'close'

export interface Head {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly framing: Framing
  /** What Content-Length says, else null. */
  readonly length: number | null
}

/**
 * Reads an answer's head.
 *
 * @throws RESPONSE_INVALID for a body that is compressed though we asked for it as it is (a .tar.gz would change its
 * bytes), or whose length is told in two ways or is no number
 */
export function readHead(answer: Dispatcher.ResponseData, asked: Asked): Head {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ')
  }
  const refuse = (got: string): Failure =>
    new Failure('RESPONSE_INVALID', `${asked.what} from ${asked.host}: ${got}`, { ...asked, got })
  const encoding = (headers['content-encoding'] ?? '').trim().toLowerCase()
  if (encoding !== '' && encoding !== 'identity') throw refuse(`a body compressed with ${encoding}`)
  const chunked = headers['transfer-encoding'] !== undefined
  const length = headers['content-length']
  if (length !== undefined) {
    if (chunked) throw refuse('a body with both Content-Length and Transfer-Encoding')
    if (!/^\d{1,15}$/.test(length)) throw refuse('a body whose Content-Length is no number')
    return { status: answer.statusCode, headers, framing: 'length', length: Number(length) }
  }
  if (answer.statusCode === 204 || answer.statusCode === 304) {
    return { status: answer.statusCode, headers, framing: 'length', length: 0 }
  }
  return { status: answer.statusCode, headers, framing: chunked ? 'chunked' : 'close', length: null }
}

/**
 * The body, piece by piece as it comes. What came before the connection broke is passed on before that is thrown, so
 * that a download loses no byte.
 *
 * @throws NETWORK_STALLED when nothing comes for `idleTimeout` milliseconds, DOWNLOAD_TRUNCATED when it breaks off
 */
export async function* readBody(
  inbox: Inbox,
  head: Head,
  asked: Asked,
  limits: { readonly idleTimeout: number; readonly signal: AbortSignal | undefined },
): AsyncGenerator<Buffer, void> {
  const stalled = (): Failure =>
    new Failure('NETWORK_STALLED', `${asked.what} from ${asked.host} stalled`, {
      host: asked.host,
      seconds: limits.idleTimeout / 1000,
    })
  let received = 0
  try {
    for (;;) {
      throwIfCancelled(limits.signal)
      const piece = inbox.take()
      if (piece !== undefined) {
        received += piece.length
        yield piece
      } else if (inbox.isDone()) break
      else await withLimits(inbox.change(), limits.signal, limits.idleTimeout, stalled)
    }
  } catch (error) {
    throw bodyFailure(error, asked, received, head.length)
  } finally {
    inbox.discard()
  }
}

/** What has come of a body and was not taken yet. */
export interface Inbox {
  /** All that waits. */
  take(): Buffer | undefined
  /** True at the end of the body, when all was taken; throws what it broke off with. */
  isDone(): boolean
  /** Resolves when something has come or happened. */
  change(): Promise<void>
  /** Gives the rest up; the connection is closed unless the body has ended. */
  discard(): void
}

/** Bytes that may wait here for a slow reader; the connection is not read from meanwhile. */
const inboxLimit = 512 * 1024

/**
 * Receives a body from now on. Iterating the stream itself would drop what it holds as soon as the connection breaks,
 * and end the program if nobody reads it then.
 */
export function openInbox(body: Readable): Inbox {
  const pieces: Buffer[] = []
  let waiting = 0
  let ended = false
  let wake: (() => void) | null = null
  const changed = (): void => {
    wake?.()
    wake = null
  }
  body.on('error', changed)
  body.on('end', () => {
    ended = true
  })
  for (const event of ['end', 'close']) body.on(event, changed)
  body.on('data', (piece: Buffer) => {
    pieces.push(piece)
    waiting += piece.length
    if (waiting >= inboxLimit) body.pause()
    changed()
  })
  return {
    take() {
      // one large write costs less than many small ones
      const bytes = pieces.length > 1 ? Buffer.concat(pieces) : pieces[0]
      pieces.length = 0
      waiting = 0
      if (body.isPaused()) body.resume()
      return bytes
    },
    isDone() {
      if (ended) return true
      if (body.destroyed || body.errored) throw body.errored ?? new Error('the body was closed')
      return false
    },
    change: () =>
      new Promise((resolve) => {
        wake = resolve
      }),
    discard: () => void body.destroy(),
  }
}
