import type { FileHandle } from 'node:fs/promises'
import { damaged } from './archive-failure'

/**
 * Reads `length` bytes at `position`.
 *
 * @throws ARCHIVE_INVALID when the file ends before
 */
export async function readExactly(file: FileHandle, position: number, length: number, what: string): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done)
    if (bytesRead === 0) throw damaged(what, 'it breaks off')
    done += bytesRead
  }
  return buffer
}
