import type { Progress } from '../../preload/contract/journal'
import { acquireLock, Failure } from '../kit'
import type { Parts } from './parts'

/** Milliseconds that another process may take over one SDK, a slow download included, before we give up. */
const patience = 60 * 60_000

/**
 * Waits until no other process works on the release, and returns the function that lets the next one.
 *
 * @throws BUSY after an hour, CANCELLED
 */
export async function* lockVersion(
  { world, places }: Pick<Parts, 'world' | 'places'>,
  version: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Progress, () => Promise<void>> {
  const { clock } = world
  const started = clock.monotonic()
  for (;;) {
    const waited = clock.monotonic() - started
    try {
      const wait = waited === 0 ? 0 : 1_000
      return await acquireLock(places.lock(version), version, { clock, wait, ...(signal ? { signal } : {}) })
    } catch (error) {
      const isBusy = error instanceof Failure && error.code === 'BUSY'
      if (!isBusy || waited > patience) throw error
    }
    yield { kind: 'waiting', reason: 'lock', seconds: Math.round((clock.monotonic() - started) / 1000) }
  }
}
