import { createHash, hash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, hasErrno } from '../failure'
import type { HashedFile, Job } from './extract-protocol'

const buffer = Buffer.allocUnsafeSlow(256 * 1024)
// A link would lead elsewhere, and opening a pipe would wait for its writer. Windows has neither flag.
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Hashes files of a tree, in order. @throws FILE_UNSUITABLE for anything but a regular file, FILE_CHANGED when it is gone */
export function hashFiles(job: Extract<Job, { kind: 'hash' }>): HashedFile[] {
  return job.files.map((file) => hashFile(join(job.root, ...file.split('/'))))
}

function hashFile(path: string): HashedFile {
  const fd = openRegular(path)
  try {
    const first = readSync(fd, buffer)
    // most files fit; a short read is the end of a regular file
    if (first < buffer.length) return { sha256: hash('sha256', buffer.subarray(0, first), 'hex'), size: first }
    const sha256 = createHash('sha256')
    let size = 0
    for (let read = first; read > 0; read = readSync(fd, buffer)) {
      sha256.update(buffer.subarray(0, read))
      size += read
    }
    return { sha256: sha256.digest('hex'), size }
  } finally {
    closeSync(fd)
  }
}

function openRegular(path: string): number {
  let fd: number
  try {
    fd = openSync(path, openFlags)
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) {
      throw new Failure('FILE_CHANGED', `${path} disappeared`, { path }, { cause: error })
    }
    if (hasErrno(error, 'ELOOP', 'ENXIO', 'EMLINK')) throw unsuitable(path)
    throw error
  }
  if (fstatSync(fd).isFile()) return fd
  closeSync(fd)
  throw unsuitable(path)
}

function unsuitable(path: string): Failure {
  const why = 'it is not a regular file'
  return new Failure('FILE_UNSUITABLE', `${path}: ${why}`, { path, why, fault: 'not-a-file' })
}
