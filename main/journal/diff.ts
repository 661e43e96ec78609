import { structuredPatch } from 'diff'
import type { DiffLine } from '../../preload/contract/journal'
import { redact } from '../kit'

const context = 3

/**
 * The lines that differ, with three lines around, for a person to read. Credentials are hidden. Bytes that are no UTF-8 are shown as
 * replacement characters; carriage returns as ␍. A line without a final newline is marked `⏎` missing: `… (no newline)`.
 */
export function diffLines(before: Uint8Array | null, after: Uint8Array | null): DiffLine[] {
  const patch = structuredPatch('', '', show(before), show(after), '', '', { context })
  const lines: DiffLine[] = []
  let nextOld = 1
  for (const hunk of patch.hunks) {
    if (hunk.oldStart > nextOld)
      lines.push({ kind: 'skip', old: null, new: null, text: String(hunk.oldStart - nextOld) })
    let old = hunk.oldStart
    let now = hunk.newStart
    for (const raw of hunk.lines) {
      const text = redact(raw.slice(1))
      if (raw.startsWith('+')) lines.push({ kind: 'added', old: null, new: now++, text })
      else if (raw.startsWith('-')) lines.push({ kind: 'removed', old: old++, new: null, text })
      else if (raw.startsWith(' ')) lines.push({ kind: 'same', old: old++, new: now++, text })
    }
    nextOld = old
  }
  return lines
}

function show(bytes: Uint8Array | null): string {
  return bytes === null ? '' : Buffer.from(bytes).toString('utf8').replaceAll('\r', '␍')
}
