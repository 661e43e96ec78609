import * as fs from 'node:fs/promises'
import { dirname } from 'node:path'
import { hasErrno } from './failure'
import { exists } from './files'

/** The ancestors of a path that do not exist yet, outermost first. */
export async function missingDirs(path: string): Promise<string[]> {
  const missing: string[] = []
  for (let dir = dirname(path); !(await exists(dir)); dir = dirname(dir)) missing.unshift(dir)
  return missing
}

/** The names in a folder in the order of their characters; none when there is no such folder. */
export async function namesIn(dir: string): Promise<string[]> {
  try {
    return (await fs.readdir(dir)).sort()
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
}

/** Removes a folder that is empty; false when it is not and stays. One that is gone already counts as removed. */
export async function removeIfEmpty(dir: string): Promise<boolean> {
  try {
    await fs.rmdir(dir)
    return true
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return true
    if (hasErrno(error, 'ENOTEMPTY', 'EEXIST')) return false
    throw error
  }
}

/** Takes back what {@link missingDirs} found and somebody made: innermost first, up to the first that is not empty. */
export async function removeEmptyDirs(dirs: readonly string[]): Promise<void> {
  for (const dir of dirs.toReversed()) if (!(await removeIfEmpty(dir))) return
}
