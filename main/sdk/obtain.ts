import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FailureCode } from '../../preload/contract/failure'
import type { Progress } from '../../preload/contract/journal'
import { dirHashLines, dirHashOfLines, distModeOf, installedName, modulePrefix, toolchainModule } from '../golang'
import {
  type Arrival,
  type Downloaded,
  discardDownload,
  downloadFile,
  type Extracted,
  type ExtractedEntry,
  extractTarGz,
  extractZip,
  Failure,
  removeTree,
  toFailure,
  type WorkerPool,
} from '../kit'
import type { Candidate } from '../releases'
import type { Parts } from './parts'
import type { ToolchainTree, TreeFile } from './toolchain-tree'
import { unpackWhileItComes } from './unpack-while-it-comes'

type ModuleCandidate = Extract<Candidate, { kind: 'module' }>
type ArchiveCandidate = Extract<Candidate, { kind: 'archive' }>

/** What is to come of a candidate: a tree at `destination`, or with null only the hashes of its files. */
export interface Wanted {
  readonly version: string
  /** A folder that is not there yet; its parent is. */
  readonly destination: string
  /** False: nothing is written, files are only checked and hashed. */
  readonly unpack: boolean
  readonly signal: AbortSignal | undefined
  /** Threads started beforehand, for the first archive that is unpacked. */
  readonly warm?: WarmPool
}

/** Threads that wait for work; whoever takes them sees to their end. */
export interface WarmPool {
  pool: WorkerPool | undefined
}

function takePool({ warm }: Wanted): WorkerPool | undefined {
  const pool = warm?.pool
  if (warm) warm.pool = undefined
  return pool
}

/** Ranges fetched side by side: on far-away servers one connection is slow. */
const connections = 4
/** A zip's directory stands at its end; the largest release's has 1.7 MB. */
const directoryBytes = 2 * 1024 * 1024
/** The largest release is 132 MB. */
const maxSize = 500 * 1024 * 1024

/** Failures that say: these bytes are not what they should be. */
const wrongBytes = new Set<FailureCode>(['CHECKSUM_MISMATCH', 'ARCHIVE_INVALID', 'ARCHIVE_UNSAFE'])
/** Failures that say: nobody vouches for what this address gives. */
const unproven = new Set<FailureCode>(['SUMDB_FORK', 'SUMDB_MISSING', 'SUMDB_PROOF', 'SUMDB_SIGNATURE'])

/**
 * Downloads a toolchain module's zip and unpacks it as the tree of an official distribution: modes by the distribution's
 * own rule, go.mod under its name. The hash of the very bytes that were written must be `h1`, which may come meanwhile;
 * should it fail the rest is given up.
 *
 * @throws CHECKSUM_MISMATCH, and what download, unpacking and `h1` throw; the destination is gone then
 */
export async function* obtainModule(
  parts: Parts,
  candidate: ModuleCandidate,
  wanted: Wanted & { readonly h1: Promise<string> },
): AsyncGenerator<Progress, ToolchainTree> {
  const { version, destination, h1 } = wanted
  let sums = ''
  const module = toolchainModule(version, parts.world.platform)
  const prefix = modulePrefix(module)
  const what = `${version}.${parts.world.platform.os}-${parts.world.platform.arch}`
  const entries = yield* obtain(parts, candidate, wanted, {
    file: `${module.version}.zip`,
    url: candidate.zipUrl,
    // whoever serves it, there is but one of this name in the checksum database
    identity: `${module.path}@${module.version}`,
    magic: 'zip',
    against: 'archive',
    proof: h1,
    unpack: (archive, signal) =>
      extractZip({
        archive,
        pool: takePool(wanted),
        destination,
        workerUrl: parts.world.extractWorker,
        what,
        prefix,
        modeOf: distModeOf,
        rename: wanted.unpack ? installedName : () => null,
        signal,
      }),
    async check({ entries }) {
      sums = dirHashLines(entries, what)
      const actual = dirHashOfLines(sums)
      const expected = await h1
      if (actual !== expected) throw mismatch(what, expected, actual)
    },
  })
  return { h1: await h1, sums, files: entries.filter(({ name }) => !name.endsWith('/')).length }
}

/**
 * Downloads an official archive and unpacks it. Its SHA-256 must be the one that the release index gives.
 *
 * @throws as {@link obtainModule}
 */
export async function* obtainArchive(
  parts: Parts,
  candidate: ArchiveCandidate,
  wanted: Wanted,
): AsyncGenerator<Progress, readonly TreeFile[]> {
  const file = basename(new URL(candidate.url).pathname)
  const isZip = file.endsWith('.zip')
  const options = {
    destination: wanted.destination,
    workerUrl: parts.world.extractWorker,
    what: file,
    prefix: 'go/',
    modeOf: distModeOf,
  }
  const entries = yield* obtain(parts, candidate, wanted, {
    file,
    url: candidate.url,
    identity: candidate.sha256,
    magic: isZip ? 'zip' : 'gzip',
    against: 'index',
    proof: Promise.resolve(),
    async *unpack(archive, signal) {
      const job = { ...options, archive, signal, pool: takePool(wanted) }
      if (!isZip) return yield* extractTarGz(job)
      const unpacked = yield* extractZip({ ...job, letters: 'letters', goMod: 'anywhere' })
      return { ...unpacked, sha256: await sha256Of(archive, signal) }
    },
    async check({ sha256 }) {
      if (sha256 !== candidate.sha256) throw mismatch(file, candidate.sha256, sha256)
    },
  })
  return filesOf(entries, 'go/')
}

