import { decodeBase64 } from './base64'
import { decodeText } from './note'
import type { TreeHead } from './tlog'

/**
 * Reads the text of a verified note as a tree head: `go.sum database tree`, the number of records, the root hash. More
 * lines may follow and mean nothing. Null when it is none.
 */
export function parseTreeHead(text: string): TreeHead | null {
  const [title, count, root, ...rest] = text.split('\n')
  if (title !== 'go.sum database tree' || count === undefined || root === undefined || rest.length === 0) return null
  const size = parseNumber(count)
  const hash = decodeBase64(root)
  return size !== null && hash?.length === 32 ? { size, hash } : null
}

/** A checksum database's answer to a lookup. Only `text` is what the log's hash covers, so only there are hashes looked for. */
export interface LookupAnswer {
  /** The record's number in the log. */
  readonly id: number
  /** The record: go.sum lines, each ended by a newline. */
  readonly text: string
  /** The signed tree head that came along, not yet opened. */
  readonly note: Buffer
}

/** Takes the answer to a lookup apart: the record's number, its text, an empty line, a signed tree head. Null when it is none. */
export function parseLookup(answer: Buffer): LookupAnswer | null {
  const first = answer.indexOf('\n')
  const end = answer.indexOf('\n\n', first)
  if (first < 0 || end <= first) return null
  const id = parseNumber(answer.toString('latin1', 0, first))
  const text = decodeText(answer.subarray(first + 1, end + 1))
  if (id === null || text === null) return null
  return { id, text, note: answer.subarray(end + 2) }
}

/** The hash that a record's text gives `module version`; null unless exactly one line has exactly these words before it. */
export function hashInRecord(text: string, module: string, version: string): string | null {
  const prefix = `${module} ${version} h1:`
  const lines = text.split('\n').filter((line) => line.startsWith(prefix))
  const [line] = lines
  if (line === undefined || lines.length > 1) return null
  return line.slice(prefix.length - 'h1:'.length)
}

function parseNumber(text: string): number | null {
  const value = Number(text)
  return /^(?:0|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(value) ? value : null
}
