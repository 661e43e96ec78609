import type { Progress } from '../../../preload/contract/journal'
import { toFailure } from '../failure'
import type { HashedFile } from './extract-protocol'
import { WorkerPool } from './worker-pool'

export interface HashTreeOptions {
  readonly root: string
  /** Paths below the root, with slashes. */
  readonly files: readonly string[]
  /** The built extract-worker (`World.extractWorker`). */
  readonly workerUrl: URL
  /** Worker threads; 2 when not given. */
  readonly workers?: number
  readonly signal?: AbortSignal | undefined
}

export interface HashedPath extends HashedFile {
  readonly path: string
}

const batchFiles = 100

/**
 * The SHA-256 (hexadecimal) and size of every file named, in the order of the names. Links are not followed.
 *
 * @throws FILE_CHANGED when a file is gone, FILE_UNSUITABLE for anything but a regular file, PERMISSION_DENIED, CANCELLED
 */
export async function* hashTree(
  options: HashTreeOptions,
): AsyncGenerator<Extract<Progress, { kind: 'verify' }>, HashedPath[]> {
  const { root, files, workerUrl, workers = 2, signal } = options
  const pool = new WorkerPool({ workerUrl, workers, signal })
  try {
    yield { kind: 'verify', what: 'tree' }
    const work: Promise<readonly HashedFile[]>[] = []
    for (let at = 0; at < files.length; at += batchFiles) {
      work.push(pool.run({ kind: 'hash', root, files: files.slice(at, at + batchFiles) }))
    }
    const hashed = (await Promise.all(work)).flat()
    return files.map((path, index) => ({ path, ...(hashed[index] ?? unreachable()) }))
  } catch (error) {
    throw toFailure(error)
  } finally {
    await pool.close()
  }
}

function unreachable(): never {
  throw new Error('a worker returned fewer files than it was given')
}
