import { constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import type { FailureDetails } from '../../preload/contract/failure'
import type { Fault } from '../../preload/contract/failure-blanks'
import { Failure, hasErrno } from './failure'
import { exists } from './files'
import { missingDirs } from './folders'

/** Rc files and settings larger than this are not edited. */
const editableLimit = 4 * 1024 * 1024

/** A file that may be edited: the path behind all links, its bytes (null: to be created) and its mode. */
export interface Editable {
  readonly target: string
  readonly bytes: Buffer | null
  readonly mode: number
  /** Ancestor folders that do not exist yet, outermost first. */
  readonly missingDirs: readonly string[]
}

/**
 * Looks at a file that is about to be edited. Follows symbolic links, so that a dotfile manager's link stays a link.
 *
 * @throws FILE_UNSUITABLE for anything but a regular file of at most 4 MiB, PERMISSION_DENIED when it is not writable
 * (a rename would replace a read-only file all the same).
 */
export async function inspectEditable(path: string): Promise<Editable> {
  const target = await resolveLinks(path)
  const stat = await fs.lstat(target).catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT')) return null
    throw error
  })
  if (stat === null) return { target, bytes: null, mode: 0o644, missingDirs: await missingDirs(target) }
  if (!stat.isFile()) throw unsuitable(path, 'not-a-file', 'it is not a regular file')
  if (stat.size > editableLimit) throw tooLarge(path)
  try {
    await fs.access(target, constants.W_OK)
  } catch (cause) {
    const fault: Fault<'PERMISSION_DENIED'> = 'read-only'
    throw new Failure(
      'PERMISSION_DENIED',
      `${path} is not writable`,
      { path, why: 'it is read-only', fault },
      { cause },
    )
  }
  return { target, bytes: await fs.readFile(target), mode: stat.mode & 0o7777, missingDirs: [] }
}

async function resolveLinks(path: string): Promise<string> {
  try {
    return await fs.realpath(path)
  } catch (error) {
    if (hasErrno(error, 'ELOOP')) throw unsuitable(path, 'link-loop', 'its symbolic links form a loop')
    if (hasErrno(error, 'ENOTDIR')) throw unsuitable(path, 'part-not-a-folder', 'a part of its path is not a folder')
    if (!hasErrno(error, 'ENOENT')) throw error
  }
  if (await exists(path)) throw unsuitable(path, 'link-to-nothing', 'it is a symbolic link to nothing')
  return path
}

function tooLarge(path: string): Failure {
  const limit = editableLimit / 1024 / 1024
  return unsuitable(path, 'too-large', `it is larger than ${limit} MiB`, { limit })
}

function unsuitable(path: string, fault: Fault<'FILE_UNSUITABLE'>, why: string, more: FailureDetails = {}): Failure {
  return new Failure('FILE_UNSUITABLE', `${path}: ${why}`, { ...more, path, why, fault })
}
