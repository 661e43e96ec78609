import { Failure } from '../failure'
import { redact } from '../redact'
import { resetCode } from './patient-end'

/** What was being asked for when it failed. */
export interface Asked {
  /** Host and port, as a person is told. */
  readonly host: string
  /** The path asked for, without query. */
  readonly what: string
}

const unreachable: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  [resetCode]: 'the connection was reset',
  ECONNABORTED: 'the connection was aborted',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed before an answer came',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'the network is unreachable',
  ENETDOWN: 'the network is down',
  EADDRNOTAVAIL: 'the address is not available',
  EACCES: 'the system forbids connections to it',
  EPERM: 'the system forbids connections to it',
  UND_ERR_DESTROYED: 'the connection was closed by GoReady',
  UND_ERR_CLOSED: 'the connection was closed by GoReady',
}

const certificates: Record<string, string> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'it is signed by an authority that this computer does not know (self-signed root)',
  UNABLE_TO_GET_ISSUER_CERT: 'its issuer is unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its issuer is unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its issuer is unknown',
  CERT_UNTRUSTED: 'its issuer is not trusted',
  CERT_REVOKED: 'it was revoked',
  CERT_SIGNATURE_FAILURE: 'its signature is wrong',
  CERT_CHAIN_TOO_LONG: 'its chain is too long',
  INVALID_CA: 'its issuer is no authority',
  INVALID_PURPOSE: 'it is not meant for servers',
  HOSTNAME_MISMATCH: 'it belongs to another host',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it belongs to another host',
}

/** undici says the second, before the head is complete, for a head that contradicts itself about the length. */
const malformed = ['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH']

/** The Failure that an error of undici, node:net or node:tls amounts to, before or while the head of an answer came. */
export function networkFailure(error: unknown, { host, what }: Asked, connectSeconds: number): Failure {
  if (error instanceof Failure) return error
  const code = codeOf(error)
  const options = { cause: error }
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) {
    return new Failure('NETWORK_DNS', `no address for ${host}: ${code}`, { host }, options)
  }
  if (code === 'ERR_INWARD') {
    const why = `to ${host}, a name of this very computer`
    return new Failure('NETWORK_REDIRECT', `redirected ${why}`, { host, why }, options)
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return new Failure('NETWORK_TIMEOUT', `${host}: no connection`, { host, seconds: connectSeconds }, options)
  }
  const certificate = certificates[code]
  if (certificate !== undefined) {
    return new Failure(
      'NETWORK_TLS',
      `${host}: certificate refused: ${certificate}`,
      { host, why: certificate },
      options,
    )
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    const why = tlsReason(error)
    return new Failure('NETWORK_TLS', `${host}: no TLS connection: ${why}`, { host, why }, options)
  }
  if (code.startsWith('HPE_') || malformed.includes(code)) {
    const got = `an answer that is not HTTP (${redact(messageOf(error))})`
    return new Failure('RESPONSE_INVALID', `${host}: malformed answer for ${what}`, { host, what, got }, options)
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    const why = redact(messageOf(error))
    return new Failure('INVALID_INPUT', `request to ${host}: ${why}`, { what: host, why }, options)
  }
  const why = unreachable[code] ?? redact(messageOf(error))
  return new Failure('NETWORK_UNREACHABLE', `${host}: ${why}`, { host, why }, options)
}

/** As {@link networkFailure} for a body that broke off: DOWNLOAD_TRUNCATED unless the answer itself was malformed. */
export function bodyFailure(error: unknown, asked: Asked, received: number, total: number | null): Failure {
  if (error instanceof Failure) return error
  const code = codeOf(error)
  if (code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE') return networkFailure(error, asked, 0)
  return truncated(asked, received, total, error)
}

/** DOWNLOAD_TRUNCATED: `received` of `total` bytes came. */
export function truncated(asked: Asked, received: number, total: number | null, cause?: unknown): Failure {
  const details = { host: asked.host, received, total: total ?? '?' }
  return new Failure('DOWNLOAD_TRUNCATED', `${asked.what} from ${asked.host} was cut off`, details, { cause })
}

function codeOf(error: unknown): string {
  const { code, errors, name, message } = (error ?? {}) as Partial<Error> & { code?: unknown; errors?: unknown[] }
  if (typeof code === 'string') return code
  // undici leaves the code out of some of these
  if (name === 'HTTPParserError') return /invalid eof state/i.test(message ?? '') ? 'HPE_INVALID_EOF_STATE' : 'HPE_'
  return errors?.[0] === undefined ? '' : codeOf(errors[0])
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

// OpenSSL's messages look like `80AB…:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/…`
function tlsReason(error: unknown): string {
  const { reason } = (error ?? {}) as { reason?: unknown }
  const words = typeof reason === 'string' ? reason : (/routines:[^:]*:([^:]+):/.exec(messageOf(error))?.[1] ?? '')
  if (/wrong version number|packet length too long|http request/.test(words)) return 'what answers does not speak TLS'
  if (/unsupported protocol|protocol version|no protocols/.test(words)) return 'it offers only outdated TLS versions'
  return words || redact(messageOf(error))
}
