import { randomUUID } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { hasErrno } from './failure'

/** The file's bytes, or null when there is none. */
export async function readIfExists(path: string): Promise<Buffer | null> {
  try {
    return await fs.readFile(path)
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return null
    throw error
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await fs.lstat(path)
    return true
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return false
    throw error
  }
}

/**
 * Replaces a file at once: a temporary file beside it, flushed, renamed over it, the folder flushed. Where a rename is
 * not possible (a bind mount), writes in place. Missing folders are made.
 *
 * `recheck` is called just before the rename and throws to give up; `landed` is called right after it.
 */
export async function writeAtomic(
  path: string,
  bytes: Uint8Array,
  options: { mode?: number; recheck?: () => Promise<void>; landed?: () => Promise<void> } = {},
): Promise<void> {
  const dir = dirname(path)
  await fs.mkdir(dir, { recursive: true })
  const temporary = join(dir, `.${basename(path)}.${randomUUID().slice(0, 8)}.goready`)
  try {
    const handle = await fs.open(temporary, 'wx', options.mode ?? 0o644)
    try {
      await handle.writeFile(bytes)
      // open's mode is cut by the umask; an edited file keeps the mode it had
      if (options.mode !== undefined && process.platform !== 'win32') await handle.chmod(options.mode)
      await keepOwner(handle, path)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await options.recheck?.()
    try {
      await renameWithRetry(temporary, path)
    } catch (error) {
      if (!hasErrno(error, 'EBUSY', 'EXDEV')) throw error
      await writeInPlace(path, bytes)
    }
    await options.landed?.()
    await syncDir(dir)
  } finally {
    await fs.rm(temporary, { force: true })
  }
}

async function keepOwner(handle: fs.FileHandle, path: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const stat = await fs.stat(path).catch(() => null)
  if (stat) await handle.chown(stat.uid, stat.gid)
}

async function writeInPlace(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await fs.open(path, 'r+')
  try {
    await handle.truncate(0)
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Flushes a folder's entries; does nothing on Windows, which has no such call. */
export async function syncDir(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await fs.open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Renames; on Windows tries again for up to 5 s while a virus scanner or an indexer holds a file. */
export async function renameWithRetry(from: string, to: string): Promise<void> {
  const delays = process.platform === 'win32' ? [20, 40, 80, 160, 320, 640, 1000, 1000, 1500] : []
  for (const wait of delays) {
    try {
      return await fs.rename(from, to)
    } catch (error) {
      if (!hasErrno(error, 'EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY')) throw error
      await delay(wait)
    }
  }
  await fs.rename(from, to)
}

/** Removes a tree, read-only folders included (Go's module cache makes its folders 0555). No error when it is absent. */
export async function removeTree(path: string): Promise<void> {
  try {
    await fs.rm(path, { recursive: true, force: true, maxRetries: 5 })
  } catch (error) {
    if (!hasErrno(error, 'EACCES', 'EPERM', 'ENOTEMPTY')) throw error
    await makeDirsWritable(path)
    await fs.rm(path, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function makeDirsWritable(dir: string): Promise<void> {
  const stat = await fs.lstat(dir)
  if (!stat.isDirectory()) return
  await fs.chmod(dir, stat.mode | 0o700)
  for (const entry of await fs.readdir(dir, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeDirsWritable(join(dir, entry.name))
  }
}
