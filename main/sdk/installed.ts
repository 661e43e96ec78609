import { readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { InstalledSdk } from '../../preload/contract/sdk'
import { text } from '../../preload/contract/text'
import { compareGoVersions } from '../golang'
import { hasErrno } from '../kit'
import { isCompleteSdk, versionOf } from './goroot'
import type { Parts } from './parts'
import type { Places } from './places'
import type { SdkRecord } from './records'

/** The GOROOT that the current link points to, links resolved; null when there is none. */
export async function activeGoroot({ currentLink }: Pick<Places, 'currentLink'>): Promise<string | null> {
  try {
    return await realpath(currentLink)
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return null
    throw error
  }
}

/** The whole SDKs in the SDK folder, newest first, with what is known of each. */
export async function installedSdks(parts: Pick<Parts, 'world' | 'places' | 'records'>): Promise<InstalledSdk[]> {
  const { places, records, world } = parts
  const root = places.sdkRoot()
  const active = await activeGoroot(places)
  const names = await readdir(root).catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return []
    throw error
  })
  const sdks = await Promise.all(
    names
      .filter((name) => /^go/.test(name))
      .map(async (name): Promise<InstalledSdk | null> => {
        const goroot = join(root, name)
        if (!(await isCompleteSdk(goroot, world.platform))) return null
        const version = (await versionOf(goroot)) ?? name
        const real = await realpath(goroot)
        return describe(
          { goroot, version, active: real === active, isLink: real !== join(await realpath(root), name) },
          await records.ofPlaced(goroot, version),
        )
      }),
  )
  return sdks.filter((sdk) => sdk !== null).sort((a, b) => compareGoVersions(b.version, a.version))
}

function describe(
  { goroot, version, active, isLink }: Pick<InstalledSdk, 'goroot' | 'version' | 'active'> & { isLink: boolean },
  record: SdkRecord | null,
): InstalledSdk {
  const isOurs = record?.origin === 'goready'
  return {
    version,
    goroot,
    active,
    origin: isOurs ? 'goready' : isLink ? 'foreign' : 'adopted',
    proof: record?.proof ?? 'unverified',
    source: record?.source ?? null,
    installedAt: isOurs ? record.installedAt : null,
    notes: isOurs ? [] : [text(isLink ? 'sdk.note.linked' : 'sdk.note.adopted')],
  }
}
