import type { Clock } from '../../main/kit'

/** A clock that stands still until a test moves it; `sleep` passes its time at once and is written down. */
export interface HandClock extends Clock {
  readonly slept: number[]
  pass(milliseconds: number): void
}

export function handClock(): HandClock {
  let time = 1_000_000
  const slept: number[] = []
  return {
    slept,
    pass(milliseconds) {
      time += milliseconds
    },
    now: () => new Date(time),
    monotonic: () => time,
    sleep: async (milliseconds) => {
      slept.push(milliseconds)
    },
  }
}
