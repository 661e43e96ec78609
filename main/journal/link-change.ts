import { randomUUID } from 'node:crypto'
import { lstat, mkdir, readlink, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Fault } from '../../preload/contract/failure-blanks'
import type { Progress } from '../../preload/contract/journal'
import type { Text } from '../../preload/contract/text'
import { exists, Failure, hasErrno, missingDirs, namesIn, removeEmptyDirs, renameWithRetry } from '../kit'
import type { Change, ChangeKind } from './change'
import { type PathLocks, withPathLock } from './path-lock'

/** A symbolic link (a junction on Windows) that points to `after`; null is "no link". */
export interface LinkChangeData {
  readonly path: string
  readonly before: string | null
  readonly after: string | null
  readonly dirs: readonly string[]
  readonly reason: Text
}

/** Where the link points, null when there is none. @throws FILE_UNSUITABLE when something else is there */
export async function readLinkIfExists(path: string): Promise<string | null> {
  try {
    return await readlink(path)
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return null
    if (!hasErrno(error, 'EINVAL', 'UNKNOWN')) throw error
    throw new Failure('FILE_UNSUITABLE', `${path} is not a link`, {
      path,
      why: 'something that is not a link is there',
      fault: 'not-a-link' satisfies Fault<'FILE_UNSUITABLE'>,
    })
  }
}

/** Plans to point a link elsewhere. Returns null when it already does. */
export async function planLink(
  path: string,
  after: string | null,
  reason: Text,
): Promise<Change<LinkChangeData> | null> {
  const before = await readLinkIfExists(path)
  if (before === after) return null
  return { kind: 'link', data: { path, before, after, dirs: await missingDirs(path), reason } }
}

/** Points links elsewhere, at once, never over somebody else's change. */
export function linkChangeKind(locks: PathLocks): ChangeKind<LinkChangeData> {
  return {
    kind: 'link',
    preview: ({ path, before, after, reason }) => ({ kind: 'link', path, before, after, reason, notes: [] }),
    async state(data) {
      const now = await readLinkIfExists(data.path)
      if (now === data.after) return 'after'
      return now === data.before ? 'before' : 'other'
    },
    async *apply(data): AsyncGenerator<Progress, void> {
      await withPathLock(locks, 'link', data.path, () => switchLink(data))
    },
    reverse: (data) => ({
      kind: 'link',
      data: { ...data, before: data.after, after: data.before, reason: { key: 'journal.reason.undoLink', params: {} } },
    }),
    sweep: (data) => withPathLock(locks, 'link', data.path, () => sweep(data)),
  }
}

/** Removes the temporary link of a killed process, and the folders that it had made for one that never came. */
async function sweep({ path, before, dirs }: LinkChangeData): Promise<void> {
  for (const name of await namesIn(dirname(path))) {
    const isLeft = name.startsWith(`${basename(path)}.`) && /^\.[0-9a-f]{8}$/.test(name.slice(basename(path).length))
    if (isLeft && (await lstat(join(dirname(path), name))).isSymbolicLink()) await rm(join(dirname(path), name))
  }
  if (before === null && !(await exists(path))) await removeEmptyDirs(dirs)
}

async function switchLink(data: LinkChangeData): Promise<void> {
  if ((await readLinkIfExists(data.path)) !== data.before) {
    throw new Failure('FILE_CHANGED', `${data.path} changed since the preview`, { path: data.path })
  }
  if (data.after === null) {
    await rm(data.path)
    await removeEmptyDirs(data.dirs)
    return
  }
  await mkdir(dirname(data.path), { recursive: true })
  const temporary = `${data.path}.${randomUUID().slice(0, 8)}`
  await symlink(data.after, temporary, 'junction')
  try {
    // Windows can't rename over a junction
    if (process.platform === 'win32' && data.before !== null) await rm(data.path)
    await renameWithRetry(temporary, data.path)
  } finally {
    if ((await lstat(temporary).catch(() => null)) !== null) await rm(temporary, { force: true })
  }
}
