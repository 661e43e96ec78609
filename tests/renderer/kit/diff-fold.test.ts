import { expect, it } from 'vitest'
import type { DiffLine } from '../../../preload/contract/journal'
import { countDiff, foldDiff } from '../../../renderer/kit/diff-fold'

const lines = (count: number, kind: DiffLine['kind'] = 'added'): DiffLine[] =>
  Array.from({ length: count }, (_, index) => ({ kind, old: null, new: index + 1, text: `line ${index + 1}` }))

it('leaves a diff whole when the cut would save next to nothing', () => {
  expect(foldDiff(lines(27), 24)).toEqual({ lines: lines(27), hidden: 0 })
})

it('cuts a longer one and says how much is left', () => {
  const folded = foldDiff(lines(100), 24)
  expect(folded.lines).toHaveLength(24)
  expect(folded.hidden).toBe(76)
})

it('counts what comes and goes, not what stays', () => {
  expect(countDiff([...lines(2), ...lines(3, 'removed'), ...lines(4, 'same'), ...lines(1, 'skip')])).toEqual({
    added: 2,
    removed: 3,
  })
})
