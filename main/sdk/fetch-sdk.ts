import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { FailureCode } from '../../preload/contract/failure'
import type { Progress } from '../../preload/contract/journal'
import { compareGoVersions, toolchainModule } from '../golang'
import { exists, Failure, toFailure } from '../kit'
import type { SumdbRecord } from '../protocol'
import { allFailed, type Candidate } from '../releases'
import { obtainArchive, obtainModule } from './obtain'
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

/** Failures that another source can't help. */
const final = new Set<FailureCode>([
  'CANCELLED',
  'SUMDB_FORK',
  'DISK_FULL',
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
  const { releases, world, checkpoint } = parts
  const candidates = await releases.locate(wanted.version, wanted.signal)
  await checkpoint('install:located')
  const lookup = rememberedLookup(parts, wanted)
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
  { version, staging, signal }: Wanted,
  lookup: Lookup,
): AsyncGenerator<Progress, FetchedSdk> {
  const module = toolchainModule(version, parts.world.platform)
  const wanted = { version, destination: staging, unpack: true, signal }
  if (candidate.kind === 'module') {
    yield { kind: 'verify', what: 'checksum-database' }
    const { h1, tree } = await lookup()
    const files = yield* obtainModule(parts, candidate, { ...wanted, h1 })
    return { toolchain: asToolchain(files, module), proof: 'log-verified', source: candidate.label, tree }
  }
  const files = yield* obtainArchive(parts, candidate, wanted)
  const toolchain = asToolchain(files, module)
  yield { kind: 'verify', what: 'checksum-database' }
  const tree = await provenInLog(parts, { version, toolchain }, lookup)
  return { toolchain, proof: tree ? 'log-verified' : 'index-verified', source: candidate.label, tree }
}

/**
 * Asks the database about the tree of an archive that the index vouches for. Null when it can't be asked: then the
 * index's word stands.
 *
 * @throws CHECKSUM_MISMATCH when the database knows another tree under this name
 */
async function provenInLog(
  { world }: Parts,
  { version, toolchain }: { version: string; toolchain: ToolchainTree },
  lookup: Lookup,
): Promise<SdkRecord['tree']> {
  // older archives and modules were not packed from one tree
  if (compareGoVersions(version, 'go1.21') < 0) return null
  const record = await lookup().catch((error: unknown) => {
    const failure = toFailure(error)
    if (final.has(failure.code)) throw failure
    world.log.info({ version, code: failure.code }, 'the checksum database could not be asked about an archive')
    return null
  })
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
