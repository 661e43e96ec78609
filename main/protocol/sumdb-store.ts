import { hash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import {
  hashSize,
  openNote,
  parseTreeHead,
  type Tile,
  type TreeHead,
  tilePath,
  tileWidth,
  type VerifierKey,
} from '../golang'
import {
  type Clock,
  Failure,
  hasErrno,
  type Logger,
  namesIn,
  readIfExists,
  redact,
  renameWithRetry,
  withLock,
  writeAtomic,
} from '../kit'

/** A tree head with the signed note that it came in. */
export interface SignedHead extends TreeHead {
  readonly note: Buffer
}

/** Two heads signed by the database, of which the newer does not continue the older. */
export interface Fork {
  readonly older: SignedHead
  readonly newer: SignedHead
  /** What the older one's root would have to be in the newer one's tree. */
  readonly computed: Buffer
  /** The tiles from which it was computed, by path; empty when both heads are of one size. */
  readonly tiles: ReadonlyMap<string, Buffer>
  /** Where the fork was seen. */
  readonly base: string
}

/** What is kept of a checksum database between runs: the newest head seen, proven tiles, records, and forks. */
export interface SumdbStore {
  head(): Promise<SignedHead | null>
  /** Replaces the head if it is still `from`; false when another process was faster. */
  advance(from: SignedHead | null, to: SignedHead): Promise<boolean>
  tile(size: number, tile: Tile): Promise<Buffer | null>
  keepTiles(size: number, tiles: ReadonlyMap<string, Buffer>): Promise<void>
  record(module: string, version: string): Promise<{ path: string; bytes: Buffer } | null>
  keepRecord(module: string, version: string, bytes: Buffer): Promise<void>
  /** @throws SUMDB_FORK while a fork that was seen stands */
  refuseForked(): Promise<void>
  /** Writes the evidence down and returns SUMDB_FORK. */
  keepFork(fork: Fork): Promise<Failure>
}

const forkSchema = z.object({
  base: z.string(),
  older: z.object({ size: z.number() }),
  newer: z.object({ size: z.number() }),
})

/** Opens what is kept of the database with this key below `dir`; each database has a folder of its own. */
export function openSumdbStore(
  dir: string,
  key: VerifierKey,
  { clock, log }: { clock: Clock; log: Logger },
): SumdbStore {
  const root = join(dir, `${encodeURIComponent(key.name)}+${key.keyHash}`)
  const latest = join(root, 'latest')
  const forks = join(root, 'forks')
  const edges = join(root, 'edge')
  // Tiles that are not full belong to one size of tree and are dropped with it; full ones never change.
  const pathOf = (size: number, path: string): string =>
    path.includes('.p/') ? join(edges, String(size), path.replaceAll('/', '-')) : join(root, path)

  const head = async (): Promise<SignedHead | null> => {
    const note = await readIfExists(latest)
    if (note === null) return null
    const opened = openNote(note, key)
    const tree = opened.kind === 'verified' ? parseTreeHead(opened.text) : null
    if (tree) return { ...tree, note }
    const kept = `${latest}.corrupt-${clock.now().getTime()}`
    try {
      await renameWithRetry(latest, kept)
      log.warn({ path: latest, kept, found: opened.kind }, 'the stored head of the database was damaged; set aside')
    } catch (error) {
      // another process was faster
      if (!hasErrno(error, 'ENOENT')) throw error
    }
    return null
  }

  return {
    head,
    advance: (from, to) =>
      withLock(join(root, 'lock'), 'the checksum database', { wait: 10_000, clock }, async () => {
        const now = await readIfExists(latest)
        if (from === null ? now !== null : !now?.equals(from.note)) return false
        await writeAtomic(latest, to.note, { mode: 0o600 })
        await dropEdges(edges, to.size)
        return true
      }),
    async tile(size, tile) {
      const length = tile.width * hashSize
      const own = await readIfExists(pathOf(size, tilePath(tile)))
      if (own?.length === length) return own
      const full = await readIfExists(pathOf(size, tilePath({ ...tile, width: tileWidth })))
      return full?.length === tileWidth * hashSize ? full.subarray(0, length) : null
    },
    async keepTiles(size, tiles) {
      for (const [path, data] of tiles) await writeCache(pathOf(size, path), data, log)
    },
    async record(module, version) {
      const path = recordPath(root, module, version)
      const bytes = await readIfExists(path)
      return bytes && { path, bytes }
    },
    keepRecord: (module, version, bytes) => writeCache(recordPath(root, module, version), bytes, log),
    async refuseForked() {
      const [name] = await namesIn(forks)
      if (name !== undefined) throw await standingFork(join(forks, name))
    },
    async keepFork(fork) {
      const tag = hash('sha256', Buffer.concat([fork.older.note, fork.newer.note]), 'hex').slice(0, 8)
      const path = join(forks, `${fork.older.size}-${fork.newer.size}-${tag}.json`)
      await writeAtomic(path, Buffer.from(`${JSON.stringify(evidenceOf(fork, key, clock), null, 2)}\n`), {
        mode: 0o600,
      })
      log.error({ path, base: fork.base }, 'SECURITY: the checksum database shows two histories')
      return forkFailure(path, fork.base, fork.older.size, fork.newer.size)
    },
  }
}

function evidenceOf({ base, older, newer, computed, tiles }: Fork, key: VerifierKey, clock: Clock): object {
  const written = ({ size, hash: root, note }: SignedHead): object => ({
    size,
    hash: root.toString('base64'),
    note: note.toString(),
  })
  return {
    seen: clock.now().toISOString(),
    base: redact(base),
    key: key.encoded,
    older: written(older),
    newer: written(newer),
    computedHashOfOlderInNewer: computed.toString('base64'),
    tilesOfNewer: Object.fromEntries(Array.from(tiles, ([path, data]) => [path, data.toString('base64')])),
  }
}

// Whatever a file in that folder says, there it is: only a person takes it away.
async function standingFork(path: string): Promise<Failure> {
  const found = forkSchema.safeParse(parseJson(await readIfExists(path)))
  if (!found.success) return forkFailure(path, '?', 0, 0)
  return forkFailure(path, found.data.base, found.data.older.size, found.data.newer.size)
}

function forkFailure(path: string, base: string, oldSize: number, newSize: number): Failure {
  const host = URL.canParse(base) ? new URL(base).host : base
  const message = `the checksum database at ${base} shows two histories, of ${oldSize} and ${newSize} records; see ${path}`
  return new Failure('SUMDB_FORK', message, { host, oldSize, newSize, path })
}

function parseJson(bytes: Buffer | null): unknown {
  try {
    return JSON.parse(bytes?.toString() ?? 'null')
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function recordPath(root: string, module: string, version: string): string {
  return join(root, 'record', hash('sha256', `${module}@${version}`, 'hex').slice(0, 32))
}

async function dropEdges(edges: string, except: number): Promise<void> {
  for (const name of await namesIn(edges)) {
    if (name !== String(except)) await rm(join(edges, name), { recursive: true, force: true })
  }
}

// All of it is proven again when it is read: a torn file heals itself, and a disk that is full only costs time.
async function writeCache(path: string, bytes: Buffer, log: Logger): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(path, bytes, { mode: 0o600 })
  } catch (error) {
    log.warn({ path, err: error }, 'could not keep a part of the checksum database')
  }
}
