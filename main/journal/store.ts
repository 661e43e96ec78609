import { randomBytes } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { JournalEntry } from '../../preload/contract/journal'
import { type Clock, type Logger, namesIn, type ProcessIdentity, readIfExists, writeAtomic } from '../kit'
import type { Change } from './change'

/** A journal entry as it is kept: one file each, named so that names sort by time. */
export interface StoredEntry {
  readonly version: 1
  readonly id: string
  readonly at: string
  readonly title: JournalEntry['title']
  readonly host: JournalEntry['host']
  readonly phase: JournalEntry['phase']
  readonly changes: readonly Change[]
  readonly failure: JournalEntry['failure']
  readonly undoes: readonly string[]
  /** The process that applies it. */
  readonly owner: ProcessIdentity
}

/** The journal's files. Every write is atomic and flushed: the intention is on disk before the machine is touched. */
export class JournalStore {
  readonly #dir: string
  readonly #clock: Clock
  readonly #log: Logger

  constructor(dir: string, clock: Clock, log: Logger) {
    this.#dir = dir
    this.#clock = clock
    this.#log = log
  }

  newId(): string {
    return `${this.#clock.now().toISOString().replaceAll(/[-:.]/g, '')}-${randomBytes(3).toString('hex')}`
  }

  async write(entry: StoredEntry): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 })
    // 0600: rc files may hold secrets
    await writeAtomic(join(this.#dir, `${entry.id}.json`), Buffer.from(JSON.stringify(entry)), { mode: 0o600 })
  }

  async remove(id: string): Promise<void> {
    await rm(join(this.#dir, `${id}.json`), { force: true })
  }

  async read(id: string): Promise<StoredEntry | null> {
    const path = join(this.#dir, `${id}.json`)
    const bytes = await readIfExists(path)
    if (bytes === null) return null
    const entry = parseEntry(bytes)
    if (entry === null) {
      const kept = `${path}.corrupt-${this.#clock.now().getTime()}`
      await rename(path, kept)
      this.#log.error({ path, kept }, 'a journal entry was damaged; set aside')
    }
    return entry
  }

  /** All entries, newest first. */
  async list(): Promise<StoredEntry[]> {
    const names = (await namesIn(this.#dir)).filter((name) => /^[\w-]+\.json$/.test(name))
    const entries = await Promise.all(names.map((name) => this.read(name.slice(0, -'.json'.length))))
    return entries.filter((entry) => entry !== null).sort((a, b) => (a.id < b.id ? 1 : -1))
  }
}

function parseEntry(bytes: Buffer): StoredEntry | null {
  try {
    const value = JSON.parse(bytes.toString('utf8')) as Partial<StoredEntry> | null
    const isEntry = value?.version === 1 && typeof value.id === 'string' && Array.isArray(value.changes)
    return isEntry ? (value as StoredEntry) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
