import { expect, it } from 'vitest'
import { bestOf, costOf } from '../../../main/proxy/rank'
import type { ProbeRow } from '../../../preload/contract'

const mib = 1024 * 1024
const row = (id: string, latency: number, throughput: number, more: Partial<ProbeRow> = {}): ProbeRow => ({
  id,
  phase: 'done',
  verdict: 'good',
  latency,
  throughput,
  sumdb: 'served',
  failure: null,
  ...more,
})

it('counts seconds of a first download', () => {
  expect(costOf(row('a', 100, 4 * mib))).toBe(8)
  expect(costOf(row('a', 100, 4 * mib, { sumdb: 'not-served' }))).toBe(12)
  expect(costOf(row('a', 100, 4 * mib, { sumdb: 'unknown' }))).toBe(12)
})

it('never ranks what failed', () => {
  expect(costOf(row('a', 1, mib, { verdict: 'usable' }))).toBe(Number.POSITIVE_INFINITY)
  expect(costOf(row('a', 1, mib, { verdict: 'failed' }))).toBe(Number.POSITIVE_INFINITY)
  expect(bestOf([row('a', 1, 100 * mib, { verdict: 'usable' }), row('b', 900, mib / 8)])?.id).toBe('b')
  expect(bestOf([row('a', 1, mib, { verdict: 'failed' })])).toBeNull()
  expect(bestOf([])).toBeNull()
})

it('weighs latency against throughput and the database against both', () => {
  expect(bestOf([row('near', 20, mib), row('fast', 200, 10 * mib)])?.id).toBe('fast')
  expect(bestOf([row('far', 400, 10 * mib), row('near', 20, 8 * mib)])?.id).toBe('near')
  expect(bestOf([row('bare', 100, 4 * mib, { sumdb: 'not-served' }), row('served', 120, 4 * mib)])?.id).toBe('served')
  expect(bestOf([row('bare', 20, 8 * mib, { sumdb: 'not-served' }), row('served', 900, mib)])?.id).toBe('bare')
  expect(bestOf([row('first', 10, mib), row('second', 10, mib)])?.id).toBe('first')
})
