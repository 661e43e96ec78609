import type { Arrival } from '../arrival'
import { Failure } from '../failure'
import type { WorkerPool } from './worker-pool'

/** Ends the waiting for an archive and the work on it when the signal is aborted, until the returned function is called. */
export function cancelWith(signal: AbortSignal | undefined, archive: Arrival, pool: WorkerPool): () => void {
  const cancel = (): void => {
    archive.fail(new Failure('CANCELLED', 'cancelled'))
    pool.cancel()
  }
  signal?.addEventListener('abort', cancel, { once: true })
  return () => signal?.removeEventListener('abort', cancel)
}
