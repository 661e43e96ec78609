import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Fault } from '../../preload/contract/failure-blanks'
import type { Progress } from '../../preload/contract/journal'
import { text } from '../../preload/contract/text'
import type { ApplyContext, ChangeKind, ChangeState } from '../journal'
import { exists, Failure, hasErrno, missingDirs, removeTree, renameWithRetry, syncDir, throwIfCancelled } from '../kit'
import { fetchSdk } from './fetch-sdk'
import { isCompleteSdk } from './goroot'
import { installKind, removeKind, type SdkInstallData, type SdkRemoveData } from './install-data'
import type { Parts } from './parts'
import { asidePath, discardDownloads } from './places'
import { type SdkRecord, writtenAt } from './records'
import { lockVersion } from './version-lock'

/**
 * Places an SDK. The steps, each of which may be the last before a crash:
 *
 * 1. fetch, unpack and prove in `<sdk root>/.goready-staging-<version>-<entry>`;
 * 2. write the record in `<state>/sdks`: what stands in the tree, and when its VERSION file was written;
 * 3. rename the staging folder to its place.
 *
 * So whatever has the SDK's name is whole. A record without its SDK is a leftover of a crash before step 3 and counts for
 * nothing: it is known by the time of VERSION, which a rename keeps. `sweep` removes staging and such a record.
 */
export function installChangeKind(parts: Parts): ChangeKind<SdkInstallData> {
  return {
    kind: installKind,
    preview: ({ version, goroot, source, bytes, proof, reason, notes }) => ({
      kind: 'sdk-install',
      version,
      path: goroot,
      source,
      bytes,
      proof,
      reason,
      notes: [...notes],
    }),
    state: (data) => (data.trash === null ? placedState(parts, data) : restoredState(data, data.trash)),
    async *apply(data, context) {
      const release = yield* lockVersion(parts, data.version, context.signal)
      try {
        await parts.checkpoint('install:locked')
        if (data.trash === null) yield* place(parts, data, context)
        else await restore(data, data.trash)
        await parts.checkpoint('install:done')
      } finally {
        await release()
      }
    },
    reverse: (data) => ({ kind: removeKind, data: reversed(data) }),
    async sweep(data, entryId) {
      await removeTree(stagingOf(data, entryId))
      const record = await parts.records.read(data.goroot, data.version)
      if (record?.placement === data.placement && !(await exists(data.goroot))) {
        await parts.records.remove(data.goroot, data.version)
      }
      await parts.madeDirs.tidy()
    },
  }
}

function reversed(data: SdkInstallData): SdkRemoveData {
  return { ...data, reason: text('sdk.reason.undoInstall'), notes: [] }
}

function stagingOf({ goroot, version }: SdkInstallData, entryId: string): string {
  return asidePath(dirname(goroot), 'staging', version, entryId)
}

// Somebody else's complete SDK of this release in that place is as good, and not this change's doing: `before`.
async function placedState({ records, world }: Parts, data: SdkInstallData): Promise<ChangeState> {
  if (!(await exists(data.goroot))) return 'before'
  const record = await records.ofPlaced(data.goroot, data.version)
  if (record?.placement === data.placement) return 'after'
  return (await isCompleteSdk(data.goroot, world.platform)) ? 'before' : 'other'
}

// What still stands in its place may be about to go, in the same plan; `restore` looks again.
async function restoredState({ goroot }: SdkInstallData, trash: string): Promise<ChangeState> {
  return (await exists(goroot)) && !(await exists(trash)) ? 'after' : 'before'
}

async function* place(
  parts: Parts,
  data: SdkInstallData,
  { signal, entryId }: ApplyContext,
): AsyncGenerator<Progress, void> {
  const { goroot, version, placement } = data
  if (await exists(goroot)) {
    // another process was faster
    if (await isCompleteSdk(goroot, parts.world.platform)) return
    throw occupied(goroot)
  }
  const staging = stagingOf(data, entryId)
  await removeTree(staging)
  await parts.madeDirs.note(await missingDirs(goroot))
  await mkdir(dirname(goroot), { recursive: true })
  try {
    const { toolchain, ...proof } = yield* fetchSdk(parts, { version, staging, signal })
    throwIfCancelled(signal)
    await parts.checkpoint('install:compared')
    const record: SdkRecord = {
      version: 1,
      release: version,
      goroot,
      origin: 'goready',
      placement,
      ...proof,
      h1: toolchain.h1,
      files: toolchain.files,
      installedAt: parts.world.clock.now().toISOString(),
      writtenAt: (await writtenAt(staging)) ?? 0,
    }
    if (!(await isCompleteSdk(staging, parts.world.platform))) throw notAnSdk(version)
    await parts.records.write(record, toolchain.sums)
    await parts.checkpoint('install:recorded')
    await syncDir(staging)
    await moveInto(staging, goroot)
    await parts.checkpoint('install:placed')
  } catch (error) {
    await removeTree(staging)
    throw error
  }
  await discardDownloads(parts.places.downloads, version)
}

async function restore({ goroot, version }: SdkInstallData, trash: string): Promise<void> {
  if (await exists(goroot)) throw occupied(goroot)
  if (!(await exists(trash))) {
    throw new Failure('SDK_NOT_INSTALLED', `${trash} is gone`, { version, path: trash })
  }
  await moveInto(trash, goroot)
}

async function moveInto(from: string, goroot: string): Promise<void> {
  try {
    await renameWithRetry(from, goroot)
  } catch (error) {
    if (hasErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) throw occupied(goroot)
    throw error
  }
  await syncDir(dirname(goroot))
}

function occupied(path: string): Failure {
  return new Failure('SDK_EXISTS', `${path} is taken`, { path })
}

function notAnSdk(version: string): Failure {
  return new Failure('ARCHIVE_INVALID', `${version} holds no Go`, {
    what: version,
    why: 'there is no whole Go in it',
    fault: 'no-go' satisfies Fault<'ARCHIVE_INVALID'>,
  })
}
