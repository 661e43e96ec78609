import { setImmediate } from 'node:timers/promises'
import { type Clock, throwIfCancelled } from '../../main/kit'

export interface FakeClock extends Clock {
  /** Milliseconds of every sleep so far. */
  readonly slept: readonly number[]
  /** Lets so many milliseconds pass. */
  advance(milliseconds: number): void
}

/**
 * A clock that stands still; a sleep passes at once and moves it on.
 *
 * @param step milliseconds that pass whenever somebody looks at it
 */
export function fakeClock(step = 0): FakeClock {
  const start = Date.UTC(2026, 0, 2, 3, 4, 5)
  const slept: number[] = []
  let elapsed = 0
  return {
    slept,
    advance(milliseconds) {
      elapsed += milliseconds
    },
    now: () => new Date(start + elapsed),
    monotonic() {
      elapsed += step
      return elapsed
    },
    async sleep(milliseconds, signal) {
      throwIfCancelled(signal)
      slept.push(milliseconds)
      elapsed += milliseconds
      // Not a microtask: whoever polls must not starve input and output
      await setImmediate()
      throwIfCancelled(signal)
    },
  }
}
