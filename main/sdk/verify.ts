import { randomUUID } from 'node:crypto'
import { mkdir, readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Progress } from '../../preload/contract/journal'
import type { VerifyReport } from '../../preload/contract/sdk'
import { text } from '../../preload/contract/text'
import { isExcludedFromToolchain, isReleaseVersion, type ModuleVersion, toolchainModule } from '../golang'
import { Failure, hasErrno, hashTree, removeTree, throwIfCancelled, toFailure } from '../kit'
import type { SumdbRecord } from '../protocol'
import { differencesOf, parseSums } from './differences'
import { isLeftByGolangDl, platformOfSdk, versionOf } from './goroot'
import { obtainModule } from './obtain'
import type { Parts } from './parts'
import { writtenAt } from './records'
import { asToolchain, type ToolchainTree, type TreeFile } from './toolchain-tree'

/** What there is in a GOROOT: files to hash, links that are not followed, and what another tool left. Paths with slashes. */
interface Inventory {
  readonly files: readonly string[]
  readonly links: readonly string[]
  readonly ignored: readonly string[]
}

/**
 * Hashes an installed Go as if it were the toolchain module, asks the checksum database, and names the files that differ.
 * Changes nothing in the tree; what is proven is noted in GoReady's own records.
 *
 * @throws SDK_NOT_INSTALLED when there is no Go at `goroot`, SUMDB_* but SUMDB_MISSING, CANCELLED
 */
export async function* verify(
  parts: Parts,
  goroot: string,
  signal?: AbortSignal,
): AsyncGenerator<Progress, VerifyReport> {
  const { world } = parts
  const root = await realpath(goroot).catch(() => goroot)
  const version = await versionOf(root)
  if (version === null) throw new Failure('SDK_NOT_INSTALLED', `no Go at ${root}`, { version: 'Go', path: root })
  const isRelease = isReleaseVersion(version)
  const platform = await platformOfSdk(root, world.platform)
  const module = toolchainModule(version, platform)
  const lookup = isRelease ? lookupIn(parts, module, signal) : Promise.resolve(null)
  // asked while the files are hashed; a failure is thrown where it is awaited
  lookup.catch(() => undefined)
  const inventory = await inventoryOf(root)
  const hashed = yield* hashTree({ root, files: inventory.files, workerUrl: world.extractWorker, signal })
  throwIfCancelled(signal)
  const toolchain = asToolchain(hashed, module)
  yield { kind: 'verify', what: 'checksum-database' }
  const record = await lookup
  const common = {
    goroot: root,
    version,
    module: `${module.path}@${module.version}`,
    h1: toolchain.h1,
    expected: record?.h1 ?? null,
    files: toolchain.files,
    tree: record ? { size: record.tree.size, hash: record.tree.hash } : null,
  }
  const notes = [text('sdk.verify.coverage')]
  if (inventory.ignored.length > 0) {
    notes.push(text('sdk.verify.ignored', { files: inventory.ignored.join(', ') }))
  }
  if (record === null) {
    if (!isRelease) notes.push(text('sdk.verify.notARelease', { version }))
    return { ...common, verdict: 'not-in-log', differences: [], differencesKnown: false, notes }
  }
  if (record.h1 === toolchain.h1 && inventory.links.length === 0) {
    if (await noteProof(parts, root, version, toolchain, record)) notes.push(text('sdk.verify.recorded'))
    return { ...common, verdict: 'identical', differences: [], differencesKnown: true, notes }
  }
  notes.push(text('sdk.verify.harmless'))
  if (inventory.links.length > 0) notes.push(text('sdk.verify.links'))
  const reference = yield* referenceFor(parts, { root, version, module, h1: record.h1 }, signal)
  if (reference === null) notes.push(text('sdk.verify.noReference'))
  const differences = reference ? differencesOf(reference, hashed, inventory.links) : []
  return { ...common, verdict: 'differs', differences, differencesKnown: reference !== null, notes }
}

