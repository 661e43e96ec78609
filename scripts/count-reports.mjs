/** Reads what the test runners wrote about themselves. */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @returns {Counts} of vitest's JSON report */
export function countVitest(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** @returns {Counts} of Playwright's JSON report; an error outside of any test counts as a failed one */
export function countPlaywright({ stats, errors }) {
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length, skipped: stats.skipped }
}
