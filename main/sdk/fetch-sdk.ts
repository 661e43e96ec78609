import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { FailureCode } from '../../preload/contract/failure'
import type { Progress } from '../../preload/contract/journal'
import { compareGoVersions, toolchainModule } from '../golang'
import { type Clock, exists, Failure, toFailure, WorkerPool } from '../kit'
import type { SumdbRecord } from '../protocol'
import { allFailed, type Candidate } from '../releases'
import { obtainArchive, obtainModule, type WarmPool } from './obtain'
import type { Parts } from './parts'
import type { SdkRecord } from './records'
import { asToolchain, type ToolchainTree } from './toolchain-tree'

/** A whole, proven tree in its staging folder. */
export interface FetchedSdk extends Pick<SdkRecord, 'proof' | 'source' | 'tree'> {
  readonly toolchain: ToolchainTree
}

interface Wanted {
  readonly version: string
  readonly staging: string
  readonly signal: AbortSignal | undefined
}

type WarmWanted = Wanted & { readonly warm: WarmPool }

/** Failures that another source can't help. */
const final = new Set<FailureCode>([
  'CANCELLED',
  'SUMDB_FORK',
  'DISK_FULL',
  'DISK_FAILED',
  'TOO_MANY_FILES',
  'PERMISSION_DENIED',
  'FILE_CHANGED',
  'FILE_UNSUITABLE',
  'BUSY',
  'INTERNAL',
])
/** Failures that tell of an attack, or look like one. */
const alarming = new Set<FailureCode>(['CHECKSUM_MISMATCH', 'SUMDB_SIGNATURE', 'SUMDB_PROOF', 'ARCHIVE_UNSAFE'])

/**
 * Gets a release from the first source that can give it and unpacks it into `staging`, proven: by the checksum database
 * for a toolchain module, by the official index for an archive (and by the database as well where it can be reached).
 * A source that fails is passed over; its outcome is remembered.
 *
 * @throws the failure of the only source, ALL_SOURCES_FAILED, RELEASE_UNKNOWN, SUMDB_FORK, DISK_FULL, CANCELLED …
 */
export async function* fetchSdk(parts: Parts, wanted: Wanted): AsyncGenerator<Progress, FetchedSdk> {
  const { releases, checkpoint, world } = parts
  // threads take a while to start: they do so while the sources are asked
  const warm: WarmPool = { pool: new WorkerPool({ workerUrl: world.extractWorker, workers: 2 }) }
  const stop = new AbortController()
  try {
    const candidates = await releases.locate(wanted.version, wanted.signal)
    await checkpoint('install:located')
    const signal = wanted.signal ? AbortSignal.any([wanted.signal, stop.signal]) : stop.signal
    const lookup = rememberedLookup(parts, { ...wanted, signal })
    return yield* fromFirst(parts, candidates, { ...wanted, warm }, lookup)
  } finally {
    // a question that an archive did not wait for
    stop.abort()
    await warm.pool?.close()
  }
}

async function* fromFirst(
  parts: Parts,
  candidates: readonly Candidate[],
  wanted: WarmWanted,
  lookup: Lookup,
): AsyncGenerator<Progress, FetchedSdk> {
  const { releases, world } = parts
  const failures: Failure[] = []
  for (const [index, candidate] of candidates.entries()) {
    try {
      await requireSpace(wanted.staging, candidate.size)
      return yield* fetchFrom(parts, candidate, wanted, lookup)
    } catch (error) {
      const failure = toFailure(error)
      if (final.has(failure.code)) throw failure
      failures.push(failure)
      await releases.report(candidate.sourceId, { kind: 'failure', failure })
      const details = { source: candidate.sourceId, failure: failure.toShape() }
      if (alarming.has(failure.code))
        world.log.error(details, 'SECURITY: a source of Go gave something forged or damaged')
      else world.log.warn(details, 'a source of Go failed')
      const next = candidates[index + 1]
      if (next) yield { kind: 'failover', from: candidate.label, to: next.label, code: failure.code }
    }
  }
  throw allFailed(wanted.version, failures)
}

