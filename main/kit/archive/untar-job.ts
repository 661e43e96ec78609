import { createHash, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { damaged } from './archive-failure'
import type { Job, JobResults, Placement, Question, TarHeader } from './extract-protocol'
import { frameHeadBytes, readFrame, readTrailer } from './gzip-frame'
import { inflateRange } from './inflate-range'
import { readRange } from './read-range'
import { type TarPart, TarReader } from './tar-reader'
import { type OpenFile, TreeWriter } from './tree-writer'

type UntarJob = Extract<Job, { kind: 'untar' }>

/** What an untar job needs from outside. */
export interface UntarHelp {
  /** Where entries go. */
  ask(question: Question): Promise<readonly Placement[]>
  /** Resolves when the archive's bytes up to `end` can be read. */
  arrive(end: number): Promise<void>
}

/**
 * Unpacks a tar.gz in one pass, asking for each entry where it goes before it is written; returns the SHA-256 of each
 * file and of the archive.
 *
 * @throws ARCHIVE_INVALID, ARCHIVE_UNSAFE, FILE_CHANGED when the tree is disturbed
 */
export async function untar(job: UntarJob, { ask, arrive }: UntarHelp): Promise<JobResults['untar']> {
  const { fd, what, archiveBytes } = job
  const archive = createHash('sha256')
  const headBytes = Math.min(archiveBytes, frameHeadBytes)
  await arrive(headBytes)
  const head = readRange(fd, 0, headBytes, what)
  const frame = readFrame(head, archiveBytes, what)
  archive.update(head.subarray(0, frame.start))
  let read = frame.start
  let sum = 0
  let size = 0
  const reader = new TarReader(what)
  const files = new FileWriter(new TreeWriter(job.root))
  try {
    const pieces = inflateRange({ fd, ...frame, what, arrive }, (packed) => {
      archive.update(packed)
      read += packed.length
    })
    for await (const piece of pieces) {
      sum = crc32(piece, sum)
      size += piece.length
      const parts = reader.push(piece)
      const headers = parts.flatMap((part) => (part.kind === 'entry' ? [part.header] : []))
      files.take(parts, headers.length === 0 ? [] : await ask({ headers, read }))
    }
    reader.end()
  } finally {
    files.close()
  }
  await arrive(archiveBytes)
  const end = readRange(fd, frame.end, archiveBytes - frame.end, what)
  const trailer = readTrailer(end)
  if (sum !== trailer.crc32 || size % 2 ** 32 !== trailer.size) throw damaged(what, 'its checksum is wrong')
  archive.update(end)
  return { files: files.sums, archive: archive.digest('hex') }
}

/** Writes and hashes the files as their pieces come. */
class FileWriter {
  readonly sums: string[] = []
  readonly #tree: TreeWriter
  #current: { output: OpenFile | null; readonly sha256: ReturnType<typeof createHash>; left: number } | null = null

  constructor(tree: TreeWriter) {
    this.#tree = tree
  }

  /** @param placements one for each entry among the parts */
  take(parts: readonly TarPart[], placements: readonly Placement[]): void {
    let entries = 0
    for (const [index, part] of parts.entries()) {
      if (part.kind === 'data') {
        this.#write(part.bytes)
        continue
      }
      const placement = placements[entries++]
      if (!placement) throw new Error('an entry without a place')
      this.#tree.makeDirs(placement.dirs)
      if (part.header.kind === 'file') this.#begin(part.header, placement, parts[index + 1])
    }
  }

  close(): void {
    this.#current?.output?.close()
    this.#current = null
  }

  #begin({ size }: TarHeader, { target, mode }: Placement, next: TarPart | undefined): void {
    const whole = size === 0 ? Buffer.alloc(0) : next?.kind === 'data' && next.bytes.length === size ? next.bytes : null
    if (whole === null) {
      const output = target === null ? null : this.#tree.open(target, mode)
      this.#current = { output, sha256: createHash('sha256'), left: size }
      return
    }
    if (target !== null) this.#tree.write(target, mode, whole)
    this.sums.push(hash('sha256', whole, 'hex'))
  }

  #write(bytes: Buffer): void {
    const file = this.#current
    // the data of a file that was written as a whole
    if (file === null) return
    file.sha256.update(bytes)
    file.output?.write(bytes)
    file.left -= bytes.length
    if (file.left > 0) return
    this.close()
    this.sums.push(file.sha256.digest('hex'))
  }
}
