import type { FailureShape } from '../../../preload/contract/failure'
import type { SpannedEntry } from './zip-local'

/** One entry of a zip, as plain data for a worker. */
export interface UnzipFile extends SpannedEntry {
  /** Where it goes, relative to the root; null to check and hash it only. */
  readonly target: string | null
  readonly mode: number
}

/** Entries in columns, which cross to a thread several times as fast as objects do. */
export interface UnzipFiles {
  readonly names: readonly string[]
  readonly targets: readonly (string | null)[]
  /** `columns` numbers for each. */
  readonly numbers: Float64Array
}

const columns = 8

export function packFiles(files: readonly UnzipFile[]): UnzipFiles {
  const numbers = new Float64Array(files.length * columns)
  let at = 0
  for (const file of files) {
    numbers[at] = file.flags
    numbers[at + 1] = file.deflated ? 1 : 0
    numbers[at + 2] = file.crc32
    numbers[at + 3] = file.size
    numbers[at + 4] = file.packed
    numbers[at + 5] = file.offset
    numbers[at + 6] = file.end
    numbers[at + 7] = file.mode
    at += columns
  }
  return { names: files.map(({ name }) => name), targets: files.map(({ target }) => target), numbers }
}

export function unpackFiles({ names, targets, numbers }: UnzipFiles): UnzipFile[] {
  return names.map((name, index) => {
    const number = (column: number): number => numbers[index * columns + column] ?? 0
    const [flags, deflated, crc32, size] = [number(0), number(1), number(2), number(3)]
    const [packed, offset, end, mode] = [number(4), number(5), number(6), number(7)]
    return {
      name,
      flags,
      deflated: deflated === 1,
      crc32,
      size,
      packed,
      offset,
      end,
      target: targets[index] ?? null,
      mode,
    }
  })
}

/** What workers do. File descriptors belong to the process, so that all of them read the one file that was checked. */
export type Job =
  | { readonly kind: 'dirs'; readonly root: string; readonly dirs: readonly string[] }
  | {
      readonly kind: 'unzip'
      readonly what: string
      readonly fd: number
      readonly root: string
      /** Neighbours in the archive. */
      readonly files: UnzipFiles
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
export interface Placement {
  readonly target: string | null
  readonly mode: number
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
