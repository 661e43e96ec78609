import { join } from 'node:path'
import { type Clock, withLock } from '../kit'

export interface PathLocks {
  readonly clock: Clock
  readonly lockDir: string
}

/**
 * Does work on a file or a link while no other process does.
 *
 * @throws BUSY when another process holds it for longer than 15 s
 */
export function withPathLock<Result>(
  { clock, lockDir }: PathLocks,
  kind: 'file' | 'link',
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  // file names may have 255 bytes; the end of a path tells more than its beginning
  const name = Buffer.from(path).toString('base64url').slice(-120)
  return withLock(join(lockDir, `${kind}-${name}.lock`), path, { wait: 15_000, clock }, work)
}
