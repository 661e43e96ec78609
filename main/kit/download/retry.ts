import { Failure } from '../failure'

const transient = new Set([
  'NETWORK_DNS',
  'NETWORK_UNREACHABLE',
  'NETWORK_TIMEOUT',
  'NETWORK_STALLED',
  'DOWNLOAD_TRUNCATED',
])
const transientStatuses = new Set([408, 425, 429])
/** A server that wants to be left alone for longer is left alone: another source may be quicker. Seconds. */
const longestRetryAfter = 30

/**
 * Milliseconds to wait before the next try after `error`, or null when trying again is no use: only network troubles,
 * broken-off transfers, 5xx, 408, 425 and 429 pass by themselves. Doubles from half a second up to 8 s, give or take a
 * half so that many clients don't come back at once; a Retry-After of up to 30 s is obeyed.
 *
 * @param failures how many tries have failed so far, at least 1
 */
export function delayBeforeRetry(error: unknown, failures: number, random: () => number = Math.random): number | null {
  if (!(error instanceof Failure) || !isTransient(error)) return null
  const { retryAfter } = error.details
  if (typeof retryAfter === 'number') return retryAfter > longestRetryAfter ? null : retryAfter * 1000
  return Math.min(8_000, 500 * 2 ** (failures - 1)) * (0.5 + random())
}

function isTransient({ code, details }: Failure): boolean {
  if (transient.has(code)) return true
  const status = code === 'HTTP_STATUS' ? Number(details.status) : 0
  return transientStatuses.has(status) || (status >= 500 && status <= 599)
}
