import { ORPCError } from '@orpc/client'
import type { FailureShape } from '../../preload/contract/failure'

/** Why a page could not be connected to its host. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError'
  readonly kind: 'no-session' | 'session-refused' | 'unreachable'

  constructor(kind: BridgeError['kind'], options?: { cause?: unknown }) {
    super(`the page could not be connected: ${kind}`, options)
    this.kind = kind
  }
}

/**
 * The failure that a rejected call or a broken-off stream stands for, ready for its text. What is no failure of the
 * contract becomes CANCELLED (aborted), NETWORK_UNREACHABLE (the host is gone) or INTERNAL.
 */
export function failureOf(error: unknown): FailureShape {
  if (error instanceof ORPCError) {
    if (error.code === 'FAILURE' && isShape(error.data)) return error.data
    if (error.code === 'BAD_REQUEST') {
      return { code: 'INVALID_INPUT', message: error.message, details: { what: 'request', why: error.message } }
    }
    return internal(error.message)
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { code: 'CANCELLED', message: 'cancelled', details: {} }
  }
  // what fetch throws, and reading a body, when the connection breaks
  if (error instanceof TypeError || error instanceof BridgeError) {
    return {
      code: 'NETWORK_UNREACHABLE',
      message: error.message,
      details: { host: 'GoReady', why: error.message },
    }
  }
  return internal(error instanceof Error ? error.message : String(error))
}

// by hand: zod would come into the page with it, and probe for eval, which the page's policy forbids
function isShape(data: unknown): data is FailureShape {
  return typeof data === 'object' && data !== null && 'code' in data && 'message' in data && 'details' in data
}

function internal(why: string): FailureShape {
  return { code: 'INTERNAL', message: why, details: { why } }
}
