import type { Arrival } from '../arrival'
import { throwIfCancelled, toFailure } from '../failure'
import { type ArchiveLimits, archiveLimits } from './archive-limits'
import { Breather } from './breather'
import { cancelWith } from './cancel-with'
import { makeDestination, withFreeSpace } from './destination'
import { type ExtractProgress, extractProgress } from './extract-progress'
import { packFiles, type UnzipFile } from './extract-protocol'
import { type Placing, TreePlan } from './tree-plan'
import { wholeBytes } from './unzip-job'
import { WorkerPool } from './worker-pool'
import { readZipDirectory, type ZipDirectory, type ZipRules } from './zip-directory'

export interface ExtractOptions extends Placing {
  /** The archive, whole or still on its way: what has come is unpacked while the rest comes. */
  readonly archive: Arrival
  /** A folder that is not there yet; its parent is. */
  readonly destination: string
  /** The built extract-worker (`World.extractWorker`). */
  readonly workerUrl: URL
  /** Threads started beforehand, instead of new ones. They end with the work all the same. */
  readonly pool?: WorkerPool | undefined
  /** What the archive is, for failures: `go1.27.4.linux-amd64`. */
  readonly what: string
  /** What every name in the archive must begin with; ends in a slash. */
  readonly prefix: string
  readonly limits?: Partial<ArchiveLimits>
  readonly signal?: AbortSignal | undefined
}

export interface ExtractZipOptions extends ExtractOptions, Pick<ZipRules, 'letters' | 'goMod' | 'shortNames'> {
  /** Worker threads; 2 when not given. */
  readonly workers?: number
}

export interface ExtractedEntry {
  /** The whole name, as in the archive. */
  readonly name: string
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string
  /** Bytes. */
  readonly size: number
}

export interface Extracted {
  /** Every entry of the archive, those left out included, in the archive's order; of a zip its folders too (as hashed by h1). */
  readonly entries: readonly ExtractedEntry[]
  /** What was written. */
  readonly files: number
  readonly bytes: number
}

/** A worker's portion: long enough to be worth a message, short enough to share the work and show progress. */
const batchBytes = 2 * 1024 * 1024
const batchFiles = 128

/**
 * Unpacks a zip into a fresh folder and hashes every file on the way: what is hashed, what was checked (see
 * {@link readZipDirectory} and `locateData`) and what is written are the same bytes, read once from one opened file.
 * Nothing is written before the whole directory is checked, and nothing of a batch of neighbours before all their local
 * headers are; types, modes and owners in it count for nothing. Folders are made as files need them, 0755.
 *
 * Of an archive that is still on its way the end, which holds the directory, has to come first for this to gain time.
 *
 * When it fails or is cancelled all threads have ended, and what was written is in the destination for the caller to
 * remove.
 *
 * @throws ARCHIVE_INVALID, ARCHIVE_UNSAFE, DISK_FULL, PERMISSION_DENIED, FILE_CHANGED when the destination exists or
 * somebody else touches it, CANCELLED, and what the archive's arrival failed with
 */
export async function* extractZip(options: ExtractZipOptions): AsyncGenerator<ExtractProgress, Extracted> {
  const { archive, workerUrl, workers = 2, signal } = options
  throwIfCancelled(signal)
  // threads take a while to start: they do so while the directory is read
  const { pool = new WorkerPool({ workerUrl, workers }) } = options
  const letGo = cancelWith(signal, archive, pool)
  try {
    const opened = await archive.opened()
    const directory = await readZipDirectory({ ...opened, ready: (range) => archive.ready(range) }, options)
    return yield* unpack(opened.file.fd, directory, options, pool)
  } catch (error) {
    throw toFailure(error)
  } finally {
    letGo()
    // the archive's descriptor is closed after this: its number must not come to mean another while a thread reads
    await pool.close()
  }
}

async function* unpack(
  fd: number,
  directory: ZipDirectory,
  options: ExtractZipOptions,
  pool: WorkerPool,
): AsyncGenerator<ExtractProgress, Extracted> {
  const { dirs, files } = await plan(directory, options)
  const written = files.filter(({ target }) => target !== null)
  const bytes = written.reduce((sum, { size }) => sum + size, 0)
  const { archive, destination, what } = options
  const total = directory.files
  try {
    const root = await makeDestination(destination, bytes)
    await pool.run({ kind: 'dirs', root, dirs })
    let done = 0
    yield { kind: 'extract', files: 0, total }
    const work = batchesOf(files).map(async (batch) => {
      await archive.ready({ start: batch[0]?.offset ?? 0, end: batch.at(-1)?.end ?? 0 })
      const sums = await pool.run({ kind: 'unzip', what, fd, root, files: packFiles(batch) })
      done += batch.filter(({ name }) => !name.endsWith('/')).length
      return batch.map(({ name }, index) => [name, sums[index] ?? ''] as const)
    })
    const sums = yield* extractProgress(Promise.all(work), () => ({ files: done, total }))
    const sumOf = new Map(sums.flat())
    const entries = directory.entries.map(({ name, size }) => ({ name, size, sha256: sumOf.get(name) ?? '' }))
    return { entries, files: written.length, bytes }
  } catch (error) {
    throw await withFreeSpace(toFailure(error), destination, bytes)
  }
}

const leftOut = { target: null, mode: 0 }

/** Decides where each file goes, and which folders that needs. An archive's own folders are checked and hashed only. */
async function plan(
  directory: ZipDirectory,
  options: ExtractZipOptions,
): Promise<{ dirs: readonly string[]; files: readonly UnzipFile[] }> {
  const tree = new TreePlan(options.what, options, {
    letters: options.letters ?? 'ascii',
    shortNames: options.shortNames ?? process.platform === 'win32',
    maxBytes: options.limits?.nameBytes ?? archiveLimits.nameBytes,
  })
  const files: UnzipFile[] = []
  const breather = new Breather(options.signal)
  for (const entry of directory.entries) {
    const { target, mode } = entry.kind === 'file' ? tree.place(entry.path) : leftOut
    const { name, flags, deflated, crc32, size, packed, offset, end } = entry
    files.push({ name, flags, deflated, crc32, size, packed, offset, end, target, mode })
    if (breather.isDue) await breather.breathe()
  }
  return { dirs: tree.takeDirs(), files }
}

/** Cuts the files into batches of neighbours. Large files make a batch of their own, and come first: they take longest. */
function batchesOf(files: readonly UnzipFile[]): UnzipFile[][] {
  const large: UnzipFile[][] = []
  const batches: UnzipFile[][] = []
  let batch: UnzipFile[] = []
  let bytes = 0
  for (const file of files) {
    if (Math.max(file.size, file.end - file.offset) > wholeBytes / 2) {
      large.push([file])
      continue
    }
    const last = batch.at(-1)
    // a large file left out between two neighbours would be read with them
    const apart = last !== undefined && last.end !== file.offset
    if (batch.length === 0 || batch.length === batchFiles || bytes + file.size > batchBytes || apart) {
      batch = []
      bytes = 0
      batches.push(batch)
    }
    batch.push(file)
    bytes += file.size
  }
  return [...large.sort((a, b) => (b[0]?.size ?? 0) - (a[0]?.size ?? 0)), ...batches]
}
