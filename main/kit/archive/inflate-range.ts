import { readSync } from 'node:fs'
import { createInflateRaw, inflateRawSync, type ZlibOptions } from 'node:zlib'
import { hasErrno } from '../failure'
import { damaged } from './archive-failure'

const pieceBytes = 512 * 1024
/** How much may be inflated ahead of whoever takes it. */
const aheadBytes = 4 * 1024 * 1024

/** Reads exactly `length` bytes. @throws ARCHIVE_INVALID when the file is shorter */
export function readRange(fd: number, start: number, length: number, what: string): Buffer {
  const buffer = Buffer.allocUnsafe(length)
  for (let done = 0; done < length; ) {
    const read = readSync(fd, buffer, done, length - done, start + done)
    if (read === 0) throw damaged(what, 'it became shorter while it was read')
    done += read
  }
  return buffer
}

/**
 * The file's bytes of a raw deflate stream (RFC 1951) that is to fill `packed` wholly and to become `size` bytes.
 *
 * @throws ARCHIVE_INVALID
 */
export function inflateWhole(packed: Buffer, size: number, what: string): Buffer {
  const inflated = guarded(what, () =>
    // one spare byte, so that a single buffer takes it all
    inflateRawSync(packed, { maxOutputLength: Math.max(1, size), chunkSize: Math.max(64, size + 1), info: true }),
  ) as unknown as { buffer: Buffer; engine: { bytesWritten: number } }
  checkConsumed(inflated.engine.bytesWritten, packed.length, what)
  return inflated.buffer
}

/** A stretch of a file, of which perhaps not everything is there yet. */
export interface Stretch {
  readonly fd: number
  readonly start: number
  readonly end: number
  readonly what: string
  /** Resolves when the file's bytes up to `end` can be read; at once when not given. */
  readonly arrive?: (end: number) => Promise<void>
}

/**
 * As {@link inflateWhole} for data of any size: the stream fills the stretch; yields what it becomes, piece by piece.
 * The next piece is inflated in another thread meanwhile.
 *
 * @param onRead sees the packed bytes as they are read
 */
export async function* inflateRange(stretch: Stretch, onRead?: (packed: Buffer) => void): AsyncGenerator<Buffer, void> {
  // zlib passes stream options on; without room ahead it would wait for each piece to be taken
  const options: ZlibOptions & { readableHighWaterMark: number } = {
    chunkSize: pieceBytes,
    readableHighWaterMark: aheadBytes,
  }
  const inflater = createInflateRaw(options)
  const { fd, start, end, what, arrive } = stretch
  let at = start
  let fed = false
  const feed = async (): Promise<void> => {
    if (inflater.destroyed || fed) return
    if (at === end) {
      fed = true
      inflater.end()
      return
    }
    const next = Math.min(end, at + pieceBytes)
    await arrive?.(next)
    if (inflater.destroyed) return
    const packed = readRange(fd, at, next - at, what)
    at = next
    onRead?.(packed)
    inflater.write(packed, (error) => {
      if (!error) feedSafely()
    })
  }
  const feedSafely = (): void => {
    feed().catch((error: unknown) => inflater.destroy(error instanceof Error ? error : new Error(String(error))))
  }
  feedSafely()
  try {
    for await (const piece of inflater) yield piece as Buffer
  } catch (error) {
    throw zlibDamage(error, what)
  } finally {
    inflater.destroy()
  }
  checkConsumed(inflater.bytesWritten, end - start, what)
}

function checkConsumed(consumed: number, given: number, what: string): void {
  if (consumed !== given) throw damaged(what, 'bytes follow the end of a compressed file')
}

function guarded<T>(what: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw zlibDamage(error, what)
  }
}

function zlibDamage(error: unknown, what: string): unknown {
  if (hasErrno(error, 'ERR_BUFFER_TOO_LARGE')) return damaged(what, 'a file is larger than declared', error)
  if (hasErrno(error, 'Z_DATA_ERROR', 'Z_BUF_ERROR', 'Z_NEED_DICT')) return damaged(what, 'it does not inflate', error)
  return error
}
