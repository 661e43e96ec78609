import { realpath } from 'node:fs/promises'
import { dirname } from 'node:path'
import { text } from '../../preload/contract/text'
import type { ApplyContext, ChangeKind, ChangeState } from '../journal'
import { exists, Failure, removeTree, renameWithRetry, syncDir } from '../kit'
import { installKind, isSamePlacement, removeKind, type SdkInstallData, type SdkRemoveData } from './install-data'
import { activeGoroot } from './installed'
import type { Parts } from './parts'
import { asidePath } from './places'
import { lockVersion } from './version-lock'

/**
 * Takes an SDK away. One that GoReady placed is deleted, for it can be fetched again: renamed first, so that a crash never
 * leaves half of one under its name. One that somebody else placed is only moved aside, for undo owes its very bytes.
 */
export function removeChangeKind(parts: Parts): ChangeKind<SdkRemoveData> {
  return {
    kind: removeKind,
    preview: ({ version, goroot, reason, notes }) => ({
      kind: 'sdk-remove',
      version,
      path: goroot,
      reason,
      notes: [...notes],
    }),
    state: removedState,
    async *apply(data, context) {
      const release = yield* lockVersion(parts, data.version, context.signal)
      try {
        await parts.checkpoint('remove:locked')
        await takeAway(parts, data, context)
        await parts.checkpoint('remove:done')
      } finally {
        await release()
      }
    },
    reverse: (data) => ({ kind: installKind, data: reversed(data) }),
    cancels: (data, earlier) => earlier.kind === installKind && isSamePlacement(data, earlier.data as SdkInstallData),
    async sweep(data, entryId) {
      await removeTree(deletingOf(data, entryId))
      await parts.madeDirs.tidy()
    },
  }
}

function reversed(data: SdkRemoveData): SdkInstallData {
  return { ...data, reason: text('sdk.reason.undoRemove'), notes: [] }
}

function deletingOf({ goroot, version }: SdkRemoveData, entryId: string): string {
  return asidePath(dirname(goroot), 'deleting', version, entryId)
}

async function removedState({ goroot }: SdkRemoveData): Promise<ChangeState> {
  return (await exists(goroot)) ? 'before' : 'after'
}

async function takeAway(parts: Parts, data: SdkRemoveData, { entryId }: ApplyContext): Promise<void> {
  const { goroot, version, placement, trash } = data
  if (!(await exists(goroot))) return
  if ((await activeGoroot(parts.places)) === (await realpath(goroot))) {
    throw new Failure('SDK_ACTIVE', `${version} is active`, { version })
  }
  if (trash !== null) {
    await renameWithRetry(goroot, trash)
    await syncDir(dirname(goroot))
    await parts.checkpoint('remove:aside')
    return
  }
  const record = await parts.records.ofPlaced(goroot, version)
  if (record?.placement !== placement) {
    parts.world.log.info({ goroot, placement }, 'left an SDK that another change placed')
    return
  }
  const aside = deletingOf(data, entryId)
  await renameWithRetry(goroot, aside)
  await syncDir(dirname(goroot))
  await parts.checkpoint('remove:aside')
  await parts.records.remove(goroot, version)
  await parts.checkpoint('remove:forgotten')
  await removeTree(aside)
  await parts.madeDirs.tidy()
}
