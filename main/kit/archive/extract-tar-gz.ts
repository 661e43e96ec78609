import { throwIfCancelled, toFailure } from '../failure'
import { damaged, quote, unsafe } from './archive-failure'
import { archiveLimits } from './archive-limits'
import { cancelWith } from './cancel-with'
import { makeDestination, withFreeSpace } from './destination'
import { type NameRules, NameSet, nameProblem } from './entry-name'
import { type ExtractProgress, extractProgress } from './extract-progress'
import type { Placement, Question, TarHeader } from './extract-protocol'
import type { Extracted, ExtractedEntry, ExtractOptions } from './extract-zip'
import { TreePlan } from './tree-plan'
import { WorkerPool } from './worker-pool'

export type ExtractTarGzOptions = ExtractOptions

export interface ExtractedTarGz extends Extracted {
  /** SHA-256 of the archive file, hexadecimal: of exactly the bytes that were unpacked. */
  readonly sha256: string
}

/**
 * Unpacks a tar.gz into a fresh folder in one pass, hashing every file and the archive on the way. Only regular files
 * and folders are accepted (see TarReader), one gzip member, and names as in a zip with letters of every script (Go's
 * own test data has some). Each name is judged before its file is written. Folders are made as files need them.
 *
 * The archive is trusted only when the returned `sha256` is the one wanted: compare before the tree is used.
 * `total` in the progress is a guess from the bytes read. On failure as {@link extractZip}.
 *
 * @throws ARCHIVE_INVALID, ARCHIVE_UNSAFE, DISK_FULL, PERMISSION_DENIED, FILE_CHANGED, CANCELLED
 */
export async function* extractTarGz(options: ExtractTarGzOptions): AsyncGenerator<ExtractProgress, ExtractedTarGz> {
  const { archive, workerUrl, what, destination, signal } = options
  throwIfCancelled(signal)
  const { pool = new WorkerPool({ workerUrl, workers: 1 }) } = options
  const letGo = cancelWith(signal, archive, pool)
  const intake = new TarIntake(options)
  try {
    const { file, size } = await archive.opened()
    if (size > intake.limits.archiveBytes) throw unsafe(what, `${size} bytes, more than ${intake.limits.archiveBytes}`)
    const root = await makeDestination(destination, 0)
    yield { kind: 'extract', files: 0, total: 0 }
    const work = pool.run(
      { kind: 'untar', what, fd: file.fd, archiveBytes: size, root },
      { answer: intake.answer, arrive: (end) => archive.readyFromStart(end) },
    )
    const sums = yield* extractProgress(work, () => intake.progress(size))
    return { ...intake.result(sums.files), sha256: sums.archive }
  } catch (error) {
    throw await withFreeSpace(toFailure(error), destination, intake.bytes)
  } finally {
    letGo()
    await pool.close()
  }
}

/** Judges the entries as they come, and decides where they go. */
class TarIntake {
  readonly limits: typeof archiveLimits
  bytes = 0
  readonly #options: ExtractTarGzOptions
  readonly #nameRules: NameRules
  readonly #names = new NameSet()
  readonly #tree: TreePlan
  readonly #files: Omit<ExtractedEntry, 'sha256'>[] = []
  #entries = 0
  #written = 0
  #writtenBytes = 0
  #read = 0

  constructor(options: ExtractTarGzOptions) {
    this.#options = options
    this.limits = { ...archiveLimits, ...options.limits }
    const { nameBytes } = this.limits
    const rules = { letters: 'letters', shortNames: process.platform === 'win32', maxBytes: nameBytes } as const
    this.#nameRules = { ...rules, maxBytes: nameBytes - Buffer.byteLength(options.prefix) }
    this.#tree = new TreePlan(options.what, options, rules)
  }

  readonly answer = (question: Question): Placement[] => {
    this.#read = question.read
    return question.headers.map((header) => this.#place(header))
  }

  progress(archiveBytes: number): { files: number; total: number } {
    const files = this.#files.length
    return { files, total: Math.max(files, Math.round((files * archiveBytes) / Math.max(1, this.#read))) }
  }

  /** @throws ARCHIVE_INVALID when there was nothing */
  result(sums: readonly string[]): Extracted {
    if (this.#files.length === 0) throw damaged(this.#options.what, 'it holds nothing')
    const entries = this.#files.map((file, index) => ({ ...file, sha256: sums[index] ?? '' }))
    return { entries, files: this.#written, bytes: this.#writtenBytes }
  }

  #place({ kind, name, size }: TarHeader): Placement {
    const { what } = this.#options
    this.#entries += 1
    if (this.#entries > this.limits.entries) throw unsafe(what, `more than ${this.limits.entries} entries`)
    this.bytes += size
    if (this.bytes > this.limits.bytes) throw unsafe(what, `it unpacks to more than ${this.limits.bytes} bytes`)
    const path = this.#pathOf(kind, name)
    if (kind === 'dir') return { target: null, mode: 0, dirs: [] }
    this.#files.push({ name, size })
    const placed = this.#tree.place(path)
    if (placed.target !== null) {
      this.#written += 1
      this.#writtenBytes += size
    }
    return { ...placed, dirs: this.#tree.takeDirs() }
  }

  /** The path without the prefix; empty for the folder that is the prefix itself. */
  #pathOf(kind: 'file' | 'dir', name: string): string {
    const { what, prefix } = this.#options
    const whole = kind === 'dir' && !name.endsWith('/') ? `${name}/` : name
    if (!whole.startsWith(prefix)) throw unsafe(what, `a name outside ${prefix}: ${quote(name)}`)
    if (whole === prefix && kind === 'dir') return ''
    const path = whole.slice(prefix.length, kind === 'dir' ? -1 : undefined)
    const wrong = nameProblem(path, this.#nameRules) ?? this.#names.add(path, kind)
    if (wrong !== null) throw unsafe(what, wrong)
    return path
  }
}
