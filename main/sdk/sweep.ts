import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { discardDownload, exists, Failure, namesIn, removeTree, withLock } from '../kit'
import type { Parts } from './parts'
import { trashPrefix, versionOfAside } from './places'

/** Downloads that nobody came back for are removed after so many milliseconds. */
const downloadsKept = 7 * 24 * 60 * 60_000

/**
 * Removes what crashed installations and removals left: staging folders and half-deleted SDKs, records without an SDK,
 * downloads that nobody continued for a week. Leaves alone what a living process works on.
 */
export async function sweepStale(parts: Parts): Promise<void> {
  const { places, records, world } = parts
  const root = places.sdkRoot()
  for (const name of await namesIn(root)) {
    const version = versionOfAside(name)
    if (version !== null) await unlessLocked(parts, version, () => removeTree(join(root, name)))
  }
  for (const { goroot, release } of await records.list()) {
    if (await exists(goroot)) continue
    await unlessLocked(parts, release, async () => {
      if (!(await exists(goroot))) await records.remove(goroot, release)
    })
  }
  const now = world.clock.now().getTime()
  for (const name of await namesIn(places.downloads)) {
    const path = join(places.downloads, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }))
    if (now - mtimeMs > downloadsKept) await discardDownload(path.replace(/\.part(?:\.json)?$/, ''))
  }
}

async function unlessLocked({ places, world }: Parts, version: string, work: () => Promise<void>): Promise<void> {
  try {
    await withLock(places.lock(version), version, { wait: 0, clock: world.clock }, work)
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'BUSY')) throw error
  }
}

/** Deletes the SDKs that removals put aside, and returns their paths. */
export async function purge({ places }: Parts): Promise<string[]> {
  const root = places.sdkRoot()
  const paths = (await namesIn(root)).filter((name) => name.startsWith(trashPrefix)).map((name) => join(root, name))
  for (const path of paths) await removeTree(path)
  return paths
}
