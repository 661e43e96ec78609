import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { namesIn, type World } from '../kit'

/** Where everything of this room stands. */
export interface Places {
  /** Where SDKs are placed: the setting, or `~/sdk`, where golang.org/dl puts them and editors look. */
  sdkRoot(): string
  goroot(version: string): string
  /** The stable link to the active GOROOT, and the folder for PATH. */
  readonly currentLink: string
  readonly binDir: string
  readonly downloads: string
  /** What GoReady knows of the SDKs that it placed; never inside them, so that they stay as published. */
  readonly records: string
  readonly locks: string
  lock(version: string): string
  record(goroot: string, version: string): string
}

export function placesOf(world: Pick<World, 'dirs' | 'home' | 'settings'>): Places {
  const { dirs, home, settings } = world
  const currentLink = join(dirs.data, 'current')
  const sdkRoot = (): string => {
    const chosen = settings.get().sdkRoot
    return chosen !== null && isAbsolute(chosen) ? chosen : join(home, 'sdk')
  }
  const records = join(dirs.state, 'sdks')
  const locks = join(dirs.state, 'locks')
  return {
    sdkRoot,
    goroot: (version) => join(sdkRoot(), version),
    currentLink,
    binDir: join(currentLink, 'bin'),
    downloads: join(dirs.cache, 'downloads'),
    records,
    locks,
    lock: (version) => join(locks, `sdk-${version}.lock`),
    // the SDK folder can be changed: the same release may stand at two places
    record: (goroot, version) =>
      join(records, `${version}-${createHash('sha256').update(goroot).digest('hex').slice(0, 8)}`),
  }
}

/** How the names of SDKs begin that are kept for undo. */
export const trashPrefix = '.goready-trash-'

/** `staging`: being unpacked; `deleting`: on its way out. Either is worth nothing once nobody works on it. */
export type Aside = 'staging' | 'deleting'

/** A folder beside the SDKs for one journal entry's work on one release. */
export function asidePath(sdkRoot: string, aside: Aside, version: string, entryId: string): string {
  return join(sdkRoot, `.goready-${aside}-${version}-${entryId}`)
}

/** The release that a name made by {@link asidePath} is for; null for any other name. */
export function versionOfAside(name: string): string | null {
  return /^\.goready-(?:staging|deleting)-(go[0-9a-z.]+)-.+$/.exec(name)?.[1] ?? null
}

/** Removes what was downloaded of a release, whole or in part. */
export async function discardDownloads(downloads: string, version: string): Promise<void> {
  const names = await namesIn(downloads)
  const ofVersion = names.filter((name) => name.startsWith(`${version}.`) || name.startsWith(`v0.0.1-${version}.`))
  await Promise.all(ofVersion.map((name) => rm(join(downloads, name), { force: true })))
}
