import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Dirs, exists, missingDirs, readIfExists, removeIfEmpty, removeTree, writeAtomic } from '../kit'

/**
 * Notes which folders around GoReady's own (`~/.local/share` and the like) were not there before its first start, so
 * that {@link forgetOwnDirs} can take them away again.
 */
export async function noteOwnDirs(dirs: Dirs): Promise<void> {
  const note = join(dirs.state, 'made-folders.json')
  if (await exists(note)) return
  const made = new Set<string>()
  for (const dir of ownDirs(dirs)) for (const parent of await missingDirs(dir)) made.add(parent)
  await mkdir(dirs.state, { recursive: true, mode: 0o700 })
  await writeAtomic(note, Buffer.from(JSON.stringify([...made])), { mode: 0o600 })
}

/** Removes GoReady's own folders, and those around them that it made and that are empty now. */
export async function forgetOwnDirs(dirs: Dirs): Promise<void> {
  const note = await readIfExists(join(dirs.state, 'made-folders.json'))
  const made = note === null ? [] : (JSON.parse(note.toString('utf8')) as string[])
  for (const dir of ownDirs(dirs)) await removeTree(dir)
  for (const dir of made.sort((a, b) => b.length - a.length)) await removeIfEmpty(dir)
}

function ownDirs({ data, config, cache, state, logs, runtime }: Dirs): string[] {
  return [data, config, cache, state, logs, runtime]
}
