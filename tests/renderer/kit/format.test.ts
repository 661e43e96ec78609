import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDate,
  formatLatency,
  formatRate,
} from '../../../renderer/kit/format'

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [12_345, '12.3 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [75_846_113, '75.8 MB'],
    [1_500_000_000, '1.50 GB'],
    [-5, '0 B'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes, 'en')).toBe(text)
  })

  it('keeps to the units that there are', () => {
    expect(formatBytes(9e18, 'en')).toBe('9,000,000 TB')
  })
})

describe('formatRate', () => {
  it('says bytes a second', () => {
    expect(formatRate(6_200_000, 'zh-CN')).toBe('6.20 MB/s')
  })
})

describe('formatClock', () => {
  it.each([
    [0, '0:00'],
    [0.2, '0:01'],
    [59.1, '1:00'],
    [61, '1:01'],
    [3599.5, '1:00:00'],
    [3661, '1:01:01'],
  ])('%d s is %s', (seconds, text) => {
    expect(formatClock(seconds)).toBe(text)
  })
})

describe('formatLatency', () => {
  it.each([
    [41.6, '42 ms'],
    [1234, '1,234 ms'],
    [12_340, '12.3 s'],
  ])('%d is %s', (milliseconds, text) => {
    expect(formatLatency(milliseconds, 'en')).toBe(text)
  })
})

it('groups counts', () => {
  expect(formatCount(12_072, 'en')).toBe('12,072')
})

it('keeps a calendar date on its day, wherever it is shown', () => {
  expect(formatDate('2026-10-07', 'en')).toBe('Oct 7, 2026')
  expect(formatDate('2026-10-07T23:59:59Z', 'en')).toBe('Oct 7, 2026')
})
