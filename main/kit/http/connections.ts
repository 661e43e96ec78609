import dns from 'node:dns'
import type { LookupFunction } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { buildConnector as Connecting, Dispatcher, Pool as PoolType } from 'undici'
import { classOfAddress } from './address-class'
import { withPatientEnd } from './patient-end'
import { measured } from './phases'
import type { ProxyRules } from './proxy-rules'
import { basicCredentials, tunnelThrough } from './tunnel'
import { buildConnector, Pool } from './undici'

/** How to send one request: over which connections, with which target in the request line and which extra headers. */
export interface Route {
  readonly dispatcher: Dispatcher
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  /** Straight to the host, by a proxy that is told the whole address, or by a tunnel that a proxy opens. */
  readonly way: 'direct' | 'absolute' | 'tunnel'
  /** Host and port of the proxy on the way, if any. */
  readonly proxy: string | null
}

export interface Connections {
  /** @param guarded refuse a name that resolves to this very computer (a redirect led there) */
  routeTo(url: URL, guarded: boolean): Route
  close(): Promise<void>
}

export interface ConnectionOptions {
  readonly proxyFor: ProxyRules
  /** Milliseconds. */
  readonly connectTimeout: number
  readonly lookup: LookupFunction
  /** Root certificates to trust, in PEM; asked at the first connection that needs them. */
  readonly roots: () => string[]
}

// Node's 250 ms would give up an address that is merely far away.
const attemptTimeout = 1_500

/**
 * Keeps connections open, a pool for each origin and way to it, so that requests in a row or side by side share them:
 * directly, to an HTTP proxy in absolute form for http, through its CONNECT (or SOCKS 5) tunnel for https.
 */
export function createConnections({ proxyFor, connectTimeout, lookup, roots }: ConnectionOptions): Connections {
  const pools = new Map<string, PoolType>()
  let context: SecureContext | undefined
  const connectorWith = (resolve: LookupFunction): Connecting.connector => {
    const common = { timeout: connectTimeout, lookup: resolve, autoSelectFamilyAttemptTimeout: attemptTimeout }
    const plain = measured(buildConnector(common))
    let secure: Connecting.connector | undefined
    return (options, callback) => {
      if (options.protocol !== 'https:') return plain(options, callback)
      context ??= createSecureContext({ ca: roots() })
      secure ??= measured(buildConnector({ ...common, secureContext: context }))
      secure(options, callback)
    }
  }
  const direct = connectorWith(lookup)
  const guard = connectorWith(outwardOnly(lookup))
  const toProxy = byOwnName(direct)

  const poolFor = (key: string, origin: string, connect: () => Connecting.connector): PoolType => {
    const known = pools.get(key)
    if (known) return known
    const pool = new Pool(origin, { connect: withPatientEnd(connect()), headersTimeout: 0, bodyTimeout: 0 })
    pools.set(key, pool)
    return pool
  }

  return {
    routeTo(url, guarded) {
      const proxy = proxyFor(url)
      const target = url.pathname + url.search
      if (proxy === null) {
        const key = `${guarded ? 'guarded' : 'direct'} ${url.origin}`
        const dispatcher = poolFor(key, url.origin, () => (guarded ? guard : direct))
        return { dispatcher, target, headers: {}, way: 'direct', proxy: null }
      }
      if (url.protocol === 'http:' && !proxy.protocol.startsWith('socks')) {
        const dispatcher = poolFor(`proxy ${proxy.href}`, proxy.origin, () => toProxy)
        const headers = { host: url.host, ...basicCredentials('proxy-authorization', proxy) }
        return { dispatcher, target: url.origin + target, headers, way: 'absolute', proxy: proxy.host }
      }
      const dispatcher = poolFor(`tunnel ${proxy.href} ${url.origin}`, url.origin, () =>
        tunnelThrough(proxy, toProxy, direct, connectTimeout),
      )
      return { dispatcher, target, headers: {}, way: 'tunnel', proxy: proxy.host }
    },
    async close() {
      const open = [...pools.values()]
      pools.clear()
      await Promise.all(open.map((pool) => pool.destroy()))
    },
  }
}

/** A connector that expects the certificate of the host it connects to: undici would go by the Host header, another's. */
function byOwnName(connect: Connecting.connector): Connecting.connector {
  return ({ servername: _, ...options }, callback) => connect(options, callback)
}

/** The system's resolver. */
export const systemLookup: LookupFunction = (hostname, options, callback) => dns.lookup(hostname, options, callback)

/** A resolver that fails with ERR_INWARD for a name whose addresses are this computer's own. */
function outwardOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, options, (error, found, family) => {
      const addresses = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address)
      const inward = addresses.some((address) => ['loopback', 'link-local'].includes(classOfAddress(address) ?? ''))
      if (error || !inward) return callback(error, found, family)
      callback(Object.assign(new Error(`${hostname} is this computer itself`), { code: 'ERR_INWARD' }), [], 0)
    })
}
