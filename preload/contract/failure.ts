import { z } from 'zod'

/**
 * Every way GoReady can fail, as a closed list.
 * Each code has a text in every language under `failures.<CODE>` (see preload/texts), checked by the compiler.
 */
export const failureCodes = [
  // general
  'CANCELLED',
  'BUSY',
  'INVALID_INPUT',
  'INTERNAL',
  // network
  'NETWORK_DNS',
  'NETWORK_UNREACHABLE',
  'NETWORK_TIMEOUT',
  'NETWORK_STALLED',
  'NETWORK_TLS',
  'NETWORK_REDIRECT',
  'HTTP_STATUS',
  'HTTP_PROXY_AUTH',
  'RESPONSE_INVALID',
  'RESPONSE_TOO_LARGE',
  'DOWNLOAD_TRUNCATED',
  'ALL_SOURCES_FAILED',
  // proof
  'CHECKSUM_MISMATCH',
  'SUMDB_SIGNATURE',
  'SUMDB_PROOF',
  'SUMDB_FORK',
  'SUMDB_MISSING',
  'SUMDB_UNAVAILABLE',
  'UNVERIFIED',
  // archives
  'ARCHIVE_INVALID',
  'ARCHIVE_UNSAFE',
  // disk
  'DISK_FULL',
  'DISK_FAILED',
  'TOO_MANY_FILES',
  'PERMISSION_DENIED',
  'FILE_CHANGED',
  'FILE_UNSUITABLE',
  'STATE_CORRUPT',
  // releases and SDKs
  'RELEASE_UNKNOWN',
  'RELEASE_NOT_FOR_PLATFORM',
  'SDK_ACTIVE',
  'SDK_NOT_INSTALLED',
  'SDK_EXISTS',
  'GO_NOT_FOUND',
  'GO_FAILED',
  // shells
  'RC_MARKERS_BROKEN',
  'RC_BLOCK_EDITED',
  'RC_SYNTAX',
  'SHELL_NOT_VERIFIED',
  'HOME_NOT_OWNED',
  'HOME_NOT_ABSOLUTE',
  // go env
  'GOENV_OFF',
  'GOENV_OVERRIDDEN',
  'GOENV_VARIABLE_UNKNOWN',
  'GOENV_NOT_WRITTEN',
  // journal
  'PLAN_UNKNOWN',
  'PLAN_STALE',
  'UNDO_CONFLICT',
  // modules
  'MODULE_PATH_INVALID',
  'DIRECTORY_NOT_EMPTY',
] as const

export type FailureCode = (typeof failureCodes)[number]

/** Values that a failure text may interpolate. Already redacted when the failure was made. */
export const failureDetails = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
export type FailureDetails = z.infer<typeof failureDetails>

/** A failure as it crosses the wire: code for the text, message for the log, details for the text's blanks. */
export const failureShape = z.object({
  code: z.enum(failureCodes),
  message: z.string(),
  details: failureDetails,
})
export type FailureShape = z.infer<typeof failureShape>
