import { createHash, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { damaged, quote } from './archive-failure'
import { type Job, type UnzipFile, unpackFiles } from './extract-protocol'
import { inflateRange, inflateWhole, readRange } from './inflate-range'
import { TreeWriter } from './tree-writer'
import { locateData } from './zip-local'

type UnzipJob = Extract<Job, { kind: 'unzip' }>

/** Files up to this size, and neighbours of this many packed bytes together, are handled in memory. */
export const wholeBytes = 4 * 1024 * 1024

/**
 * Checks, inflates, hashes and writes files of a zip; returns the SHA-256 of each, in order.
 *
 * @throws ARCHIVE_INVALID when a file is not what the directory declares, ARCHIVE_UNSAFE when its local header says
 * otherwise than the directory, FILE_CHANGED when the tree is disturbed
 */
export async function unzip(job: UnzipJob): Promise<string[]> {
  const writer = new TreeWriter(job.root)
  const files = unpackFiles(job.files)
  const first = files[0]
  const last = files.at(-1)
  if (!first || !last) return []
  const slabBytes = last.end - first.offset
  if (slabBytes <= wholeBytes && files.every((file) => file.size <= wholeBytes)) {
    const slab = readRange(job.fd, first.offset, slabBytes, job.what)
    const read = (at: number, length: number): Buffer => {
      const from = at - first.offset
      return slab.subarray(from, from + length)
    }
    // all headers before the first file is written
    const starts = files.map((file) => locateData(file, read, job.what))
    return files.map((file, index) => unzipWhole(file, read(starts[index] ?? 0, file.packed), writer, job.what))
  }
  const sums: string[] = []
  for (const file of files) sums.push(await unzipByPieces(file, job, writer))
  return sums
}

function unzipWhole(file: UnzipFile, packed: Buffer, writer: TreeWriter, what: string): string {
  const bytes = file.deflated ? inflateWhole(packed, file.size, what) : packed
  checkFile(file, bytes.length, crc32(bytes), what)
  if (file.target !== null) writer.write(file.target, file.mode, bytes)
  return hash('sha256', bytes, 'hex')
}

async function unzipByPieces(file: UnzipFile, job: UnzipJob, writer: TreeWriter): Promise<string> {
  const { fd, what } = job
  const start = locateData(file, (at, length) => readRange(fd, at, length, what), what)
  const sha256 = createHash('sha256')
  let sum = 0
  let size = 0
  const output = file.target === null ? null : writer.open(file.target, file.mode)
  try {
    for await (const piece of piecesOf(file, start, job)) {
      size += piece.length
      if (size > file.size) break
      sum = crc32(piece, sum)
      sha256.update(piece)
      output?.write(piece)
    }
  } finally {
    output?.close()
  }
  checkFile(file, size, sum, what)
  return sha256.digest('hex')
}

async function* piecesOf(file: UnzipFile, start: number, { fd, what }: UnzipJob): AsyncGenerator<Buffer, void> {
  const end = start + file.packed
  if (file.deflated) {
    yield* inflateRange({ fd, start, end, what })
    return
  }
  const step = 256 * 1024
  for (let at = start; at < end; at += step) yield readRange(fd, at, Math.min(step, end - at), what)
}

function checkFile(file: UnzipFile, size: number, sum: number, what: string): void {
  if (size !== file.size) throw damaged(what, `${quote(file.name)} is not as large as declared`)
  if (sum !== file.crc32) throw damaged(what, `the checksum of ${quote(file.name)} is wrong`)
}
