import type { Phases } from './phases'

/** Milliseconds of a request; after redirects the phases are those of the last address. */
export interface Timing extends Phases {
  /** From the request to the first byte of the answer's head: connections and redirects are in it. */
  readonly firstByte: number
}

/** A whole answer, whatever its status. Header names are lower-case. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** The address that answered in the end, after redirects. */
  readonly url: string
  /** `total`: to the answer's end. */
  readonly timing: Timing & { readonly total: number }
}

/** An answer whose body still comes. Iterate `body` once, or call `cancel`. */
export interface HttpStream {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly url: string
  /** Bytes of the body, when the answer tells. */
  readonly length: number | null
  /** True when only the closing of the connection ends the body, so that a cut one can't be told from a whole one. */
  readonly endsByClose: boolean
  readonly timing: Timing
  readonly body: AsyncIterable<Buffer>
  cancel(): void
}

export interface HttpOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Milliseconds to wait for the head of the answer; 30 s when not given. */
  readonly headersTimeout?: number
  /** Milliseconds without a byte before NETWORK_STALLED; 30 s when not given. There is no limit on the whole. */
  readonly idleTimeout?: number
}

export interface GetOptions extends HttpOptions {
  readonly maxBytes: number
  /** Accept a body that only the closing of the connection ends. */
  readonly endsByClose?: boolean
}

/**
 * HTTP as GoReady speaks it: HTTP(S)_PROXY and NO_PROXY (with address ranges) honoured, never for loopback; no
 * compression; at most 5 redirects, https never to http, never nearer to this computer; when the origin changes only
 * Accept, Range and If-Range go along; idle time limits. A user name and password in a URL become Basic credentials,
 * over https only (as go has it).
 * Any status is an answer. What fails is thrown as a Failure: NETWORK_DNS, NETWORK_UNREACHABLE, NETWORK_TIMEOUT,
 * NETWORK_STALLED, NETWORK_TLS, NETWORK_REDIRECT, HTTP_PROXY_AUTH, RESPONSE_INVALID, RESPONSE_TOO_LARGE,
 * DOWNLOAD_TRUNCATED (the body broke off), INVALID_INPUT (no http address), CANCELLED.
 */
export interface Http {
  /**
   * Reads at most `maxBytes` of body; more is RESPONSE_TOO_LARGE. A 2xx answer that tells no length is RESPONSE_INVALID
   * unless `endsByClose` allows it: nobody could tell whether it was cut off.
   */
  get(url: string, options: GetOptions): Promise<HttpAnswer>
  open(url: string, options?: HttpOptions): Promise<HttpStream>
  close(): Promise<void>
}
