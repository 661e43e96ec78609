import { mkdir, realpath, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure, hasErrno } from '../failure'

/**
 * Makes the folder that an archive is unpacked into, and returns its real path.
 *
 * @throws FILE_CHANGED when something is there already, DISK_FULL when `bytes` can't fit
 */
export async function makeDestination(path: string, bytes: number): Promise<string> {
  const free = await freeBytes(dirname(path))
  if (free < bytes) throw diskFull(path, bytes, free)
  try {
    await mkdir(path, 0o755)
  } catch (error) {
    if (hasErrno(error, 'EEXIST')) {
      throw new Failure('FILE_CHANGED', `${path} is there already`, { path }, { cause: error })
    }
    throw error
  }
  return realpath(path)
}

/** The failure with the numbers that its text wants, when the disk is what failed. */
export async function withFreeSpace(failure: Failure, path: string, bytes: number): Promise<Failure> {
  if (failure.code !== 'DISK_FULL' || failure.details.needed === bytes) return failure
  return diskFull(path, bytes, await freeBytes(dirname(path)), failure)
}

async function freeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir)
  return bavail * bsize
}

function diskFull(path: string, needed: number, free: number, cause?: Failure): Failure {
  return new Failure('DISK_FULL', `${path} needs ${needed} bytes, ${free} are free`, { path, needed, free }, { cause })
}
