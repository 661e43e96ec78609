import type { FailureCode } from '../../preload/contract/failure'
import { Failure } from '../kit'

/** What a source can do wrong, the most telling first. */
const ofProof: readonly FailureCode[] = ['SUMDB_SIGNATURE', 'SUMDB_PROOF', 'SUMDB_MISSING']
const ofTransport: readonly FailureCode[] = [
  'HTTP_PROXY_AUTH',
  'NETWORK_TLS',
  'RESPONSE_INVALID',
  'RESPONSE_TOO_LARGE',
  'NETWORK_REDIRECT',
  'DOWNLOAD_TRUNCATED',
  'NETWORK_STALLED',
  'NETWORK_TIMEOUT',
  'NETWORK_UNREACHABLE',
  'HTTP_STATUS',
  'NETWORK_DNS',
]
const ranked = [...ofProof, ...ofTransport]

/** True when another source may do better: not so with a fork, a cancellation, a full disk. */
export function isOfSource({ code }: Failure): boolean {
  return ranked.includes(code)
}

/** True when the source was not reached or gave no answer of the database, so that nothing speaks against it. */
export function isOfTransport({ code }: Failure): boolean {
  return ofTransport.includes(code)
}

/** The one failure to report when every source failed: of its proof if any came so far, else SUMDB_UNAVAILABLE with the best reason. */
export function mostTelling(failures: readonly Failure[]): Failure {
  const [best] = failures.toSorted((a, b) => ranked.indexOf(a.code) - ranked.indexOf(b.code))
  if (best && (ofProof.includes(best.code) || best.code === 'HTTP_PROXY_AUTH')) return best
  const why = best?.message ?? 'there is no address to ask'
  return new Failure(
    'SUMDB_UNAVAILABLE',
    `no address of the checksum database gave an answer: ${why}`,
    { why },
    { cause: best },
  )
}
