import type { Challenge } from './challenge'

/** Why a hop did not get through. `timeout`: nothing came within the time that the hop has. */
export type HopFault =
  | 'no-address'
  | 'refused'
  | 'reset'
  | 'closed'
  | 'timeout'
  | 'unreachable'
  | 'forbidden'
  | 'malformed'
  | 'not-tls'
  | 'tls'
  | 'inward'
  | 'other'

interface HopBase {
  /** Which request of a row of redirects, from 0. */
  readonly leg: number
  /** Whether this hop deals with the target or with the proxy on the way. */
  readonly to: 'target' | 'proxy'
  /** Host and port that it deals with. */
  readonly host: string
  readonly milliseconds: number
  readonly fault: HopFault | null
  /** The technical reason of `other`, else the error's code; redacted. */
  readonly detail: string
}

export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

export interface DnsHop extends HopBase {
  readonly kind: 'dns'
  readonly addresses: readonly Address[]
}

/** One address that was tried. */
export interface Attempt extends Address {
  readonly milliseconds: number
  readonly fault: HopFault | null
}

export interface ConnectHop extends HopBase {
  readonly kind: 'connect'
  readonly attempts: readonly Attempt[]
}

/** The way through the proxy: a tunnel. Plain http needs none. */
export interface TunnelHop extends HopBase {
  readonly kind: 'tunnel'
  readonly scheme: 'http' | 'socks'
  /** What the proxy answered to CONNECT; null for SOCKS and for no answer. */
  readonly status: number | null
  readonly challenges: readonly Challenge[]
  readonly server: string
}

export interface SeenCertificate {
  readonly subject: string
  readonly issuer: string
  /** ISO 8601. */
  readonly validFrom: string
  readonly validTo: string
  /** DNS names and addresses that it stands for; only of the first of the chain. */
  readonly names: readonly string[]
}

/** What is wrong with a certificate. */
export type TlsFlaw = 'expired' | 'not-yet-valid' | 'wrong-host' | 'self-signed' | 'unknown-issuer' | 'refused'

export interface TlsHop extends HopBase {
  readonly kind: 'tls'
  readonly protocol: string
  readonly chain: readonly SeenCertificate[]
  /** Who vouches for the chain: an authority that everybody trusts, one that only this computer does, nobody known. */
  readonly anchor: 'public' | 'local' | 'none'
  readonly flaws: readonly TlsFlaw[]
  /** The `Date` that the server told (ISO 8601) where only the dates of its certificate were wrong; else null. */
  readonly serverDate: string | null
}

export interface HttpHop extends HopBase {
  readonly kind: 'http'
  readonly url: string
  /** The proxy that was told the whole address, if that was the way. */
  readonly proxy: string | null
  /** 0 when no answer came. */
  readonly status: number
  /** Those that tell something about the way, lower-case, credentials hidden. */
  readonly headers: Readonly<Record<string, string>>
  readonly challenges: readonly Challenge[]
}

export interface RedirectHop extends HopBase {
  readonly kind: 'redirect'
  readonly from: string
  readonly location: string
  /** Why it was not followed; null when it was. */
  readonly refusal: 'loop' | 'too-many' | 'inward' | 'insecure' | 'malformed' | null
}

export interface BodyHop extends HopBase {
  readonly kind: 'body'
  readonly bytes: number
  /** `enough`: as much as is read of one came. */
  readonly end: 'whole' | 'enough' | 'broken'
  readonly isHtml: boolean
  readonly isJson: boolean
  /** The start as one printable line, credentials hidden. */
  readonly excerpt: string
}

export type Hop = DnsHop | ConnectHop | TunnelHop | TlsHop | HttpHop | RedirectHop | BodyHop
export type HopKind = Hop['kind']

/** What the tracer tells: that a hop begins, and what came of it. */
export type TraceStep =
  | { readonly phase: 'begins'; readonly hop: Pick<Hop, 'kind' | 'leg' | 'to' | 'host'> }
  | { readonly phase: 'ended'; readonly hop: Hop }
