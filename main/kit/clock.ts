import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from './failure'

/** Time as the rest of the program sees it; tests pass their own. */
export interface Clock {
  now(): Date
  /** Milliseconds of a clock that never goes back. */
  monotonic(): number
  /** Waits; rejects with CANCELLED as soon as the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  async sleep(milliseconds, signal) {
    try {
      await delay(milliseconds, undefined, signal ? { signal } : {})
    } catch (cause) {
      throw new Failure('CANCELLED', 'cancelled while waiting', {}, { cause })
    }
  },
}
