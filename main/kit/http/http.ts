/** A whole answer, whatever its status. Header names are lower-case. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** The address that answered in the end, after redirects. */
  readonly url: string
  /** Milliseconds from the request to the first byte of the answer's head, and to its end. */
  readonly timing: { readonly firstByte: number; readonly total: number }
}

/** An answer whose body still comes. Iterate `body` once, or call `cancel`. */
export interface HttpStream {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly url: string
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

/**
 * HTTP as GoReady speaks it: HTTP(S)_PROXY and NO_PROXY (with address ranges) honoured, never for loopback; no
 * compression; at most 5 redirects, https never to http, credentials dropped when the origin changes; idle time limits.
 * Any status is an answer. What fails is thrown as a Failure: NETWORK_DNS, NETWORK_UNREACHABLE, NETWORK_TIMEOUT,
 * NETWORK_STALLED, NETWORK_TLS, NETWORK_REDIRECT, HTTP_PROXY_AUTH, RESPONSE_INVALID, RESPONSE_TOO_LARGE, CANCELLED.
 */
export interface Http {
  /** Reads at most `maxBytes` of body; more is RESPONSE_TOO_LARGE. */
  get(url: string, options: HttpOptions & { readonly maxBytes: number }): Promise<HttpAnswer>
  open(url: string, options?: HttpOptions): Promise<HttpStream>
  close(): Promise<void>
}
