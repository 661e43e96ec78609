import { createHash, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { damaged, quote } from './archive-failure'
import { entryAt, type Job, type Place, slabBytes } from './extract-protocol'
import { RawInflater } from './raw-inflater'
import { readRange, readRangeInto } from './read-range'
import { TreeWriter } from './tree-writer'
import { locateData, type SpannedEntry } from './zip-local'

type UnzipJob = Extract<Job, { kind: 'unzip' }>
/** Gives so many bytes of the archive at a position, which hold until the next call. */
type Read = (at: number, length: number) => Buffer

/** So much is inflated at once, and becomes 64 MiB at most. */
const pieceBytes = 64 * 1024

// a thread's own, used by one job after another: fresh memory for each file costs more than inflating it
const inflater = new RawInflater(slabBytes)
const slab = Buffer.allocUnsafeSlow(slabBytes)

/**
 * Checks, inflates, hashes and writes files of a zip; returns the SHA-256 of each, in order. All their local headers are
 * checked before the first of them is written.
 *
 * @throws ARCHIVE_INVALID when a file is not what the directory declares, ARCHIVE_UNSAFE when its local header says
 * otherwise than the directory, FILE_CHANGED when the tree is disturbed
 */
export function unzip(job: UnzipJob): string[] {
  const writer = new TreeWriter(job.root)
  const entries = job.entries.names.map((_, index) => entryAt(job.entries, index))
  const read = readerOf(entries, job)
  const starts = entries.map((entry) => locateData(entry, read, job.what))
  return entries.map((entry, index) => {
    const { target, mode } = job.places[index] ?? nowhere
    const file = { ...entry, start: starts[index] ?? 0, target, mode }
    return file.packed > pieceBytes
      ? unzipByPieces(file, read, writer, job.what)
      : unzipWhole(file, read, writer, job.what)
  })
}

const nowhere: Place = { target: null, mode: 0 }

interface File extends SpannedEntry, Place {
  /** Where its data begin. */
  readonly start: number
}

function readerOf(entries: readonly SpannedEntry[], { fd, what }: UnzipJob): Read {
  const from = entries[0]?.offset ?? 0
  const bytes = (entries.at(-1)?.end ?? 0) - from
  if (bytes > slabBytes) return (at, length) => readRange(fd, at, length, what)
  readRangeInto(slab, fd, from, bytes, what)
  return (at, length) => slab.subarray(at - from, at - from + length)
}

function unzipWhole(file: File, read: Read, writer: TreeWriter, what: string): string {
  const packed = read(file.start, file.packed)
  const bytes = file.deflated ? inflater.begin().inflate(packed, true, what) : packed
  checkFile(file, bytes.length, crc32(bytes), what)
  if (file.target !== null) writer.write(file.target, file.mode, bytes)
  return hash('sha256', bytes, 'hex')
}

function unzipByPieces(file: File, read: Read, writer: TreeWriter, what: string): string {
  const end = file.start + file.packed
  const sha256 = createHash('sha256')
  let sum = 0
  let size = 0
  if (file.deflated) inflater.begin()
  const output = file.target === null ? null : writer.open(file.target, file.mode)
  try {
    for (let at = file.start; at < end && size <= file.size; at += pieceBytes) {
      const packed = read(at, Math.min(pieceBytes, end - at))
      const bytes = file.deflated ? inflater.inflate(packed, at + pieceBytes >= end, what) : packed
      size += bytes.length
      sum = crc32(bytes, sum)
      sha256.update(bytes)
      output?.write(bytes)
    }
  } finally {
    output?.close()
  }
  checkFile(file, size, sum, what)
  return sha256.digest('hex')
}

function checkFile(file: File, size: number, sum: number, what: string): void {
  if (size !== file.size) throw damaged(what, `${quote(file.name)} is not as large as declared`)
  if (sum !== file.crc32) throw damaged(what, `the checksum of ${quote(file.name)} is wrong`)
}
