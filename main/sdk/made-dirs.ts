import { rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hasErrno, openStateFile, type StateFile, type World } from '../kit'
import type { Places } from './places'

const madeDirs = z.object({ version: z.literal(1), dirs: z.array(z.string()) })

/**
 * The folders that GoReady made to have a place for SDKs. Whoever removes the last SDK removes them, whichever change
 * had made them.
 */
export class MadeDirs {
  readonly #file: StateFile<z.infer<typeof madeDirs>>

  constructor(world: Pick<World, 'clock' | 'log'>, places: Places) {
    this.#file = openStateFile(join(places.records, 'dirs.json'), madeDirs, world)
  }

  /** Notes folders that are about to be made. */
  async note(dirs: readonly string[]): Promise<void> {
    if (dirs.length === 0) return
    const known = await this.#read()
    await this.#file.write({ version: 1, dirs: [...new Set([...known, ...dirs])] })
  }

  /** Removes those that are empty, innermost first. */
  async tidy(): Promise<void> {
    const known = await this.#read()
    const left: string[] = []
    for (const dir of known.toSorted((a, b) => b.length - a.length)) if (!(await isGone(dir))) left.push(dir)
    if (left.length !== known.length) await this.#file.write({ version: 1, dirs: left.toReversed() })
  }

  async #read(): Promise<readonly string[]> {
    return (await this.#file.read())?.dirs ?? []
  }
}

async function isGone(dir: string): Promise<boolean> {
  try {
    await rmdir(dir)
    return true
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return true
    if (hasErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EACCES', 'EPERM', 'EBUSY')) return false
    throw error
  }
}
