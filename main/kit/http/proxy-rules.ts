import { domainToASCII } from 'node:url'
import ipaddr from 'ipaddr.js'
import type { Environment } from '../world'
import { classOfHost } from './address-class'

/** Says which HTTP proxy a request to `url` goes through; null for none. */
export type ProxyRules = (url: URL) => URL | null

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Exception =
  | { readonly kind: 'range'; readonly range: readonly [Address, number] }
  | { readonly kind: 'address'; readonly address: Address; readonly port: string }
  | { readonly kind: 'domain'; readonly suffix: string; readonly itself: boolean; readonly port: string }

const schemes = ['http:', 'https:', 'socks5:', 'socks5h:']

/**
 * Reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY (then their lower-case forms) by the rules of the go command
 * (golang.org/x/net/http/httpproxy): upper case first, `host:port` means http, loopback never through a proxy,
 * NO_PROXY entries are `*`, addresses, CIDR ranges, domains with or without a leading dot or `*.`, each but a range with
 * an optional port. ALL_PROXY is not read, because go does not read it either. A value that is no proxy address is
 * ignored.
 */
export function readProxyRules(env: Environment): ProxyRules {
  const either = (name: string): string => env[name] || env[name.toLowerCase()] || ''
  // A web server in CGI mode hands a client's `Proxy:` header over as HTTP_PROXY
  const forHttp = env.REQUEST_METHOD ? null : parseProxy(either('HTTP_PROXY'))
  const forHttps = parseProxy(either('HTTPS_PROXY'))
  const noProxy = either('NO_PROXY')
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
  if (noProxy.includes('*')) return () => null
  const exceptions = noProxy.flatMap(parseException)
  return (url) => {
    const proxy = url.protocol === 'https:' ? forHttps : forHttp
    if (proxy === null || classOfHost(url.hostname) === 'loopback') return null
    return exceptions.some((exception) => matches(exception, url)) ? null : proxy
  }
}

function parseProxy(value: string): URL | null {
  if (value === '') return null
  const written = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`
  if (!URL.canParse(written)) return null
  const url = new URL(written)
  return schemes.includes(url.protocol) && url.hostname !== '' ? url : null
}

function parseException(entry: string): Exception[] {
  if (entry === '') return []
  if (entry.includes('/')) return parseRange(entry)
  const { host, port } = splitPort(entry)
  if (host === '') return []
  const address = parseAddress(host)
  if (address) return [{ kind: 'address', address, port }]
  const bare = host.startsWith('*.') ? host.slice(1) : host
  const itself = !bare.startsWith('.')
  const name = bare.replace(/^\./, '')
  if (name === '') return []
  return [{ kind: 'domain', suffix: `.${domainToASCII(name) || name}`, itself, port }]
}

function parseRange(entry: string): Exception[] {
  if (!ipaddr.isValidCIDR(entry)) return []
  const [base, bits] = ipaddr.parseCIDR(entry)
  const isMapped = base.kind() === 'ipv6' && (base as ipaddr.IPv6).isIPv4MappedAddress() && bits >= 96
  return [{ kind: 'range', range: isMapped ? [(base as ipaddr.IPv6).toIPv4Address(), bits - 96] : [base, bits] }]
}

function splitPort(entry: string): { host: string; port: string } {
  const bracketed = /^\[(.*)\]:(\d*)$/.exec(entry)
  if (bracketed) return { host: bracketed[1] ?? '', port: bracketed[2] ?? '' }
  const plain = /^([^:]*):(\d*)$/.exec(entry)
  return plain ? { host: plain[1] ?? '', port: plain[2] ?? '' } : { host: entry, port: '' }
}

// Only what Go takes for an address: ipaddr.js would read `10` or `0x7f.1` as one.
function parseAddress(host: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(host)) return ipaddr.IPv4.parse(host)
  return host.includes(':') && ipaddr.IPv6.isValid(host) ? ipaddr.process(host) : null
}

function matches(exception: Exception, url: URL): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, '')
  const address = parseAddress(host)
  if (exception.kind === 'range') return address !== null && inRange(address, exception.range)
  if (exception.port !== '' && exception.port !== port) return false
  if (exception.kind === 'address') return address !== null && address.toString() === exception.address.toString()
  if (address !== null) return false
  return host.endsWith(exception.suffix) || (exception.itself && host === exception.suffix.slice(1))
}

function inRange(address: Address, [base, bits]: readonly [Address, number]): boolean {
  if (address.kind() !== base.kind()) return false
  return address.kind() === 'ipv4'
    ? (address as ipaddr.IPv4).match(base as ipaddr.IPv4, bits)
    : (address as ipaddr.IPv6).match(base as ipaddr.IPv6, bits)
}
