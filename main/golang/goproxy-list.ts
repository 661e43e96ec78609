/** One entry of GOPROXY. */
export interface GoproxyEntry {
  /** `empty` and `invalid` are no entries for the go command: it skips the first and refuses the second. */
  readonly kind: 'url' | 'file' | 'direct' | 'off' | 'empty' | 'invalid'
  /** As it is used: trimmed, with https:// where no scheme was written. */
  readonly url: string
  /** As it was written, spaces included. */
  readonly written: string
  /** What follows it: after `,` the next entry is asked only on 404 and 410, after `|` on any failure. '' for the last. */
  readonly separator: ',' | '|' | ''
  /** False after `direct` or `off`, where the go command stops reading. */
  readonly isReached: boolean
}

export interface GoproxyList {
  readonly entries: readonly GoproxyEntry[]
}

/** Takes a value of GOPROXY apart; any text has a list, and {@link formatGoproxy} gives the very text again. */
export function parseGoproxy(value: string): GoproxyList {
  const entries: GoproxyEntry[] = []
  let isReached = true
  for (const [, written = '', separator = ''] of value.matchAll(/([^,|]*)([,|]|$)/g)) {
    if (entries.length > 0 && entries.at(-1)?.separator === '') break
    const entry = { ...entryOf(written), separator: separator as GoproxyEntry['separator'], isReached }
    entries.push(entry)
    if (entry.kind === 'direct' || entry.kind === 'off') isReached = false
  }
  return { entries }
}

/** The list as a value of GOPROXY. */
export function formatGoproxy(list: GoproxyList): string {
  return list.entries.map(({ written, separator }) => written + separator).join('')
}

function entryOf(written: string): Pick<GoproxyEntry, 'kind' | 'url' | 'written'> {
  const trimmed = written.trim()
  if (trimmed === '') return { kind: 'empty', url: '', written }
  if (trimmed === 'direct' || trimmed === 'off') return { kind: trimmed, url: trimmed, written }
  // a bare host is taken for https; single words are kept free for meanings to come
  const isBare = /[.:/]/.test(trimmed) && !trimmed.includes(':/') && !trimmed.startsWith('/')
  const url = isBare ? `https://${trimmed}` : trimmed
  return { kind: kindOf(url), url, written }
}

function kindOf(url: string): 'url' | 'file' | 'invalid' {
  if (!URL.canParse(url)) return 'invalid'
  const { protocol, host, search, hash, username } = new URL(url)
  if (protocol === 'file:') return host === '' && search === '' && hash === '' && username === '' ? 'file' : 'invalid'
  return protocol === 'https:' || protocol === 'http:' ? 'url' : 'invalid'
}
