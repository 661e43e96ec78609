import type { DiffLine } from '../../preload/contract/journal'

/** A diff cut for display: the lines to show and how many more there are. */
export interface FoldedDiff {
  readonly lines: readonly DiffLine[]
  readonly hidden: number
}

/**
 * Cuts a long diff to about `limit` lines. Nothing is cut for the sake of two or three lines: the button would take as
 * much room.
 */
export function foldDiff(lines: readonly DiffLine[], limit: number): FoldedDiff {
  if (lines.length <= limit + 3) return { lines, hidden: 0 }
  return { lines: lines.slice(0, limit), hidden: lines.length - limit }
}

/** How many lines come and go. */
export function countDiff(lines: readonly DiffLine[]): { readonly added: number; readonly removed: number } {
  let added = 0
  let removed = 0
  for (const line of lines) {
    if (line.kind === 'added') added++
    else if (line.kind === 'removed') removed++
  }
  return { added, removed }
}
