/** Bytes from `start` up to, and without, `end`. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** The same bytes as sorted ranges that neither touch nor overlap; empty ones are gone. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  const merged: Range[] = []
  const sorted = ranges.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start)
  for (const range of sorted) {
    const last = merged.at(-1)
    if (last && range.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) }
    else merged.push({ start: range.start, end: range.end })
  }
  return merged
}

/** What of `total` bytes is not in `done`, in pieces of at most `pieceSize`. */
export function missingRanges(done: readonly Range[], total: number, pieceSize: number): Range[] {
  const missing: Range[] = []
  let at = 0
  for (const { start, end } of [...mergeRanges(done), { start: total, end: total }]) {
    for (const gapEnd = Math.min(start, total); at < gapEnd; at = Math.min(gapEnd, at + pieceSize))
      missing.push({ start: at, end: Math.min(gapEnd, at + pieceSize) })
    at = Math.max(at, end)
  }
  return missing
}

/** How many bytes the ranges hold together. */
export function sizeOfRanges(ranges: readonly Range[]): number {
  return mergeRanges(ranges).reduce((sum, { start, end }) => sum + end - start, 0)
}

/** The range in a Content-Range header of the form `bytes 0-9/100` (RFC 9110 section 14.4); total null for `*`. */
export function parseContentRange(value: string | undefined): (Range & { readonly total: number | null }) | null {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(value?.trim() ?? '')
  if (!match) return null
  const start = Number(match[1])
  const end = Number(match[2]) + 1
  const total = match[3] === '*' ? null : Number(match[3])
  return end > start && (total === null || end <= total) ? { start, end, total } : null
}
