import type { GoproxyList } from './goproxy-list'
import type { GoError } from './proxy-answer'
import { redactedUrl } from './proxy-answer'

/** One place of the list that the go command walks along. `noproxy` stands before all others when GONOPROXY is set. */
export interface Hop {
  readonly kind: 'noproxy' | 'direct' | 'off' | 'url' | 'file'
  /** Its entry in the parsed list; null for `noproxy`. */
  readonly index: number | null
  readonly url: string
  /** True after `|`: the next is asked on any error. */
  readonly fallsBack: boolean
}

/** What came of asking one place. `use-proxy`: passed over without a word. */
export type Tried =
  | { readonly kind: 'found' }
  | { readonly kind: 'waits' }
  | { readonly kind: 'use-proxy' }
  | { readonly kind: 'failed'; readonly error: GoError }

/** Where a failed place leads: on to the next, to an end that the separator makes, or to the end of the list. */
export type Fate = 'next' | 'stops' | 'last'

export type Walked =
  | { readonly kind: 'found'; readonly hop: Hop }
  | { readonly kind: 'waits'; readonly hop: Hop }
  | { readonly kind: 'failed'; readonly error: GoError }

/**
 * The list as the go command makes it of GOPROXY (proxyList of cmd/go/internal/modfetch), or the error with which it
 * refuses the value.
 */
export function hopsOf({ entries }: GoproxyList, isNoproxySet: boolean): readonly Hop[] | GoError {
  const hops: Hop[] = []
  for (const [index, { kind, url, written, separator, isReached }] of entries.entries()) {
    if (kind === 'empty' || !isReached) continue
    if (kind === 'invalid') return { message: refusalOf(url), isNotExist: false }
    const fallsBack = separator === '|' && (kind === 'url' || kind === 'file')
    hops.push({ kind, index, url: written.trim() === kind ? kind : url, fallsBack })
  }
  if (hops.length === 0) {
    return { message: 'GOPROXY list is not the empty string, but contains no entries', isNotExist: false }
  }
  const isDirectAlone = entries.length === 1 && hops[0]?.kind === 'direct' && entries[0]?.written === 'direct'
  if (isNoproxySet && !isDirectAlone) hops.unshift({ kind: 'noproxy', index: null, url: 'noproxy', fallsBack: false })
  return hops
}

/**
 * Walks along the list as the go command does and returns where it ended, with the error that go prefers to tell: that of
 * a direct request, then the last that is none of "not found", then the last (TryProxies of cmd/go/internal/modfetch).
 */
export function tryHops(
  hops: readonly Hop[],
  ask: (hop: Hop) => Tried,
  tell: (hop: Hop, tried: Tried, fate: Fate) => void,
): Walked {
  let best: Ranked = { error: { message: 'path does not match GOPRIVATE/GONOPROXY', isNotExist: true }, rank: 0 }
  for (const [at, hop] of hops.entries()) {
    const tried = ask(hop)
    if (tried.kind === 'found' || tried.kind === 'waits') {
      tell(hop, tried, 'stops')
      return { kind: tried.kind, hop }
    }
    if (tried.kind === 'use-proxy') continue
    const { error } = tried
    const rank = rankOf(hop, error)
    if (rank >= best.rank) best = { error, rank }
    const goesOn = hop.fallsBack || error.isNotExist
    const isLast = at === hops.length - 1
    tell(hop, tried, isLast ? 'last' : goesOn ? 'next' : 'stops')
    if (!goesOn) break
  }
  return { kind: 'failed', error: best.error }
}

interface Ranked {
  readonly error: GoError
  readonly rank: 0 | 1 | 2
}

function rankOf(hop: Hop, error: GoError): Ranked['rank'] {
  if (hop.kind === 'direct' || hop.kind === 'noproxy') return 2
  return error.isNotExist ? 0 : 1
}

function refusalOf(url: string): string {
  if (!/^[a-z][-+.a-z0-9]*:/i.test(url)) return `invalid proxy URL missing scheme: ${url}`
  if (!URL.canParse(url)) return '…'
  if (url.startsWith('file:')) return `invalid file:// proxy URL with non-path elements: ${redactedUrl(url)}`
  return `invalid proxy URL scheme (must be https, http, file): ${redactedUrl(url)}`
}
