import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Progress } from '../../preload/contract/journal'
import type { InstalledSdk } from '../../preload/contract/sdk'
import { text } from '../../preload/contract/text'
import { type ApplyContext, type Change, type Plan, planLink } from '../journal'
import { exists, Failure, run } from '../kit'
import { goBinary, isCompleteSdk } from './goroot'
import { installKind, removeKind, type SdkInstallData, type SdkRemoveData } from './install-data'
import { installedSdks } from './installed'
import { installNotes } from './notes'
import type { Parts } from './parts'
import { trashPrefix } from './places'

/** The plan to install a release if it is not there yet, and to switch to it if that is wanted. */
export async function planInstall(
  parts: Parts,
  { version: wanted, use }: { version: string; use: boolean },
): Promise<Plan> {
  const version = await parts.releases.resolve(wanted)
  const changes = await changesForInstall(parts, version, { use })
  const install = changes.find(({ kind }) => kind === installKind) as Change<SdkInstallData> | undefined
  return {
    title: text(use ? 'sdk.title.installAndUse' : 'sdk.title.install', { version }),
    changes,
    notes: install ? await installNotes(parts, install.data) : [],
    check: (context) => checkRuns(parts, { version, goroot: parts.places.goroot(version) }, context),
  }
}

/**
 * The changes that installing a release takes: none when it is there, and active if that is wanted.
 *
 * @throws SDK_EXISTS when something else is in its place, and what locating it throws
 */
export async function changesForInstall(parts: Parts, version: string, { use }: { use: boolean }): Promise<Change[]> {
  const goroot = parts.places.goroot(version)
  const isThere = await exists(goroot)
  if (isThere && !(await isCompleteSdk(goroot, parts.world.platform))) {
    throw new Failure('SDK_EXISTS', `${goroot} is taken`, { path: goroot })
  }
  const install = isThere ? null : await installChange(parts, version, goroot)
  const link = use ? await planLink(parts.places.currentLink, goroot, text('sdk.reason.use', { version })) : null
  return [install, link].filter((change) => change !== null)
}

async function installChange(parts: Parts, version: string, goroot: string): Promise<Change<SdkInstallData>> {
  const [first] = await parts.releases.locate(version)
  if (!first) throw new Failure('RELEASE_UNKNOWN', `no source has ${version}`, { version })
  const data: SdkInstallData = {
    version,
    goroot,
    placement: randomUUID(),
    trash: null,
    source: first.label,
    bytes: first.size,
    proof: first.kind === 'module' ? 'log-verified' : 'index-verified',
    reason: text('sdk.reason.install', { version }),
    notes: [text(first.kind === 'module' ? 'sdk.note.logProof' : 'sdk.note.indexProof')],
  }
  return { kind: installKind, data }
}

/**
 * The plan to switch to an installed release, whoever installed it.
 *
 * @param wanted `go1.27.4`, `1.27.4`, or a line such as `1.27`: its newest installed release
 * @throws SDK_NOT_INSTALLED
 */
export async function planUse(parts: Parts, wanted: string): Promise<Plan> {
  const { version, goroot } = await installedAs(parts, wanted)
  const link = await planLink(parts.places.currentLink, goroot, text('sdk.reason.use', { version }))
  return {
    title: text('sdk.title.use', { version }),
    changes: link ? [link] : [],
    notes: [],
    check: (context) => checkRuns(parts, { version, goroot }, context),
  }
}

/** The plan to remove an installed release. @throws SDK_NOT_INSTALLED, SDK_ACTIVE */
export async function planUninstall(parts: Parts, wanted: string): Promise<Plan> {
  const sdk = await installedAs(parts, wanted)
  const { version, goroot, proof } = sdk
  if (sdk.active) throw new Failure('SDK_ACTIVE', `${version} is active`, { version })
  const record = await parts.records.ofPlaced(goroot, version)
  const isOurs = record?.origin === 'goready'
  const data: SdkRemoveData = {
    version,
    goroot,
    placement: isOurs ? record.placement : null,
    trash: isOurs ? null : join(parts.places.sdkRoot(), `${trashPrefix}${version}-${randomUUID().slice(0, 8)}`),
    source: sdk.source ?? '',
    bytes: null,
    proof: proof === 'index-verified' ? 'index-verified' : 'log-verified',
    reason: text('sdk.reason.remove', { version }),
    notes: [text(isOurs ? 'sdk.note.undoFetches' : 'sdk.note.keptAside')],
  }
  return {
    title: text('sdk.title.remove', { version }),
    changes: [{ kind: removeKind, data }],
    notes: [],
  }
}

async function installedAs(parts: Parts, wanted: string): Promise<InstalledSdk> {
  const name = /^\d/.test(wanted.trim()) ? `go${wanted.trim()}` : wanted.trim()
  const sdks = await installedSdks(parts)
  // newest first: a line means its newest
  const found =
    sdks.find(({ version }) => version === name) ?? sdks.find(({ version }) => version.startsWith(`${name}.`))
  if (found) return found
  const path = join(parts.places.sdkRoot(), name)
  throw new Failure('SDK_NOT_INSTALLED', `${name} is not installed`, { version: name, path })
}

/** Starts the Go that was placed: a tree can be genuine and yet not run here (another libc, a folder mounted noexec). */
async function* checkRuns(
  { world }: Parts,
  { version, goroot }: Pick<InstalledSdk, 'version' | 'goroot'>,
  { signal }: ApplyContext,
): AsyncGenerator<Progress, void> {
  yield { kind: 'check' }
  const telemetry = join(world.dirs.cache, 'telemetry')
  await mkdir(telemetry, { recursive: true })
  const result = await run(goBinary(goroot, world.platform), ['version'], {
    env: {
      ...world.env,
      GOROOT: undefined,
      GOTOOLCHAIN: 'local',
      TEST_TELEMETRY_DIR: telemetry,
    },
    cwd: world.home,
    signal,
    timeout: 30_000,
  })
  if (result.kind === 'exited' && result.exitCode === 0 && result.stdout.includes(` ${version} `)) return
  const output = result.kind === 'exited' ? (result.stderr || result.stdout).trim().slice(0, 300) : result.kind
  throw new Failure('GO_FAILED', `${goroot}: go version failed: ${output}`, { what: 'version', output })
}
