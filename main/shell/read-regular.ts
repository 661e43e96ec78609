import { stat } from 'node:fs/promises'
import { hasErrno, readIfExists } from '../kit'

/** A file's bytes; null when there is none, it can't be read, or it is no regular file of reasonable size: a pipe would never end. */
export async function readRegular(path: string, limit = 4 * 1024 * 1024): Promise<Buffer | null> {
  try {
    const info = await stat(path)
    if (!info.isFile() || info.size > limit) return null
    return await readIfExists(path)
  } catch (error) {
    if (isNoFile(error)) return null
    throw error
  }
}

/** True for the errors of a file that is not there, or not ours to read. */
export function isNoFile(error: unknown): boolean {
  return hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'EISDIR', 'ENAMETOOLONG')
}
