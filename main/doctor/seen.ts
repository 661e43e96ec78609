import type { Conclusion, ConclusionCode } from '../../preload/contract/doctor'
import { type Text, text } from '../../preload/contract/text'
import type { Hop } from '../kit'
import type { Credentials } from './netrc'
import type { TokenFacts } from './token'

/** Everything that was seen of one address: what a diagnosis is made of, and nothing else. */
export interface Seen {
  readonly role: 'target' | 'entry' | 'direct' | 'sumdb' | 'control'
  readonly url: URL
  /** What an answer has to be: anything but a web page, a version's JSON, anything at all. */
  readonly expected: 'json' | 'plain' | 'any'
  readonly hops: readonly Hop[]
  /** The same address without the network proxy, where that was asked. */
  readonly control: readonly Hop[] | null
  /** The network proxy on the way, without credentials; `from` names who said so. */
  readonly proxy: { readonly host: string; readonly from: string; readonly hasCredentials: boolean } | null
  readonly module: { readonly path: string; readonly version: string } | null
  /** What follows in GOPROXY: the separator and who is asked next. */
  readonly follows: { readonly separator: ',' | '|' | ''; readonly next: string | null }
  /** Run for everybody: it has no private modules. */
  readonly isPublic: boolean
  readonly credentials: Credentials
  readonly token: TokenFacts | null
  readonly now: Date
}

export type HopOf<Kind extends Hop['kind']> = Extract<Hop, { kind: Kind }>

export function lastOf<Kind extends Hop['kind']>(hops: readonly Hop[], kind: Kind): HopOf<Kind> | null {
  return (hops.findLast((hop) => hop.kind === kind) as HopOf<Kind> | undefined) ?? null
}

export function allOf<Kind extends Hop['kind']>(hops: readonly Hop[], kind: Kind): HopOf<Kind>[] {
  return hops.filter((hop): hop is HopOf<Kind> => hop.kind === kind)
}

/** The status of the last answer; 0 when none came. */
export function statusOf(hops: readonly Hop[]): number {
  return hops.at(-1)?.kind === 'tls' ? 0 : (lastOf(hops, 'http')?.status ?? 0)
}

/** How far the clock here is ahead of the server's, in seconds; null when no answer told a date. */
export function clockAhead({ hops, now }: Pick<Seen, 'hops' | 'now'>): number | null {
  const told = lastOf(hops, 'tls')?.serverDate ?? lastOf(hops, 'http')?.headers.date ?? ''
  const time = Date.parse(told)
  return Number.isNaN(time) ? null : Math.round((now.getTime() - time) / 1000)
}

export function day(time: number | string): string {
  return new Date(time).toISOString().slice(0, 10)
}

export function moment(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

export interface Found {
  readonly params?: Text['params']
  readonly evidence?: readonly (Text | null)[]
  readonly next?: readonly (Text | null)[]
}

export function conclude(code: ConclusionCode, seen: Seen, found: Found = {}): Conclusion {
  const isText = (one: Text | null): one is Text => one !== null
  const params = { host: seen.url.host, proxy: seen.proxy?.host ?? '', ...found.params }
  return {
    code,
    verdict: verdicts[code] ?? 'problem',
    what: text(`doctor.conclusion.${code}`, params),
    evidence: (found.evidence ?? []).filter(isText),
    next: (found.next ?? []).filter(isText),
  }
}

const verdicts: Partial<Record<ConclusionCode, Conclusion['verdict']>> = {
  ok: 'good',
  'ok-intercepted': 'note',
  'ok-local-authority': 'note',
  'ipv6-hangs': 'note',
  'sumdb-not-served': 'note',
  off: 'note',
}
