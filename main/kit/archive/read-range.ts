import { readSync } from 'node:fs'
import { damaged } from './archive-failure'

/** Reads exactly `length` bytes. @throws ARCHIVE_INVALID when the file is shorter */
export function readRange(fd: number, start: number, length: number, what: string): Buffer {
  const buffer = Buffer.allocUnsafe(length)
  readRangeInto(buffer, fd, start, length, what)
  return buffer
}

/** As {@link readRange}, into the first bytes of a buffer. */
export function readRangeInto(buffer: Buffer, fd: number, start: number, length: number, what: string): void {
  for (let done = 0; done < length; ) {
    const read = readSync(fd, buffer, done, length - done, start + done)
    if (read === 0) throw damaged(what, 'it became shorter while it was read')
    done += read
  }
}
