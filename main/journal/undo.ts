import { applyPatch, reversePatch, structuredPatch } from 'diff'
import type { UndoConflict } from '../../preload/contract/journal'
import { type Text, text } from '../../preload/contract/text'
import { readIfExists } from '../kit'
import type { Change, ChangeKinds, Plan } from './change'
import { diffLines } from './diff'
import type { FileChangeData } from './file-change'
import { type LinkChangeData, readLinkIfExists } from './link-change'
import type { StoredEntry } from './store'

/** What one file or link is on disk, and what it will be when the entries looked at so far are taken back. */
interface Rewound<Data, Value> {
  readonly first: Data
  readonly disk: Value | null
  value: Value | null
  dirs: readonly string[]
}

interface Rewinding {
  readonly files: Map<string, Rewound<FileChangeData, Buffer>>
  readonly links: Map<string, Rewound<LinkChangeData, string>>
  readonly others: Change[]
  readonly conflicts: UndoConflict[]
  readonly notes: Text[]
}

/**
 * One plan that takes entries back, newest first. Several edits of one file become one. A file that was changed since
 * is still undone when only other lines changed; otherwise it is a conflict and stays as it is. A link that was
 * switched since stays where it points.
 */
export async function planUndoOf(
  entries: readonly StoredEntry[],
  kinds: ChangeKinds,
): Promise<{ plan: Plan; conflicts: UndoConflict[] }> {
  const rewinding: Rewinding = { files: new Map(), links: new Map(), others: [], conflicts: [], notes: [] }
  const undone: string[] = []
  for (const entry of entries) {
    const conflictsBefore = rewinding.conflicts.length
    for (const change of entry.changes.toReversed()) await rewind(rewinding, change, kinds)
    if (rewinding.conflicts.length === conflictsBefore) undone.push(entry.id)
  }
  const { conflicts, notes } = rewinding
  if (conflicts.length > 0) notes.push(text('journal.undoConflicts', { count: conflicts.length }))
  return {
    plan: {
      title: text('journal.undoTitle', { count: entries.length }),
      // links first: one may point to an SDK that goes
      changes: [...linkChanges(rewinding), ...fileChanges(rewinding), ...(await stillToDo(rewinding, kinds))],
      notes,
      undoes: undone,
    },
    conflicts,
  }
}

async function rewind(rewinding: Rewinding, change: Change, kinds: ChangeKinds): Promise<void> {
  if (change.kind === 'file') await rewindFile(rewinding, change.data as FileChangeData)
  else if (change.kind === 'link') await rewindLink(rewinding, change.data as LinkChangeData)
  else rewindOther(rewinding.others, kinds.of(change).reverse(change.data), kinds)
}

function rewindOther(others: Change[], next: Change, kinds: ChangeKinds): void {
  const kind = kinds.of(next)
  const cancelled = others.findLastIndex((earlier) => kind.cancels?.(next.data, earlier))
  if (cancelled < 0) others.push(next)
  else others.splice(cancelled, 1)
}

/** What somebody took back by hand needs no undoing. */
async function stillToDo({ others }: Rewinding, kinds: ChangeKinds): Promise<Change[]> {
  const states = await Promise.all(others.map((change) => kinds.of(change).state(change.data)))
  return others.filter((_, index) => states[index] !== 'after')
}

async function rewindFile({ files, conflicts }: Rewinding, data: FileChangeData): Promise<void> {
  const file = files.get(data.target) ?? rewound(data, await readIfExists(data.target))
  const before = takeBack(file.value, data)
  if (before === 'conflict') {
    const expected = diffLines(file.value, decode(data.before))
    conflicts.push({ path: data.path, expected, reason: text('journal.changedSince') })
    return
  }
  file.value = before
  if (data.dirs.length > 0) file.dirs = data.dirs
  files.set(data.target, file)
}

async function rewindLink({ links, notes }: Rewinding, data: LinkChangeData): Promise<void> {
  const link = links.get(data.path) ?? rewound(data, await readLinkIfExists(data.path))
  if (link.value === data.after) {
    link.value = data.before
    if (data.dirs.length > 0) link.dirs = data.dirs
  } else if (link.value !== data.before) {
    notes.push(text('journal.linkMoved', { path: data.path }))
  }
  links.set(data.path, link)
}

function rewound<Data, Value>(first: Data, disk: Value | null): Rewound<Data, Value> {
  return { first, disk, value: disk, dirs: [] }
}

function takeBack(now: Buffer | null, data: FileChangeData): Buffer | null | 'conflict' {
  const before = decode(data.before)
  const after = decode(data.after)
  if (isSame(now, after)) return before
  if (isSame(now, before)) return now
  if (now === null || before === null || after === null) return 'conflict'
  // latin1 keeps every byte
  const patch = structuredPatch('', '', before.toString('latin1'), after.toString('latin1'), '', '', { context: 1 })
  const options = { fuzzFactor: 0, autoConvertLineEndings: false }
  const result = applyPatch(now.toString('latin1'), reversePatch(patch), options)
  return result === false ? 'conflict' : Buffer.from(result, 'latin1')
}

function* fileChanges({ files }: Rewinding): Generator<Change<FileChangeData>> {
  for (const { first, disk, value, dirs } of files.values()) {
    if (isSame(disk, value)) continue
    yield {
      kind: 'file',
      data: {
        ...first,
        before: disk?.toString('base64') ?? null,
        after: value?.toString('base64') ?? null,
        dirs,
        values: first.values.map(({ name, before, after }) => ({ name, before: after, after: before })),
        reason: text('journal.reason.undo'),
      },
    }
  }
}

function* linkChanges({ links }: Rewinding): Generator<Change<LinkChangeData>> {
  for (const { first, disk, value, dirs } of links.values()) {
    if (disk === value) continue
    yield {
      kind: 'link',
      data: { ...first, before: disk, after: value, dirs, reason: text('journal.reason.undoLink') },
    }
  }
}

function decode(content: string | null): Buffer | null {
  return content === null ? null : Buffer.from(content, 'base64')
}

function isSame(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b)
}
