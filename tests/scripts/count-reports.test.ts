import { expect, test } from 'vitest'
import { countPlaywright, countVitest } from '../../scripts/count-reports.mjs'

test('vitest: what is left to do counts as skipped', () => {
  const report = { numTotalTests: 10, numPassedTests: 5, numFailedTests: 2, numPendingTests: 2, numTodoTests: 1 }
  expect(countVitest(report)).toEqual({ passed: 5, failed: 2, skipped: 3 })
})

test('Playwright: an error outside of any test is a failure', () => {
  const report = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{ message: 'no config' }] }
  expect(countPlaywright(report)).toEqual({ passed: 5, failed: 2, skipped: 2 })
})