type Lookup = () => Promise<SumdbRecord>

/** The database is asked once, whatever the number of sources; what it failed with stays so for this installation. */
function rememberedLookup({ sumdb, world, checkpoint }: Parts, { version, signal }: Wanted): Lookup {
  const { path, version: moduleVersion } = toolchainModule(version, world.platform)
  let asked: Promise<SumdbRecord> | undefined
  const ask = async (): Promise<SumdbRecord> => {
    const record = await sumdb.lookup(path, moduleVersion, signal)
    await checkpoint('install:proven')
    return record
  }
  return () => {
    asked ??= ask()
    return asked
  }
}

async function* fetchFrom(
  parts: Parts,
  candidate: Candidate,
  { version, staging, signal, warm }: WarmWanted,
  lookup: Lookup,
): AsyncGenerator<Progress, FetchedSdk> {
  const wanted = { version, destination: staging, unpack: true, signal, warm }
  if (candidate.kind === 'module') {
    yield { kind: 'verify', what: 'checksum-database' }
    const proof = lookup()
    const toolchain = yield* obtainModule(parts, candidate, { ...wanted, h1: proof.then(({ h1 }) => h1) })
    const { tree } = await proof
    return { toolchain, proof: 'log-verified', source: candidate.label, tree }
  }
  const module = toolchainModule(version, parts.world.platform)
  // older archives and modules were not packed from one tree
  const asked = compareGoVersions(version, 'go1.21') < 0 ? null : lookup()
  asked?.catch(() => undefined)
  const files = yield* obtainArchive(parts, candidate, wanted)
  const toolchain = asToolchain(files, module)
  yield { kind: 'verify', what: 'checksum-database' }
  const tree = asked && (await provenInLog(parts, { version, toolchain }, asked))
  return { toolchain, proof: tree ? 'log-verified' : 'index-verified', source: candidate.label, tree }
}

/** How long an archive waits for the checksum database once it is unpacked, in milliseconds. */
const patience = 5_000

/**
 * Compares the tree of an archive that the index vouches for with what the database knows. Null when that can't be
 * asked, or does not answer in time: then the index's word stands.
 *
 * @throws CHECKSUM_MISMATCH when the database knows another tree under this name
 */
async function provenInLog(
  { world }: Parts,
  { version, toolchain }: { version: string; toolchain: ToolchainTree },
  asked: Promise<SumdbRecord>,
): Promise<SdkRecord['tree']> {
  const answered = asked.catch((error: unknown) => {
    const failure = toFailure(error)
    if (final.has(failure.code)) throw failure
    world.log.info({ version, code: failure.code }, 'the checksum database could not be asked about an archive')
    return null
  })
  const record = await inTime(answered, world.clock)
  if (record === null) return null
  if (record.h1 === toolchain.h1) return record.tree
  const details = { what: version, expected: record.h1, actual: toolchain.h1 }
  // macOS archives may have been signed after they were packed
  if (world.platform.os === 'darwin') {
    world.log.warn(details, 'the archive is the one of the index, but not the tree of the checksum database')
    return null
  }
  throw new Failure('CHECKSUM_MISMATCH', `${version}: the checksum database knows another tree`, details)
}

async function inTime<Result>(answer: Promise<Result>, clock: Clock): Promise<Result | null> {
  const timer = new AbortController()
  const tooLate = clock.sleep(patience, timer.signal).then(
    () => null,
    () => null,
  )
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    timer.abort()
  }
}

/** What unpacking a Go release multiplies its size by, with something to spare. */
const unpackedFactor = 4

async function requireSpace(staging: string, size: number | null): Promise<void> {
  if (size === null) return
  let dir = dirname(staging)
  while (!(await exists(dir))) dir = dirname(dir)
  const { bavail, bsize } = await statfs(dir)
  const needed = size * (1 + unpackedFactor)
  const free = bavail * bsize
  if (free >= needed) return
  throw new Failure('DISK_FULL', `${dir} needs ${needed} bytes`, { path: dir, needed, free })
}
