import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeRanges, missingRanges, parseContentRange, sizeOfRanges } from '../../../../main/kit/download/ranges'

const range = (start: number, end: number): { start: number; end: number } => ({ start, end })

test('mergeRanges joins what touches or overlaps', () => {
  expect(mergeRanges([])).toEqual([])
  expect(mergeRanges([range(5, 9), range(0, 3), range(3, 4), range(7, 8), range(2, 2)])).toEqual([
    range(0, 4),
    range(5, 9),
  ])
})

test('missingRanges cuts the gaps into pieces', () => {
  expect(missingRanges([], 10, 4)).toEqual([range(0, 4), range(4, 8), range(8, 10)])
  expect(missingRanges([range(3, 5)], 10, Number.POSITIVE_INFINITY)).toEqual([range(0, 3), range(5, 10)])
  expect(missingRanges([range(0, 10)], 10, 4)).toEqual([])
  expect(missingRanges([], 0, 4)).toEqual([])
  expect(missingRanges([range(8, 20)], 10, 100)).toEqual([range(0, 8)])
})

test('done and missing together are the file, byte for byte', () => {
  const ranges = fc.array(fc.tuple(fc.nat(60), fc.nat(60)).map(([a, b]) => range(Math.min(a, b), Math.max(a, b))))
  fc.assert(
    fc.property(ranges, fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }), (done, total, pieceSize) => {
      const missing = missingRanges(done, total, pieceSize)
      const count = new Array<number>(total).fill(0)
      const inside = done.map(({ start, end }) => range(start, Math.min(end, total)))
      for (const { start, end } of [...mergeRanges(inside), ...missing])
        for (let at = start; at < end; at++) count[at] = (count[at] ?? 0) + 1
      expect(count.every((times) => times === 1)).toBe(true)
      expect(missing.every(({ start, end }) => end > start && end - start <= pieceSize && end <= total)).toBe(true)
      expect(sizeOfRanges(inside) + sizeOfRanges(missing)).toBe(total)
    }),
    { numRuns: 500 },
  )
})

test('parseContentRange takes one form only', () => {
  expect(parseContentRange('bytes 0-9/100')).toEqual({ start: 0, end: 10, total: 100 })
  expect(parseContentRange(' bytes 5-5/* ')).toEqual({ start: 5, end: 6, total: null })
  for (const wrong of [
    undefined,
    '',
    'bytes */100',
    'bytes 9-5/100',
    'bytes 0-100/100',
    'bytes -1-5/9',
    'items 0-9/100',
    'bytes 0-9',
  ])
    expect(parseContentRange(wrong), wrong).toBeNull()
})
