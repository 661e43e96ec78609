import type { FailureShape } from '../../../preload/contract/failure'
import type { ZipEnd, ZipRules } from './zip-directory'
import type { SpannedEntry } from './zip-local'

/** Entries of a zip in columns, which cross to a thread and back several times as fast as objects do. */
export interface EntryColumns {
  readonly names: readonly string[]
  /** `columns` numbers for each. */
  readonly numbers: Float64Array
}

const columns = 7

export function packEntries(entries: readonly SpannedEntry[]): EntryColumns {
  const numbers = new Float64Array(entries.length * columns)
  let at = 0
  for (const entry of entries) {
    numbers[at] = entry.flags
    numbers[at + 1] = entry.deflated ? 1 : 0
    numbers[at + 2] = entry.crc32
    numbers[at + 3] = entry.size
    numbers[at + 4] = entry.packed
    numbers[at + 5] = entry.offset
    numbers[at + 6] = entry.end
    at += columns
  }
  return { names: entries.map(({ name }) => name), numbers }
}

/** The entries from `from` up to, and without, `to`. */
export function sliceEntries({ names, numbers }: EntryColumns, from: number, to: number): EntryColumns {
  return { names: names.slice(from, to), numbers: numbers.slice(from * columns, to * columns) }
}

/** One of the entries. */
export function entryAt({ names, numbers }: EntryColumns, index: number): SpannedEntry {
  const number = (column: number): number => numbers[index * columns + column] ?? 0
  return {
    name: names[index] ?? '',
    flags: number(0),
    deflated: number(1) === 1,
    crc32: number(2),
    size: number(3),
    packed: number(4),
    offset: number(5),
    end: number(6),
  }
}

/** Where an entry goes: a path relative to the root, null to check and hash it only. */
export interface Place {
  readonly target: string | null
  readonly mode: number
}

/** Neighbours of this many packed bytes together are read at once. */
export const slabBytes = 4 * 1024 * 1024

/** What workers do. File descriptors belong to the process, so that all of them read the one file that was checked. */
export type Job =
  | { readonly kind: 'dirs'; readonly root: string; readonly dirs: readonly string[] }
  | { readonly kind: 'directory'; readonly fd: number; readonly end: ZipEnd; readonly rules: ZipRules }
  | {
      readonly kind: 'unzip'
      readonly what: string
      readonly fd: number
      readonly root: string
      /** Neighbours in the archive. */
      readonly entries: EntryColumns
      /** One for each entry. */
      readonly places: readonly Place[]
    }
  | {
      readonly kind: 'untar'
      readonly what: string
      readonly fd: number
      readonly archiveBytes: number
      readonly root: string
    }
  | { readonly kind: 'hash'; readonly root: string; readonly files: readonly string[] }

export interface HashedFile {
  /** Hexadecimal. */
  readonly sha256: string
  readonly size: number
}

export interface JobResults {
  readonly dirs: null
  /** All entries, in the order of their bytes in the archive, and how many of them are files. */
  readonly directory: { readonly entries: EntryColumns; readonly files: number }
  /** SHA-256 of each file, hexadecimal, in the order of the job's. */
  readonly unzip: readonly string[]
  /** SHA-256 of each file in the order of the headers, and of the archive. */
  readonly untar: { readonly files: readonly string[]; readonly archive: string }
  readonly hash: readonly HashedFile[]
}

/** An entry that an untar job came to. */
export interface TarHeader {
  readonly kind: 'file' | 'dir'
  /** As in the archive; a folder's may end in a slash. */
  readonly name: string
  readonly size: number
}

/** Asked by an untar job before it goes on; `read` counts bytes of the archive. */
export interface Question {
  readonly headers: readonly TarHeader[]
  readonly read: number
}

/** Where an entry goes; `dirs` are to be made before. */
export interface Placement extends Place {
  readonly dirs: readonly string[]
}

export type ToWorker =
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'answer'; readonly placements: readonly Placement[] }
  /** The archive's bytes up to `end` can be read. */
  | { readonly kind: 'arrived'; readonly end: number }

export type FromWorker =
  | { readonly kind: 'done'; readonly result: JobResults[Job['kind']] }
  | { readonly kind: 'failed'; readonly failure: FailureShape }
  | { readonly kind: 'question'; readonly question: Question }
  | { readonly kind: 'awaits'; readonly end: number }