async function lookupIn({ sumdb }: Parts, module: ModuleVersion, signal?: AbortSignal): Promise<SumdbRecord | null> {
  try {
    return await sumdb.lookup(module.path, module.version, signal)
  } catch (error) {
    if (error instanceof Failure && error.code === 'SUMDB_MISSING') return null
    throw error
  }
}

async function inventoryOf(root: string): Promise<Inventory> {
  const files: string[] = []
  const links: string[] = []
  const ignored: string[] = []
  const walk = async (at: string): Promise<void> => {
    for (const entry of await readdir(join(root, at), { withFileTypes: true })) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`
      if (isExcludedFromToolchain(`${path}/`)) continue
      if (entry.isDirectory()) await walk(path)
      else if (!entry.isFile()) links.push(path)
      else if (isLeftByGolangDl(path)) ignored.push(path)
      else files.push(path)
    }
  }
  await walk('')
  return { files, links, ignored }
}

/**
 * The genuine files of a release: the hashes that we kept when we placed it, else those of a module zip from a proxy.
 * Either must have the very `h1` that the database knows. Null when there is none to be had.
 */
async function* referenceFor(
  parts: Parts,
  { root, version, module, h1 }: { root: string; version: string; module: ModuleVersion; h1: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<Progress, readonly TreeFile[] | null> {
  const goroot = await inSdkRoot(parts, root, version)
  const kept = goroot === null ? null : await parts.records.sums({ goroot, release: version })
  const own = kept === null ? null : parseSums(kept, module)
  if (own && asToolchain(own, module).h1 === h1) return own
  // sources are asked for this computer's releases
  if (toolchainModule(version, parts.world.platform).version !== module.version) return null
  const destination = join(parts.places.downloads, `verify-${randomUUID()}`)
  try {
    await mkdir(parts.places.downloads, { recursive: true })
    for (const candidate of await parts.releases.locate(version, signal)) {
      if (candidate.kind !== 'module') continue
      try {
        const wanted = { version, destination, unpack: false, h1: Promise.resolve(h1), signal }
        return parseSums((yield* obtainModule(parts, candidate, wanted)).sums, module)
      } catch (error) {
        const failure = toFailure(error)
        if (failure.code === 'CANCELLED') throw failure
        await parts.releases.report(candidate.sourceId, { kind: 'failure', failure })
        parts.world.log.warn({ source: candidate.sourceId, failure: failure.toShape() }, 'no reference from a source')
      }
    }
  } catch (error) {
    const failure = toFailure(error)
    if (failure.code === 'CANCELLED') throw failure
    parts.world.log.warn({ failure: failure.toShape() }, 'no source for the genuine files')
  } finally {
    await removeTree(destination)
  }
  return null
}

/** The path by which a GOROOT (links resolved) is known in the SDK folder, null when it is not there. */
async function inSdkRoot({ places }: Pick<Parts, 'places'>, root: string, version: string): Promise<string | null> {
  const goroot = places.goroot(version)
  try {
    return (await realpath(goroot)) === root ? goroot : null
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return null
    throw error
  }
}

/** Notes that an SDK in the SDK folder is proven; false when that is known already, or it is none of those. */
async function noteProof(
  parts: Parts,
  root: string,
  version: string,
  toolchain: ToolchainTree,
  { tree, base }: SumdbRecord,
): Promise<boolean> {
  const { records, world } = parts
  const goroot = await inSdkRoot(parts, root, version)
  if (goroot === null) return false
  const known = await records.ofPlaced(goroot, version)
  if (known?.proof === 'log-verified') return false
  const now = world.clock.now().toISOString()
  const fresh = { version: 1, release: version, goroot, origin: 'adopted', placement: null, source: null } as const
  await records.write(
    {
      ...fresh,
      installedAt: now,
      ...known,
      proof: 'log-verified',
      tree: { size: tree.size, hash: tree.hash },
      h1: toolchain.h1,
      files: toolchain.files,
      writtenAt: (await writtenAt(goroot)) ?? 0,
    },
    toolchain.sums,
  )
  world.log.info({ goroot, base }, 'an SDK was proven')
  return true
}
