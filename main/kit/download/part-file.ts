import { createHash } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Arrival } from '../arrival'
import { Failure, hasErrno } from '../failure'
import { readIfExists, renameWithRetry } from '../files'
import { mergeRanges, type Range, sizeOfRanges } from './ranges'

const stateSchema = z.object({
  version: z.literal(1),
  /** Digests, because addresses may hold secrets. Two addresses of the same identity give the same bytes. */
  identity: z.string(),
  url: z.string(),
  total: z.int().nonnegative().nullable(),
  /** A strong ETag of `url`. */
  validator: z.string().nullable(),
  done: z.array(z.object({ start: z.int().nonnegative(), end: z.int().nonnegative() })),
})
type PartState = z.infer<typeof stateSchema>

const digest = (value: string): string => createHash('sha256').update(value).digest('hex')
const partOf = (path: string): string => `${path}.part`
const stateOf = (path: string): string => `${path}.part.json`

/** Removes a downloaded file and all that is left of an unfinished one. */
export async function discardDownload(path: string): Promise<void> {
  for (const file of [path, stateOf(path), partOf(path)]) await fs.rm(file, { force: true })
}

/** What is wanted: at `url`; bytes kept from another address count if that had the same identity. */
export interface Wanted {
  readonly identity: string
  readonly url: string
  readonly expectedSize: number | null
  /** Told what comes, for a reader that does not wait for the end. */
  readonly arrival?: Arrival | undefined
}

/** Opens what is there of `path`, if it is of this identity and fits `expectedSize`, else starts anew. */
export async function openPart(path: string, wanted: Wanted): Promise<PartFile> {
  await fs.mkdir(dirname(path), { recursive: true })
  const kept = await readState(path)
  const fits =
    kept !== null && kept.identity === digest(wanted.identity) && (wanted.expectedSize ?? kept.total) === kept.total
  if (!fits) await discardDownload(path)
  const bytes = await fs.open(partOf(path), fits ? 'r+' : 'wx+', 0o600)
  try {
    const state = await fs.open(stateOf(path), fits ? 'r+' : 'wx+', 0o600)
    try {
      const { size } = await state.stat()
      return new PartFile(path, bytes, state, size, wanted, fits ? kept : null)
    } catch (error) {
      await state.close()
      throw error
    }
  } catch (error) {
    await bytes.close()
    throw error
  }
}

/** The state, or null when it is missing, damaged, or does not fit the bytes that are there. */
async function readState(path: string): Promise<PartState | null> {
  const bytes = await readIfExists(stateOf(path))
  if (bytes === null) return null
  const state = stateSchema.safeParse(parseJson(bytes.toString('utf8'))).data
  if (state === undefined) return null
  const stat = await fs.lstat(partOf(path)).catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT')) return null
    throw error
  })
  if (!stat?.isFile() || stat.size > (state.total ?? Number.POSITIVE_INFINITY)) return null
  const furthest = Math.max(0, ...state.done.map(({ end }) => end))
  return furthest > stat.size || state.done.some(({ start, end }) => start > end) ? null : state
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/**
 * What has come of a file so far: `<path>.part`, and `<path>.part.json` saying which bytes of it are there. The state is
 * written after the bytes, so that after a crash it claims too little rather than too much; a power cut may still leave
 * holes, therefore whoever uses the file hashes it whole.
 */
export class PartFile {
  total: number | null
  /** A strong ETag of the file at this address. */
  validator: string | null
  private readonly parts: { start: number; end: number }[]
  private saving: Promise<void> = Promise.resolve()
  private savedAt = 0
  private hasKept: boolean

  constructor(
    readonly path: string,
    private readonly bytes: fs.FileHandle,
    private readonly state: fs.FileHandle,
    private stateSize: number,
    private readonly wanted: Wanted,
    kept: PartState | null,
  ) {
    this.total = wanted.expectedSize ?? kept?.total ?? null
    // An ETag means nothing to another server
    this.validator = kept?.url === digest(wanted.url) ? kept.validator : null
    this.parts = mergeRanges(kept?.done ?? []).map((range) => ({ ...range }))
    this.hasKept = this.parts.length > 0
  }

