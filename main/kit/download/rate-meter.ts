/** Measures how fast bytes come. All times are milliseconds of a monotonic clock, all rates bytes a second. */
export interface RateMeter {
  add(bytes: number, now: number): void
  /** Over the last 5 s, or since the start. */
  rate(now: number): number
  /** Over the last 60 s; null before 60 s have passed. */
  minuteRate(now: number): number | null
}

const shortWindow = 5_000
const longWindow = 60_000
/** Samples closer together than this are one: a minute then needs 240 of them at most. */
const grain = 250

export function createRateMeter(started: number): RateMeter {
  const samples: { at: number; bytes: number }[] = []
  const since = (from: number): number => samples.reduce((sum, { at, bytes }) => (at > from ? sum + bytes : sum), 0)
  return {
    add(bytes, now) {
      const last = samples.at(-1)
      if (last && now - last.at < grain) last.bytes += bytes
      else samples.push({ at: now, bytes })
      while ((samples[0]?.at ?? now) < now - longWindow) samples.shift()
    },
    rate(now) {
      const span = Math.min(shortWindow, now - started)
      return span <= 0 ? 0 : (since(now - span) * 1000) / span
    },
    minuteRate(now) {
      return now - started < longWindow ? null : (since(now - longWindow) * 1000) / longWindow
    },
  }
}
