import { statusFailure, unexpectedBody } from '../http/answers'
import type { Http, HttpOptions, HttpStream } from '../http/http'
import { parseContentRange } from './ranges'

/** What of a file is asked for; `end` null means up to its end. */
export interface Question {
  readonly url: string
  readonly start: number
  readonly end: number | null
  readonly total: number | null
  /** The strong ETag of the bytes that are there already. */
  readonly validator: string | null
}

export type Reply =
  | {
      /** `part`: what was asked for. `whole`: the server sends everything from the first byte. */
      readonly kind: 'part' | 'whole'
      readonly stream: HttpStream
      /** Where the body ends in the file, when that is known. */
      readonly end: number | null
      readonly total: number | null
      readonly validator: string | null
    }
  /** The answer does not fit to what is there: another file by now, or a server that can't count. */
  | { readonly kind: 'doubt'; readonly why: string }

/**
 * Asks for bytes of a file by Range and If-Range (RFC 9110 section 14) and checks that the answer gives just these.
 *
 * @throws HTTP_STATUS (with `retryAfter` in seconds where the server says so), RESPONSE_INVALID, and what Http throws
 */
export async function askRange(http: Http, question: Question, options: HttpOptions): Promise<Reply> {
  const { start, end, validator } = question
  const headers: Record<string, string> = { ...options.headers }
  const asksPart = start > 0 || end !== null
  if (asksPart) headers.range = `bytes=${start}-${end === null ? '' : end - 1}`
  if (asksPart && validator !== null) headers['if-range'] = validator
  const stream = await http.open(question.url, { ...options, headers })
  try {
    const reply = judge(stream, question, asksPart)
    if (reply.kind === 'doubt') stream.cancel()
    return reply
  } catch (error) {
    stream.cancel()
    throw error
  }
}

function judge(stream: HttpStream, question: Question, asksPart: boolean): Reply {
  const { status, headers } = stream
  const validator = strongTag(headers.etag)
  if (status === 200) return { kind: 'whole', stream, end: stream.length, total: stream.length, validator }
  if (asksPart && status === 416) return { kind: 'doubt', why: 'an answer that the range does not exist (416)' }
  if (status !== 206) throw statusFailure(stream, new URL(stream.url).pathname)
  if (!asksPart) throw unexpectedBody(stream, 'the whole file', Buffer.from('a part that was not asked for (206)'))
  const range = parseContentRange(headers['content-range'])
  if (range === null) return { kind: 'doubt', why: 'a part without a readable Content-Range' }
  const total = range.total ?? question.total
  const end = Math.min(question.end ?? Number.POSITIVE_INFINITY, total ?? Number.POSITIVE_INFINITY)
  if (range.start !== question.start || range.end !== end) return { kind: 'doubt', why: 'another part of the file' }
  if (question.total !== null && total !== question.total)
    return { kind: 'doubt', why: `a part of a file of ${total} bytes` }
  if (stream.length !== null && stream.length !== range.end - range.start) {
    return { kind: 'doubt', why: 'a part whose length contradicts its range' }
  }
  const changed = question.validator !== null && validator !== null && validator !== question.validator
  if (changed) return { kind: 'doubt', why: 'a part of a file that has changed' }
  return { kind: 'part', stream, end, total, validator }
}

/** An ETag that vouches for the bytes; a weak one does not. */
function strongTag(etag: string | undefined): string | null {
  return etag !== undefined && /^"[^"]*"$/.test(etag) ? etag : null
}