interface Recipe<Result extends Extracted> {
  readonly file: string
  readonly url: string
  readonly identity: string
  readonly magic: 'zip' | 'gzip'
  /** What `check` is told as. */
  readonly against: 'archive' | 'index'
  readonly proof: Promise<unknown>
  unpack(archive: Arrival, signal: AbortSignal): AsyncGenerator<Progress, Result>
  /** Compares what was unpacked with what was wanted. @throws CHECKSUM_MISMATCH */
  check(result: Result): Promise<void>
}

async function* obtain<Result extends Extracted>(
  parts: Parts,
  candidate: Candidate,
  { destination, signal }: Wanted,
  recipe: Recipe<Result>,
): AsyncGenerator<Progress, Result['entries']> {
  const { http, clock, log } = parts.world
  const path = join(parts.places.downloads, recipe.file)
  const download = (arrival: Arrival, signal: AbortSignal, connections: number) =>
    downloadFile({
      http,
      clock,
      log,
      url: recipe.url,
      source: candidate.label,
      path,
      expectedSize: candidate.size,
      maxSize,
      signal,
      magic: recipe.magic,
      lockDir: parts.places.locks,
      identity: recipe.identity,
      connections,
      tailFirst: recipe.magic === 'zip' ? directoryBytes : 0,
      arrival,
    })
  for (let isSecond = false; ; isSecond = true) {
    let mayBePatchwork = false
    try {
      const unpacked = yield* unpackWhileItComes({
        signal,
        download: (arrival, signal) =>
          measured(parts, candidate, download(arrival, signal, isSecond ? 1 : connections)),
        downloaded: async () => parts.checkpoint('install:downloaded'),
        unpack: recipe.unpack,
        proof: recipe.proof,
        discard: () => removeTree(destination),
      })
      mayBePatchwork = unpacked.resumed
      if (unpacked.kind === 'failed') throw unpacked.error
      await parts.checkpoint('install:unpacked')
      yield { kind: 'verify', what: recipe.against }
      await recipe.check(unpacked.result)
      return unpacked.result.entries
    } catch (error) {
      const failure = toFailure(error)
      await removeTree(destination)
      if (!wrongBytes.has(failure.code) && !unproven.has(failure.code)) throw failure
      await discardDownload(path)
      // pieces of several answers may merely not belong together
      if (unproven.has(failure.code) || !mayBePatchwork || isSecond) throw failure
      log.warn(
        { source: candidate.label, why: failure.message },
        'a pieced-together download is wrong; fetching it anew',
      )
    }
  }
}

/** Passes a download on, and remembers how fast the source was once a megabyte or more has come. */
async function* measured(
  { world, releases }: Parts,
  candidate: Candidate,
  download: AsyncGenerator<Progress, Downloaded>,
): AsyncGenerator<Progress, Downloaded> {
  let first: { at: number; received: number } | undefined
  let rate: number | undefined
  const result = yield* watched(download, ({ received }) => {
    const now = { at: world.clock.monotonic(), received }
    first ??= now
    const seconds = (now.at - first.at) / 1000
    if (seconds > 0 && received - first.received > 1_000_000) rate = (received - first.received) / seconds
  })
  await releases.report(candidate.sourceId, { kind: 'success', ...(rate === undefined ? {} : { rate }) })
  return result
}

type DownloadProgress = Extract<Progress, { kind: 'download' }>

async function* watched(
  download: AsyncGenerator<Progress, Downloaded>,
  watch: (progress: DownloadProgress) => void,
): AsyncGenerator<Progress, Downloaded> {
  try {
    for (let step = await download.next(); ; step = await download.next()) {
      if (step.done) return step.value
      if (step.value.kind === 'download') watch(step.value)
      yield step.value
    }
  } finally {
    // whoever stops listening stops the download; its result is nobody's then
    await download.return({ path: '', size: 0, resumed: false })
  }
}

function filesOf(entries: readonly ExtractedEntry[], prefix: string): TreeFile[] {
  return entries
    .filter(({ name }) => !name.endsWith('/'))
    .map(({ name, sha256 }) => ({ path: name.slice(prefix.length), sha256 }))
}

function mismatch(what: string, expected: string, actual: string): Failure {
  const details = { what, expected, actual }
  return new Failure('CHECKSUM_MISMATCH', `${what}: expected ${expected}, got ${actual}`, details)
}

/** SHA-256 of a whole archive, read from the very file that was unpacked. */
async function sha256Of(archive: Arrival, signal: AbortSignal): Promise<string> {
  const { file } = await archive.opened()
  const hash = createHash('sha256')
  await pipeline(file.createReadStream({ start: 0, autoClose: false }), hash, { signal })
  return hash.digest('hex')
}
