import { redact } from '../kit'

/** A line of the text that was given, without colours and without what a CI system or a terminal put before it. */
export interface CleanLine {
  /** From 1. */
  readonly line: number
  readonly text: string
}

/** Characters that are read: of a longer text the end, where the errors stand. */
export const textLimit = 1024 * 1024
/** Characters of a line that are read. */
const lineLimit = 4000

const [esc, bell] = ['\u001b', '\u0007']
const escapes = new RegExp(
  `${esc}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${bell}${esc}]*(?:${bell}|${esc}\\\\)?|[@-Z\\\\-_])`,
  'g',
)
const controls = /[^\P{Cc}\t]|[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu
const login = /:\/\/([^\s/:?#@]*):([^\s/?#@]+)@/g
const pem = /-----BEGIN [A-Z ]{1,40}-----[\s\S]*?(?:-----END [A-Z ]{1,40}-----|$)/g

/**
 * What docker build, GitHub, GitLab, Jenkins, docker compose, loggers and quoting put before a line. Whatever indents
 * the line itself stays: that is how go marks what belongs to the line before.
 */
const prefix = new RegExp(
  `^(?:${[
    '#\\d{1,4} +\\d+(?:\\.\\d+)? ?',
    '\\[?\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)?\\]?(?: \\d\\d[OE]\\+?)? ?',
    '\\[?\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?\\]? ',
    '##\\[\\w{1,12}\\]',
    '\\[(?:INFO|ERROR|WARN|WARNING)\\] ?',
    '[\\w.-]{1,40} +\\| ',
    '> ',
  ].join('|')})`,
)

/**
 * The lines of a text as they were printed, credentials hidden. At most {@link textLimit} characters from the end are
 * read; `cut` tells that there were more. Numbers count from 1 in the text as given.
 */
export function cleanLines(
  text: string,
  secrets: readonly string[] = [],
): { readonly lines: readonly CleanLine[]; readonly cut: boolean } {
  const cut = text.length > textLimit
  const from = cut ? text.indexOf('\n', text.length - textLimit) + 1 || text.length - textLimit : 0
  const before = cut ? countLines(text.slice(0, from)) : 0
  const read = text.slice(from).replace(pem, hideLines)
  // a password that an address tells may stand elsewhere by itself
  const told = [...read.matchAll(login)].flatMap(([, , password = '']) => (password.length >= 6 ? [password] : []))
  const safe = redact(read, [...secrets, ...new Set(told.slice(0, 100))])
  const lines = safe
    .split(/\r?\n|\r(?=[^\n])/)
    .map((raw, index) => ({ line: before + index + 1, text: cleanLine(raw) }))
  return { lines, cut }
}

/** A key stays as many lines as it was, so that the numbers of those after it are right. */
function hideLines(block: string): string {
  return `•••${'\n'.repeat(countLines(block))}`
}

function countLines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

function cleanLine(raw: string): string {
  let text = raw.length > lineLimit ? `${raw.slice(0, lineLimit / 2)} … ${raw.slice(-lineLimit / 2)}` : raw
  text = text.replace(escapes, '').replace(controls, '')
  for (let round = 0; round < 4; round++) {
    const shorter = text.replace(prefix, '')
    if (shorter === text) break
    text = shorter
  }
  return text.trimEnd()
}
