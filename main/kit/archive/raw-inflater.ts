import { constants, createInflateRaw, type InflateRaw } from 'node:zlib'
import { hasErrno } from '../failure'
import { damaged } from './archive-failure'

/** What zlib's own synchronous functions are made of, and npm's minizlib too; they end the stream after one use. */
interface Stream extends InflateRaw {
  _handle: { close(): void } | null
  _processChunk(packed: Uint8Array, flush: number): Buffer
}

/**
 * Inflates one raw deflate stream (RFC 1951) after another with one state of zlib and into one buffer. `inflateRawSync`
 * makes both anew each time, which takes as long as the inflating itself when there are thousands of small files.
 */
export class RawInflater {
  readonly #bufferBytes: number
  #stream: Stream | null = null

  /** @param bufferBytes what a piece becomes costs no further memory up to here */
  constructor(bufferBytes: number) {
    this.#bufferBytes = bufferBytes
  }

  /** Begins a stream; whatever came before is forgotten. */
  begin(): this {
    this.#stream?.reset()
    this.#stream ??= createInflateRaw({ chunkSize: this.#bufferBytes }) as Stream
    return this
  }

  /**
   * Inflates the next piece of the stream, all of it at once: a deflated byte becomes 1,032 bytes at most. The result
   * holds until the next call.
   *
   * @param isLast the stream has to end with this piece, and only then
   * @throws ARCHIVE_INVALID
   */
  inflate(packed: Uint8Array, isLast: boolean, what: string): Buffer {
    const stream = this.#stream
    const handle = stream?._handle
    if (!stream || !handle) throw new Error('no stream was begun')
    handle.close = () => undefined
    try {
      const inflated = stream._processChunk(packed, isLast ? constants.Z_FINISH : constants.Z_NO_FLUSH)
      stream._handle = handle
      stream.removeAllListeners('error')
      if (stream.bytesWritten !== packed.length) throw damaged(what, 'bytes follow the end of a compressed file')
      return inflated
    } catch (error) {
      this.#stream = null
      throw zlibDamage(error, what)
    }
  }
}

/** Tells what zlib fails with as ARCHIVE_INVALID. */
export function zlibDamage(error: unknown, what: string): unknown {
  return hasErrno(error, 'Z_DATA_ERROR', 'Z_BUF_ERROR', 'Z_NEED_DICT')
    ? damaged(what, 'it does not inflate', error)
    : error
}
