import { Failure } from '../failure'
import { redact } from '../redact'
import type { HopFault } from './hop'

const faults: Readonly<Record<string, HopFault>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EAI_AGAIN: 'no-address',
  ENOTFOUND: 'no-address',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  HPE_INVALID_EOF_STATE: 'closed',
}

/** The fault that an error amounts to, and what to write beside it. Errors of GoReady's own limits are timeouts. */
export function faultOf(error: unknown): { fault: HopFault; detail: string } {
  if (error instanceof Failure) {
    return { fault: error.code === 'NETWORK_TIMEOUT' ? 'timeout' : 'other', detail: error.message }
  }
  const {
    code = '',
    message = String(error),
    reason,
  } = (error ?? {}) as Partial<NodeJS.ErrnoException> & {
    reason?: string
  }
  const known = faults[code]
  // node says ECONNRESET for a peer that merely hung up, too
  if (known === 'reset' && /socket hang up|before secure TLS/.test(message)) return { fault: 'closed', detail: code }
  if (known) return { fault: known, detail: code }
  if (code.startsWith('EAI_')) return { fault: 'no-address', detail: code }
  if (code.startsWith('HPE_') || code.startsWith('ERR_HTTP')) return { fault: 'malformed', detail: code }
  const tlsWords = reason ?? message
  if (/wrong version number|packet length too long|http request/.test(tlsWords))
    return { fault: 'not-tls', detail: code }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return { fault: 'tls', detail: redact(reason ?? code) }
  }
  return { fault: 'other', detail: redact(code || message) }
}
