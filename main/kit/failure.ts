import type { FailureCode, FailureDetails, FailureShape } from '../../preload/contract/failure'
import type { Fault } from '../../preload/contract/failure-blanks'
import { redact } from './redact'

/**
 * The one error class. `code` chooses the text shown in every language, `details` fill its blanks, `message` is
 * for the log. Credentials are redacted when the failure is made.
 */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  readonly details: FailureDetails

  constructor(code: FailureCode, message: string, details: FailureDetails = {}, options?: { cause?: unknown }) {
    super(redact(message), options)
    this.code = code
    this.details = Object.fromEntries(
      Object.entries(details).map(([key, value]) => [key, typeof value === 'string' ? redact(value) : value]),
    )
  }

  /** The failure as it crosses the wire. */
  toShape(): FailureShape {
    return { code: this.code, message: this.message, details: this.details }
  }
}

/** The failure that `error` is or amounts to. File-system errors and aborts get their own codes, the rest is INTERNAL. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (!(error instanceof Error)) return new Failure('INTERNAL', String(error), { why: String(error) })
  if (error.name === 'AbortError') return new Failure('CANCELLED', 'cancelled', {}, { cause: error })
  const { code, path } = error as NodeJS.ErrnoException
  const details = { path: path ?? '', why: error.message }
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure('DISK_FULL', error.message, { path: details.path, needed: '?', free: 0 }, { cause: error })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Failure('PERMISSION_DENIED', error.message, { ...details, fault: denied[code] }, { cause: error })
    case 'EISDIR':
    case 'ENOTDIR':
    case 'ELOOP':
    case 'ENAMETOOLONG':
      return new Failure('FILE_UNSUITABLE', error.message, { ...details, fault: unfit[code] }, { cause: error })
    case 'EIO':
    case 'ENXIO':
    case 'ENODEV':
    case 'ESTALE':
      return new Failure('DISK_FAILED', error.message, details, { cause: error })
    case 'EMFILE':
    case 'ENFILE':
      return new Failure('TOO_MANY_FILES', error.message, details, { cause: error })
    default:
      return new Failure('INTERNAL', error.message, { why: error.message }, { cause: error })
  }
}

const denied = { EACCES: 'refused', EPERM: 'refused', EROFS: 'disk-read-only' } as const satisfies Record<
  string,
  Fault<'PERMISSION_DENIED'>
>

const unfit = {
  EISDIR: 'is-a-folder',
  ENOTDIR: 'part-not-a-folder',
  ELOOP: 'link-loop',
  ENAMETOOLONG: 'name-too-long',
} as const satisfies Record<string, Fault<'FILE_UNSUITABLE'>>

/** Throws CANCELLED when the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new Failure('CANCELLED', 'cancelled', {}, { cause: signal.reason })
}

/** True for a Node error with one of these codes, such as ENOENT. */
export function hasErrno(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '')
}
