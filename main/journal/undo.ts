import { applyPatch, reversePatch, structuredPatch } from 'diff'
import type { UndoConflict } from '../../preload/contract/journal'
import { text } from '../../preload/contract/text'
import { readIfExists } from '../kit'
import type { Change, ChangeKinds, Plan } from './change'
import { diffLines } from './diff'
import type { FileChangeData } from './file-change'
import type { StoredEntry } from './store'

/**
 * One plan that takes entries back, newest first. Several edits of one file become one. A file that was changed since
 * is still undone when only other lines changed; otherwise it is a conflict and stays as it is.
 */
export async function planUndoOf(
  entries: readonly StoredEntry[],
  kinds: ChangeKinds,
): Promise<{ plan: Plan; conflicts: UndoConflict[] }> {
  const conflicts: UndoConflict[] = []
  const files = new Map<string, { first: FileChangeData; disk: Buffer | null; now: Buffer | null; dirs: Set<string> }>()
  const others: Change[] = []
  const undone: string[] = []
  for (const entry of entries) {
    let isWhole = true
    for (const change of entry.changes.toReversed()) {
      if (change.kind !== 'file') {
        others.push(kinds.of(change).reverse(change.data))
        continue
      }
      const data = change.data as FileChangeData
      const disk = files.has(data.target) ? null : await readIfExists(data.target)
      const file = files.get(data.target) ?? { first: data, disk, now: disk, dirs: new Set<string>() }
      const next = takeBack(file.now, data)
      if (next === 'conflict') {
        isWhole = false
        conflicts.push(conflictOf(data, file.now))
        continue
      }
      file.now = next
      for (const dir of data.dirs) file.dirs.add(dir)
      files.set(data.target, file)
    }
    if (isWhole) undone.push(entry.id)
  }
  return {
    plan: {
      title: text('journal.undoTitle', { count: entries.length }),
      changes: [...fileChanges(files.values()), ...mergeLinks(others)],
      notes: conflicts.length > 0 ? [text('journal.undoConflicts', { count: conflicts.length })] : [],
      undoes: undone,
    },
    conflicts,
  }
}

function takeBack(now: Buffer | null, data: FileChangeData): Buffer | null | 'conflict' {
  const before = data.before === null ? null : Buffer.from(data.before, 'base64')
  const after = data.after === null ? null : Buffer.from(data.after, 'base64')
  if (same(now, after)) return before
  if (same(now, before)) return now
  if (now === null || before === null || after === null) return 'conflict'
  // latin1 keeps every byte
  const patch = structuredPatch('', '', before.toString('latin1'), after.toString('latin1'), '', '', { context: 1 })
  const result = applyPatch(now.toString('latin1'), reversePatch(patch), {
    fuzzFactor: 0,
    autoConvertLineEndings: false,
  })
  return result === false ? 'conflict' : Buffer.from(result, 'latin1')
}

function* fileChanges(
  files: Iterable<{ first: FileChangeData; disk: Buffer | null; now: Buffer | null; dirs: Set<string> }>,
): Generator<Change> {
  for (const { first, disk, now, dirs } of files) {
    if (same(disk, now)) continue
    yield {
      kind: 'file',
      data: {
        ...first,
        before: disk?.toString('base64') ?? null,
        after: now?.toString('base64') ?? null,
        dirs: [...dirs].sort((a, b) => a.length - b.length),
        values: first.values.map((value) => ({ name: value.name, before: value.after, after: value.before })),
        reason: text('journal.reason.undo', { file: first.path }),
      } satisfies FileChangeData,
    }
  }
}

// Switching a -> b -> c is undone by one switch c -> a.
function mergeLinks(changes: readonly Change[]): Change[] {
  const merged: Change[] = []
  for (const change of changes) {
    const { path, after } = change.data as { path: string; after: string | null }
    const index =
      change.kind === 'link'
        ? merged.findIndex((other) => other.kind === 'link' && (other.data as { path: string }).path === path)
        : -1
    const earlier = merged[index]
    if (earlier)
      merged[index] = {
        kind: 'link',
        data: { ...(earlier.data as object), after, dirs: (change.data as { dirs: unknown }).dirs },
      }
    else merged.push(change)
  }
  // the link goes before the SDK that it points to
  return merged.sort((a, b) => Number(b.kind === 'link') - Number(a.kind === 'link'))
}

function conflictOf(data: FileChangeData, now: Buffer | null): UndoConflict {
  return {
    path: data.path,
    expected: diffLines(now, data.before === null ? null : Buffer.from(data.before, 'base64')),
    reason: text('journal.changedSince'),
  }
}

function same(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b)
}
