import type { ChangePreview, Progress } from '../../preload/contract/journal'
import type { Text } from '../../preload/contract/text'
import { exists, Failure, inspectEditable, readIfExists, removeEmptyDirs, replaceExactly, sweepBeside } from '../kit'
import type { ApplyContext, Change, ChangeKind, ChangeState } from './change'
import { diffLines } from './diff'
import { type PathLocks, withPathLock } from './path-lock'

/** Contents are base64; null is "no such file". */
export interface FileChangeData {
  readonly path: string
  /** `path` with all links resolved: what is really written. */
  readonly target: string
  readonly before: string | null
  readonly after: string | null
  readonly mode: number
  /** Folders that the change makes (or, reversed, removes when they are empty), outermost first. */
  readonly dirs: readonly string[]
  readonly values: readonly { name: string; before: string | null; after: string | null }[]
  readonly reason: Text
  readonly notes: readonly Text[]
}

export interface FileEdit {
  readonly path: string
  /** The new content, or null to delete; gets the old one, null when there is no file. */
  readonly edit: (before: Buffer | null) => Uint8Array | null
  readonly reason: Text
  readonly notes?: readonly Text[]
  readonly values?: FileChangeData['values']
  /** Mode of a file that is created; 0644 when not given. */
  readonly mode?: number
}

/**
 * Plans the edit of one file. Returns null when nothing would change.
 *
 * @throws FILE_UNSUITABLE, PERMISSION_DENIED
 */
export async function planFileEdit(edit: FileEdit): Promise<Change<FileChangeData> | null> {
  const found = await inspectEditable(edit.path)
  const after = edit.edit(found.bytes)
  const before = found.bytes?.toString('base64') ?? null
  const encoded = after === null ? null : Buffer.from(after).toString('base64')
  if (before === encoded) return null
  return {
    kind: 'file',
    data: {
      path: edit.path,
      target: found.target,
      before,
      after: encoded,
      mode: found.bytes === null ? (edit.mode ?? 0o644) : found.mode,
      dirs: found.missingDirs,
      values: edit.values ?? [],
      reason: edit.reason,
      notes: edit.notes ?? [],
    },
  }
}

/** Edits, creates and deletes files: byte for byte, atomically, one writer at a time, never over somebody else's change. */
export function fileChangeKind(locks: PathLocks): ChangeKind<FileChangeData> {
  return {
    kind: 'file',
    preview: previewFile,
    state: fileState,
    async *apply(data: FileChangeData, _context: ApplyContext): AsyncGenerator<Progress, void> {
      await withPathLock(locks, 'file', data.target, () => writeChange(data))
    },
    reverse: (data) => ({ kind: 'file', data: reverseFile(data) }),
    sweep: (data) => withPathLock(locks, 'file', data.target, () => sweep(data)),
  }
}

function previewFile(data: FileChangeData): ChangePreview {
  const before = decode(data.before)
  const after = decode(data.after)
  return {
    kind: 'file',
    path: data.path,
    action: before === null ? 'create' : after === null ? 'delete' : 'edit',
    diff: diffLines(before, after),
    values: [...data.values],
    reason: data.reason,
    notes: [...data.notes],
  }
}

async function fileState(data: FileChangeData): Promise<ChangeState> {
  const now = (await readIfExists(data.target))?.toString('base64') ?? null
  if (now === data.after) return 'after'
  return now === data.before ? 'before' : 'other'
}

async function writeChange(data: FileChangeData): Promise<void> {
  const recheck = async (): Promise<void> => {
    const { bytes, target } = await inspectEditable(data.path)
    const isAsPlanned = target === data.target && (bytes?.toString('base64') ?? null) === data.before
    if (!isAsPlanned) throw new Failure('FILE_CHANGED', `${data.path} changed since the preview`, { path: data.path })
  }
  await recheck()
  await replaceExactly(data.target, decode(data.before), decode(data.after), { mode: data.mode, recheck })
  if (data.after === null) await removeEmptyDirs(data.dirs)
}

async function sweep(data: FileChangeData): Promise<void> {
  await sweepBeside(data.target)
  // killed between making the folders and placing the file
  const isMissing = data.before === null && !(await exists(data.target))
  if (isMissing) await removeEmptyDirs(data.dirs)
}

function reverseFile(data: FileChangeData): FileChangeData {
  return {
    ...data,
    before: data.after,
    after: data.before,
    values: data.values.map(({ name, before, after }) => ({ name, before: after, after: before })),
    reason: { key: 'journal.reason.undo', params: {} },
  }
}

function decode(content: string | null): Buffer | null {
  return content === null ? null : Buffer.from(content, 'base64')
}
