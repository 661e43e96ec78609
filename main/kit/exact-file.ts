import { randomUUID } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Failure } from './failure'
import { readIfExists, renameWithRetry, syncDir, writeAtomic } from './files'
import { namesIn } from './folders'

/**
 * Replaces a file whose content is `before` (null: there is none) by `after` (null: none), at once, and never over
 * somebody else's change: what another program writes up to the very moment of the switch is found and put back.
 *
 * @throws FILE_CHANGED with the other program's file in place
 */
export async function replaceExactly(
  path: string,
  before: Uint8Array | null,
  after: Uint8Array | null,
  options: { mode?: number; recheck?: () => Promise<void> } = {},
): Promise<void> {
  const aside = asideOf(path)
  let hasAside = false
  const keep = async (): Promise<void> => {
    await options.recheck?.()
    hasAside = before !== null && (await linkTo(path, aside))
  }
  // a look before the switch leaves a gap in which an editor or an installer may write: look at what was replaced
  const landed = async (): Promise<void> => {
    if (before === null || !hasAside || (await readIfExists(aside))?.equals(before) !== false) return
    await putBack(aside, path, after ?? Buffer.alloc(0))
    throw new Failure('FILE_CHANGED', `${path} changed while it was being written`, { path })
  }
  try {
    if (after !== null) await writeAtomic(path, after, { ...options, recheck: keep, landed })
    else {
      await keep()
      await fs.rm(path)
      await landed()
      await syncDir(dirname(path))
    }
  } finally {
    if (hasAside) await fs.rm(aside, { force: true })
  }
}

/** Gives the old file its name back; what was added to the new one in the moment that it was there is added to it. */
async function putBack(aside: string, path: string, after: Uint8Array): Promise<void> {
  const brief = asideOf(path)
  const isThere = await linkTo(path, brief)
  await renameWithRetry(aside, path)
  if (!isThere) return
  const now = await fs.readFile(brief)
  if (now.subarray(0, after.length).equals(after)) await fs.appendFile(path, now.subarray(after.length))
  await fs.rm(brief, { force: true })
}

/** Removes what a killed process left beside a file: its temporary file and the name it kept for the old content. */
export async function sweepBeside(path: string): Promise<void> {
  const name = basename(path)
  for (const entry of await namesIn(dirname(path))) {
    const isLeft = entry.startsWith(`.${name}.`) && /^[0-9a-f]{8}\.goready(?:-old)?$/.test(entry.slice(name.length + 2))
    if (isLeft) await fs.rm(join(dirname(path), entry), { force: true })
  }
}

function asideOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.goready-old`)
}

/** A second name for the file. False where there can be none: another file system, one without hard links. */
async function linkTo(path: string, aside: string): Promise<boolean> {
  try {
    await fs.link(path, aside)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}
