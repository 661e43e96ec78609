import { randomUUID } from 'node:crypto'
import { rename } from 'node:fs/promises'
import type { z } from 'zod'
import type { Clock } from './clock'
import { hasErrno } from './failure'
import { readIfExists, writeAtomic } from './files'
import type { Logger } from './log'

/** One JSON file of GoReady's own, checked against a schema whenever it is read. */
export interface StateFile<Value> {
  /** The value, or null when there is no file or it was damaged. */
  read(): Promise<Value | null>
  write(value: Value): Promise<void>
}

export interface StateFileOptions {
  readonly clock: Clock
  readonly log: Logger
  /** Mode of the file; 0600 when not given. */
  readonly mode?: number
}

/**
 * Keeps a value in a JSON file that is replaced at once. A file that can't be read or does not fit the schema is set
 * aside as `<path>.corrupt-<time>-<random>` and counts as absent, so that no damaged file keeps the program from starting.
 */
export function openStateFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  { clock, log, mode = 0o600 }: StateFileOptions,
): StateFile<z.infer<Schema>> {
  const setAside = async (why: string): Promise<null> => {
    const kept = `${path}.corrupt-${clock.now().getTime()}-${randomUUID().slice(0, 4)}`
    try {
      await rename(path, kept)
      log.warn({ path, kept, why }, 'a state file was damaged; set aside')
    } catch (error) {
      // another process was faster
      if (!hasErrno(error, 'ENOENT')) throw error
    }
    return null
  }
  return {
    async read() {
      let bytes: Buffer | null
      try {
        bytes = await readIfExists(path)
      } catch (error) {
        if (hasErrno(error, 'EISDIR', 'ELOOP')) return setAside('it is not a file')
        throw error
      }
      if (bytes === null) return null
      const parsed = schema.safeParse(parseJson(bytes))
      return parsed.success ? parsed.data : setAside(parsed.error.issues[0]?.message ?? 'it does not fit')
    },
    async write(value) {
      await writeAtomic(path, Buffer.from(JSON.stringify(value)), { mode })
    },
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
