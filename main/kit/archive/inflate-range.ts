import { createInflateRaw, type ZlibOptions } from 'node:zlib'
import { damaged } from './archive-failure'
import { zlibDamage } from './raw-inflater'
import { readRange } from './read-range'

const pieceBytes = 512 * 1024
/** How much may be inflated ahead of whoever takes it. */
const aheadBytes = 4 * 1024 * 1024

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
 * Inflates the raw deflate stream (RFC 1951) that is to fill a stretch wholly; yields what it becomes, piece by piece.
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
  if (inflater.bytesWritten !== end - start) throw damaged(what, 'bytes follow the end of a compressed file')
}