  /** True when not all bytes came in one answer of this run, so that they may not belong together. */
  get assembled(): boolean {
    return this.hasKept || this.parts.filter(({ start, end }) => end > start).length > 1
  }

  done(): Range[] {
    return mergeRanges(this.parts)
  }

  received(): number {
    return sizeOfRanges(this.parts)
  }

  /**
   * A function that writes the bytes from `start` on, piece after piece; one for each range that is fetched.
   *
   * @throws DISK_FULL; what was written stays
   */
  writerFrom(start: number): (piece: Uint8Array) => Promise<void> {
    const part = { start, end: start }
    this.parts.push(part)
    return async (piece) => {
      await this.guardSpace(async () => {
        for (let at = 0; at < piece.length; ) {
          const { bytesWritten } = await this.bytes.write(piece, at, piece.length - at, part.end)
          at += bytesWritten
          part.end += bytesWritten
        }
        this.wanted.arrival?.moved()
      }, piece.length)
    }
  }

  /** Lets the reader in; the size is known. */
  async announce(): Promise<void> {
    if (this.total !== null) await this.wanted.arrival?.open(partOf(this.path), this.total, () => this.done())
  }

  /** Forgets all bytes. */
  async restart(): Promise<void> {
    this.parts.length = 0
    this.hasKept = false
    this.total = this.wanted.expectedSize
    this.validator = null
    this.wanted.arrival?.restart()
    await this.save()
    await this.bytes.truncate(0)
  }

  /** Notes what is there. In place and padded to whole blocks, so that it needs no new space on a full disk. */
  save(): Promise<void> {
    const write = (): Promise<void> => this.writeState()
    this.saving = this.saving.then(write, write)
    return this.saving
  }

  /** Saves when the last time was a second ago; `now` in milliseconds of a monotonic clock. */
  async saveNowAndThen(now: number): Promise<void> {
    if (now - this.savedAt < saveInterval) return
    this.savedAt = now
    await this.save()
  }

  private async writeState(): Promise<void> {
    const identity = digest(this.wanted.identity)
    const url = digest(this.wanted.url)
    const { total, validator } = this
    const state: PartState = { version: 1, identity, url, total, validator, done: this.done() }
    const text = Buffer.from(JSON.stringify(state))
    this.stateSize = Math.max(this.stateSize, Math.ceil(text.length / blockSize) * blockSize)
    const padded = Buffer.alloc(this.stateSize, ' ')
    text.copy(padded)
    await this.guardSpace(() => this.state.write(padded, 0, padded.length, 0), padded.length)
  }

  /** @throws DISK_FULL when fewer than `needed` bytes are free where the file grows */
  async expectSpace(needed: number): Promise<void> {
    const free = await freeSpace(this.path)
    if (free < needed) throw diskFull(this.path, needed, free)
  }

  /** Gives the file its final name. The caller has checked that it is whole. */
  async finish(): Promise<void> {
    await this.close()
    await renameWithRetry(partOf(this.path), this.path)
    await fs.rm(stateOf(this.path), { force: true })
  }

  async close(): Promise<void> {
    // Whoever asked for it is told what became of it
    await this.saving.catch(() => undefined)
    try {
      await this.bytes.close()
    } finally {
      await this.state.close()
    }
  }

  private async guardSpace(write: () => Promise<unknown>, needed: number): Promise<void> {
    try {
      await write()
    } catch (error) {
      if (!hasErrno(error, 'ENOSPC', 'EDQUOT')) throw error
      throw diskFull(this.path, Math.max(needed, (this.total ?? 0) - this.received()), await freeSpace(this.path))
    }
  }
}

const blockSize = 4096
const saveInterval = 1_000

async function freeSpace(path: string): Promise<number> {
  const { bavail, bsize } = await fs.statfs(dirname(path))
  return bavail * bsize
}

function diskFull(path: string, needed: number, free: number): Failure {
  return new Failure('DISK_FULL', `${path} needs ${needed} bytes, ${free} are free`, { path, needed, free })
}
