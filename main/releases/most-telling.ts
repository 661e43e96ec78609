import type { FailureCode } from '../../preload/contract/failure'
import type { Failure } from '../kit'

/** From the most telling down: what proves an attack, what the user can put right, what is wrong there, what is just not there. */
const order: readonly FailureCode[] = [
  'SUMDB_FORK',
  'CHECKSUM_MISMATCH',
  'SUMDB_SIGNATURE',
  'SUMDB_PROOF',
  'ARCHIVE_UNSAFE',
  'DISK_FULL',
  'PERMISSION_DENIED',
  'HTTP_PROXY_AUTH',
  'NETWORK_TLS',
  'RESPONSE_INVALID',
  'ARCHIVE_INVALID',
  'SUMDB_UNAVAILABLE',
  'SUMDB_MISSING',
  'RESPONSE_TOO_LARGE',
  'NETWORK_REDIRECT',
  'DOWNLOAD_TRUNCATED',
  'NETWORK_STALLED',
  'NETWORK_TIMEOUT',
  'NETWORK_UNREACHABLE',
  'NETWORK_DNS',
]

/** The failure that helps most of several; the earliest of equals. */
export function mostTelling(failures: readonly Failure[]): Failure | undefined {
  return failures.toSorted((a, b) => rankOf(a) - rankOf(b))[0]
}

function rankOf({ code, details }: Failure): number {
  const known = order.indexOf(code)
  // "not found" only says that this source lacks it
  if (code === 'HTTP_STATUS')
    return isAbsent(Number(details.status)) ? order.length + 1 : order.indexOf('RESPONSE_INVALID')
  return known < 0 ? order.length : known
}

/** True for the statuses by which a server says that it has no such file; some proxies say 403. */
export function isAbsent(status: number): boolean {
  return status === 403 || status === 404 || status === 410
}
