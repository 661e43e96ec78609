import type { X509Certificate } from 'node:crypto'
import type { LookupFunction, Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import type { Clock } from '../clock'
import type { ProxyRules } from '../http/proxy-rules'

/** Milliseconds and bytes that the hops of one trace may take. */
export interface TraceLimits {
  readonly dns: number
  /** For each address. */
  readonly connect: number
  /** For a proxy to open a tunnel. */
  readonly tunnel: number
  readonly tls: number
  /** For the head of an answer. */
  readonly head: number
  /** Without a byte of the body. */
  readonly idle: number
  /** Of a body are read. */
  readonly bodyBytes: number
  readonly redirects: number
}

export const traceLimits: TraceLimits = {
  dns: 10_000,
  connect: 4_000,
  tunnel: 10_000,
  tls: 8_000,
  head: 15_000,
  idle: 8_000,
  bodyBytes: 64 * 1024,
  // net/http of Go gives up at ten
  redirects: 10,
}

/** The certificates to judge by. */
export interface Trust {
  readonly context: SecureContext
  /** Roots that every computer has, and those that only this one trusts. */
  readonly publicRoots: readonly X509Certificate[]
  readonly localRoots: readonly X509Certificate[]
}

export interface TraceTools {
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  readonly lookup: LookupFunction
  readonly limits: TraceLimits
  readonly trust: () => Trust
  /** Which way a request takes. */
  readonly proxyFor: ProxyRules
  readonly userAgent: string
  /** Every socket of the trace; all are closed at its end. */
  readonly opened: Set<Socket>
}
