import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Progress } from '../../preload/contract/journal'
import { dirHash, distModeOf, installedName, modulePrefix, toolchainModule } from '../golang'
import {
  type Downloaded,
  discardDownload,
  downloadFile,
  type ExtractedEntry,
  extractTarGz,
  extractZip,
  Failure,
  removeTree,
  toFailure,
} from '../kit'
import type { Candidate } from '../releases'
import type { Parts } from './parts'
import type { TreeFile } from './toolchain-tree'

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
}

/** Ranges fetched side by side: on far-away servers one connection is slow. */
const connections = 4
/** The largest release is 132 MB. */
const maxSize = 500 * 1024 * 1024

/** Failures that say: these bytes are not what they should be. */
const wrongBytes = new Set(['CHECKSUM_MISMATCH', 'ARCHIVE_INVALID', 'ARCHIVE_UNSAFE'])

/**
 * Downloads a toolchain module's zip and unpacks it as the tree of an official distribution: modes by the distribution's
 * own rule, go.mod under its name. The hash of the very bytes that were written must be `h1`.
 *
 * @throws CHECKSUM_MISMATCH, and what download and unpacking throw; the destination is gone then
 */
export async function* obtainModule(
  parts: Parts,
  candidate: ModuleCandidate,
  wanted: Wanted & { readonly h1: string },
): AsyncGenerator<Progress, readonly TreeFile[]> {
  const { version, destination, signal, h1 } = wanted
  const module = toolchainModule(version, parts.world.platform)
  const prefix = modulePrefix(module)
  const what = `${version}.${parts.world.platform.os}-${parts.world.platform.arch}`
  return yield* obtain(parts, candidate, wanted, {
    file: `${module.version}.zip`,
    url: candidate.zipUrl,
    identity: h1,
    magic: 'zip',
    async *unpack(archive) {
      const { entries } = yield* extractZip({
        archive,
        destination,
        workerUrl: parts.world.extractWorker,
        what,
        prefix,
        modeOf: distModeOf,
        rename: wanted.unpack ? installedName : () => null,
        signal,
      })
      await parts.checkpoint('install:unpacked')
      yield { kind: 'verify', what: 'archive' }
      const files = filesOf(entries, prefix).map(({ path, sha256 }) => ({ path: installedName(path), sha256 }))
      const actual = dirHash(entries, what)
      if (actual !== h1) throw mismatch(what, h1, actual)
      return files
    },
  })
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
  const { destination, signal } = wanted
  const file = basename(new URL(candidate.url).pathname)
  const common = {
    destination,
    workerUrl: parts.world.extractWorker,
    what: file,
    prefix: 'go/',
    modeOf: distModeOf,
    signal,
  }
  const isZip = file.endsWith('.zip')
  return yield* obtain(parts, candidate, wanted, {
    file,
    url: candidate.url,
    identity: candidate.sha256,
    magic: isZip ? 'zip' : 'gzip',
    async *unpack(archive) {
      yield { kind: 'verify', what: 'index' }
      if (isZip) {
        const actual = await sha256Of(archive)
        if (actual !== candidate.sha256) throw mismatch(file, candidate.sha256, actual)
        const { entries } = yield* extractZip({ ...common, archive, letters: 'letters', goMod: 'anywhere' })
        await parts.checkpoint('install:unpacked')
        return filesOf(entries, 'go/')
      }
      const { entries, sha256 } = yield* extractTarGz({ ...common, archive })
      await parts.checkpoint('install:unpacked')
      if (sha256 !== candidate.sha256) throw mismatch(file, candidate.sha256, sha256)
      return filesOf(entries, 'go/')
    },
  })
}

interface Recipe {
  readonly file: string
  readonly url: string
  readonly identity: string
  readonly magic: 'zip' | 'gzip'
  unpack(archive: string): AsyncGenerator<Progress, readonly TreeFile[]>
}

async function* obtain(
  parts: Parts,
  candidate: Candidate,
  { destination, signal }: Wanted,
  recipe: Recipe,
): AsyncGenerator<Progress, readonly TreeFile[]> {
  const { http, clock, log } = parts.world
  const path = join(parts.places.downloads, recipe.file)
  for (let isSecond = false; ; isSecond = true) {
    const downloaded = yield* measured(
      parts,
      candidate,
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
        connections: isSecond ? 1 : connections,
      }),
    )
    await parts.checkpoint('install:downloaded')
    try {
      return yield* recipe.unpack(path)
    } catch (error) {
      const failure = toFailure(error)
      await removeTree(destination)
      if (!wrongBytes.has(failure.code)) throw failure
      await discardDownload(path)
      // pieces of several answers may merely not belong together
      if (!downloaded.resumed || isSecond) throw failure
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

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
