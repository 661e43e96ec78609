import { createHash, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { damaged, quote } from './archive-failure'
import type { Job, UnzipFile } from './extract-protocol'
import { inflateRange, inflateWhole, readRange } from './inflate-range'
import { TreeWriter } from './tree-writer'

type UnzipJob = Extract<Job, { kind: 'unzip' }>

/** Files up to this size, and neighbours of this many packed bytes together, are handled in memory. */
export const wholeBytes = 4 * 1024 * 1024

/**
 * Inflates, checks, hashes and writes files of a zip; returns the SHA-256 of each, in order.
 *
 * @throws ARCHIVE_INVALID when a file is not what the directory declares, FILE_CHANGED when the tree is disturbed
 */
export async function unzip(job: UnzipJob): Promise<string[]> {
  const writer = new TreeWriter(job.root)
  const first = job.files[0]
  const last = job.files.at(-1)
  if (!first || !last) return []
  const slabBytes = last.start + last.packed - first.start
  if (slabBytes <= wholeBytes && job.files.every((file) => file.size <= wholeBytes)) {
    const slab = readRange(job.fd, first.start, slabBytes, job.what)
    return job.files.map((file) => unzipWhole(file, slab.subarray(file.start - first.start), writer, job.what))
  }
  const sums: string[] = []
  for (const file of job.files) sums.push(await unzipByPieces(file, job, writer))
  return sums
}

function unzipWhole(file: UnzipFile, slab: Buffer, writer: TreeWriter, what: string): string {
  const packed = slab.subarray(0, file.packed)
  const bytes = file.deflated ? inflateWhole(packed, file.size, `${what}: ${quote(file.name)}`) : packed
  checkFile(file, bytes.length, crc32(bytes), what)
  if (file.target !== null) writer.write(file.target, file.mode, bytes)
  return hash('sha256', bytes, 'hex')
}

async function unzipByPieces(file: UnzipFile, job: UnzipJob, writer: TreeWriter): Promise<string> {
  const sha256 = createHash('sha256')
  let sum = 0
  let size = 0
  const output = file.target === null ? null : writer.open(file.target, file.mode)
  try {
    for await (const piece of piecesOf(file, job)) {
      size += piece.length
      if (size > file.size) break
      sum = crc32(piece, sum)
      sha256.update(piece)
      output?.write(piece)
    }
  } finally {
    output?.close()
  }
  checkFile(file, size, sum, job.what)
  return sha256.digest('hex')
}

async function* piecesOf(file: UnzipFile, job: UnzipJob): AsyncGenerator<Buffer, void> {
  const end = file.start + file.packed
  if (file.deflated) {
    yield* inflateRange({ fd: job.fd, start: file.start, end, what: job.what })
    return
  }
  const step = 256 * 1024
  for (let at = file.start; at < end; at += step) yield readRange(job.fd, at, Math.min(step, end - at), job.what)
}

function checkFile(file: UnzipFile, size: number, sum: number, what: string): void {
  if (size !== file.size) throw damaged(what, `${quote(file.name)} is not as large as declared`)
  if (sum !== file.crc32) throw damaged(what, `the checksum of ${quote(file.name)} is wrong`)
}
