import type { Arrival } from '../arrival'
import { throwIfCancelled, toFailure } from '../failure'
import { type ArchiveLimits, archiveLimits } from './archive-limits'
import { Breather } from './breather'
import { cancelWith } from './cancel-with'
import { makeDestination, withFreeSpace } from './destination'
import { type ExtractProgress, extractProgress } from './extract-progress'
import type { JobResults } from './extract-protocol'
import { type EntryColumns, entryAt, type Place, slabBytes, sliceEntries } from './extract-protocol'
import { type Placing, TreePlan } from './tree-plan'
import { WorkerPool } from './worker-pool'
import { readZipEnd, type ZipRules } from './zip-directory'

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
 * `readZipDirectory` and `locateData`) and what is written are the same bytes, read once from one opened file.
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
    const { file, size } = await archive.opened()
    const { what, prefix, letters, goMod, shortNames, limits } = options
    const rules = { what, prefix, letters, goMod, shortNames, limits }
    const end = await readZipEnd({ fd: file.fd, size, ready: (range) => archive.ready(range) }, rules)
    if (end.count > batchFiles) pool.startAll()
    const directory = await pool.run({ kind: 'directory', fd: file.fd, end, rules })
    return yield* unpack(file.fd, directory, options, pool)
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
  { entries, files }: JobResults['directory'],
  options: ExtractZipOptions,
  pool: WorkerPool,
): AsyncGenerator<ExtractProgress, Extracted> {
  const { places, dirs } = await plan(entries.names, options)
  const sizes = entries.names.map((_, index) => entryAt(entries, index).size)
  const isWritten = (index: number): boolean => places[index]?.target !== null
  const bytes = sizes.reduce((sum, size, index) => (isWritten(index) ? sum + size : sum), 0)
  const { archive, destination, what } = options
  try {
    const root = await makeDestination(destination, bytes)
    await pool.run({ kind: 'dirs', root, dirs })
    let done = 0
    yield { kind: 'extract', files: 0, total: files }
    const sums: string[] = []
    const work = batchesOf(entries).map(async ({ from, to }) => {
      const batch = sliceEntries(entries, from, to)
      await archive.ready({ start: entryAt(batch, 0).offset, end: entryAt(batch, to - from - 1).end })
      const part = await pool.run({ kind: 'unzip', what, fd, root, entries: batch, places: places.slice(from, to) })
      for (const [index, sum] of part.entries()) sums[from + index] = sum
      done += batch.names.filter((name) => !name.endsWith('/')).length
    })
    yield* extractProgress(Promise.all(work), () => ({ files: done, total: files }))
    return {
      entries: entries.names.map((name, index) => ({ name, size: sizes[index] ?? 0, sha256: sums[index] ?? '' })),
      files: places.filter(({ target }) => target !== null).length,
      bytes,
    }
  } catch (error) {
    throw await withFreeSpace(toFailure(error), destination, bytes)
  }
}

const nowhere: Place = { target: null, mode: 0 }

/** Decides where each file goes, and which folders that needs. An archive's own folders are checked and hashed only. */
async function plan(
  names: readonly string[],
  options: ExtractZipOptions,
): Promise<{ dirs: readonly string[]; places: readonly Place[] }> {
  const tree = new TreePlan(options.what, options, {
    letters: options.letters ?? 'ascii',
    shortNames: options.shortNames ?? process.platform === 'win32',
    maxBytes: options.limits?.nameBytes ?? archiveLimits.nameBytes,
  })
  const places: Place[] = []
  const breather = new Breather(options.signal)
  for (const name of names) {
    places.push(name.endsWith('/') ? nowhere : tree.place(name.slice(options.prefix.length)))
    if (breather.isDue) await breather.breathe()
  }
  return { dirs: tree.takeDirs(), places }
}

/** Entries from `from` up to, and without, `to`. */
interface Batch {
  readonly from: number
  to: number
}

/** Cuts the entries into batches of neighbours. Large files make a batch of their own, and come first: they take longest. */
function batchesOf(entries: EntryColumns): Batch[] {
  const large: (Batch & { readonly size: number })[] = []
  const batches: Batch[] = []
  let batch: Batch | null = null
  let bytes = 0
  for (let index = 0; index < entries.names.length; index++) {
    const { size, offset, end } = entryAt(entries, index)
    if (Math.max(size, end - offset) > slabBytes / 2) {
      large.push({ from: index, to: index + 1, size })
      batch = null
      continue
    }
    if (!batch || batch.to - batch.from === batchFiles || bytes + size > batchBytes) {
      batch = { from: index, to: index }
      bytes = 0
      batches.push(batch)
    }
    batch.to = index + 1
    bytes += size
  }
  return [...large.sort((a, b) => b.size - a.size), ...batches]
}
