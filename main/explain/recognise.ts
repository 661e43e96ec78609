import type { CauseId } from '../../preload/contract/explain'
import { type Text, text } from '../../preload/contract/text'
import { type CleanLine, cleanLines } from './clean-lines'
import { factsOf } from './facts'
import type { Draft, Look, Reading, Rule } from './rule'
import { checksumRules } from './rules-checksum'
import { goRules } from './rules-go'
import { moduleRules } from './rules-modules'
import { lastRules, networkRules, proxyRules } from './rules-network'

export interface Finding {
  readonly key: string
  readonly id: CauseId
  readonly lines: readonly CleanLine[]
  readonly count: number
  readonly what: Text
  readonly why: Text
  readonly fixes: readonly Draft[]
  readonly looks: readonly Look[]
}

export interface Recognised {
  readonly findings: readonly Finding[]
  readonly read: number
  readonly cut: boolean
}

/** The first that fits a line tells of it: what says more comes first. */
const rules: readonly Rule[] = [
  ...checksumRules,
  ...proxyRules,
  ...moduleRules,
  ...goRules,
  ...networkRules,
  ...lastRules,
]
const anyRule = new RegExp(rules.map(({ match }) => `(?:${match.source})`).join('|'), 'i')

const following = 10
const quotedAtMost = 12
const findingsAtMost = 20

/**
 * The causes that a text tells of, in its order; the same one met again is counted. Touches nothing outside; credentials
 * are hidden in all that is returned. What is taken from the text into a command is a plain word.
 *
 * @param secrets exact values to hide as well
 */
export function recognise(given: string, secrets: readonly string[] = []): Recognised {
  const { lines, cut } = cleanLines(given, secrets)
  const findings = new Map<string, Finding>()
  for (let at = 0; at < lines.length; ) {
    const met = ruleAt(lines, at)
    if (met === null) {
      at++
      continue
    }
    const { rule, reading, until } = met
    const key = `${rule.id} ${reading.subject ?? ''}`.trim()
    const known = findings.get(key)
    if (known || findings.size < findingsAtMost) {
      findings.set(key, merged(known, rule, key, reading, quoted(lines, at, until)))
    }
    at = until
  }
  const read = lines.length - (lines.at(-1)?.text === '' ? 1 : 0)
  return { findings: [...findings.values()], read, cut }
}

interface Met {
  readonly rule: Rule
  readonly reading: Reading
  /** The first line that does not belong to it. */
  readonly until: number
}

function ruleAt(lines: readonly CleanLine[], at: number): Met | null {
  const line = lines[at]?.text ?? ''
  const next = lines[at + 1]?.text ?? ''
  const own = anyRule.test(line) ? fitting(lines, at, line, 1) : null
  if (own) return own
  // a terminal broke the line at its edge
  const isBroken = line.length >= 40 && /^\S/.test(next) && !anyRule.test(next) && anyRule.test(line + next)
  return isBroken ? fitting(lines, at, line + next, 2) : null
}

function fitting(lines: readonly CleanLine[], at: number, line: string, taken: number): Met | null {
  const after = lines.slice(at + taken, at + taken + following).map(({ text: words }) => words)
  const window = [line, ...after].join('\n')
  for (const rule of rules) {
    const found = rule.match.exec(line)
    if (!found || (rule.near && !rule.near.test(window))) continue
    const reading = rule.read(factsOf(line, window, [...found]))
    return { rule, reading, until: at + taken + belonging(rule, after) }
  }
  return null
}

/** How many of the following lines belong to it: those that are indented, and those that the rule knows. */
function belonging({ takes }: Rule, after: readonly string[]): number {
  let count = 0
  for (const [index, line] of after.entries()) {
    if (line.trim() === '') continue
    if (!/^\s/.test(line) && takes?.test(line) !== true) break
    count = index + 1
  }
  return count
}

function quoted(lines: readonly CleanLine[], at: number, until: number): CleanLine[] {
  // what a message is about often stands in the line before, which ends with a colon
  const start = /:$/.test(lines[at - 1]?.text ?? '') && /^\s/.test(lines[at]?.text ?? '') ? at - 1 : at
  return lines.slice(start, until).filter(({ text: words }) => words.trim() !== '')
}

function merged(known: Finding | undefined, rule: Rule, key: string, reading: Reading, lines: CleanLine[]): Finding {
  if (known) {
    return { ...known, count: known.count + 1, lines: [...known.lines, ...lines].slice(0, quotedAtMost) }
  }
  const params = reading.params ?? {}
  return {
    key,
    id: rule.id,
    lines: lines.slice(0, quotedAtMost),
    count: 1,
    what: text(`explain.cause.${rule.id}.what`, params),
    why: text(`explain.cause.${rule.id}.why`, params),
    fixes: reading.fixes,
    looks: reading.looks ?? [],
  }
}
