import type { ChainEntry, ChainValues, EntryAnswers, ProxyAnswer } from '../../../preload/contract/chain'

/** An entry of the chain that is being built, with what it is said to answer. */
export interface DraftEntry {
  readonly id: number
  readonly written: string
  /** What follows it, unless it is the last. */
  readonly separator: ',' | '|'
  readonly answer: ProxyAnswer
  /** Its answer for the checksum database; null: as for modules. */
  readonly sumdb: ProxyAnswer | null
}

export type Patterns = Pick<ChainValues, 'GOPRIVATE' | 'GONOPROXY' | 'GONOSUMDB' | 'GOINSECURE'>

/** GOPROXY of the entries in their order. */
export function goproxyOf(entries: readonly DraftEntry[]): string {
  return entries
    .map(({ written, separator }, index) => written + (index < entries.length - 1 ? separator : ''))
    .join('')
}

let lastId = 0
function entry(written: string, separator: ',' | '|'): DraftEntry {
  return { id: ++lastId, written, separator, answer: '200', sumdb: null }
}

/** The entries of a value that was read; empty ones are left out, as go does. */
export function draftOf(entries: readonly ChainEntry[]): DraftEntry[] {
  return entries.flatMap(({ written, separator }) => (written === '' ? [] : [entry(written, separator || ',')]))
}

/** The entries of what was typed: one, or a list. */
export function draftOfTyped(typed: string): DraftEntry[] {
  const parts = [...typed.matchAll(/([^,|]+)([,|]?)/g)]
  return parts.flatMap(([, written = '', separator]) =>
    written.trim() === '' ? [] : [entry(written.trim(), separator === '|' ? '|' : ',')],
  )
}

/** The entries with one moved by `by` places, as far as there are places. */
export function moved(entries: readonly DraftEntry[], id: number, by: number): DraftEntry[] {
  const from = entries.findIndex((one) => one.id === id)
  const to = Math.min(Math.max(from + by, 0), entries.length - 1)
  const [taken] = entries.slice(from, from + 1)
  if (from < 0 || taken === undefined) return [...entries]
  const others = entries.filter((one) => one.id !== id)
  // separators belong to places: what was between first and second stays there
  return [...others.slice(0, to), taken, ...others.slice(to)].map((one, index) => ({
    ...one,
    separator: entries[index]?.separator ?? ',',
  }))
}

export function answersOf(entries: readonly DraftEntry[]): EntryAnswers[] {
  return entries.map(({ answer, sumdb }) => ({ module: answer, supported: sumdb ?? answer, lookup: sumdb ?? answer }))
}

/** The answers that make sense for an entry: a folder can't time out. */
export function answersFor(written: string): readonly ProxyAnswer[] {
  if (written === 'off') return []
  if (written === 'direct') return []
  return written.startsWith('file:') ? ['200', '403', '404'] : allAnswers
}

export const allAnswers: readonly ProxyAnswer[] = [
  '200',
  '404',
  '410',
  '403',
  '418',
  '429',
  '500',
  '502',
  '503',
  'timeout',
  'refused',
  'reset',
  'html',
]
