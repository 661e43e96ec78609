import { defineConfig } from '@playwright/test'
import { chromiumArgs, findChromium } from './scripts/find-chromium.mjs'
import { findElectron } from './scripts/find-electron.mjs'

const executablePath = await findChromium()
const hasElectron = findElectron() !== null
if (!hasElectron && process.env.TEST_WORKER_INDEX === undefined) {
  process.stderr.write('skipped: end-to-end tests in Electron (its binary is not installed)\n')
}

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  fullyParallel: true,
  workers: 2,
  retries: process.env.CI ? 2 : 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: 'out/reports/e2e.json' }]],
  use: {
    actionTimeout: 20_000,
    viewport: { width: 1200, height: 800 },
    trace: 'retain-on-failure',
    ...(executablePath === null ? {} : { launchOptions: { executablePath, args: chromiumArgs() } }),
  },
  projects: [
    { name: 'browser', testIgnore: 'electron/**' },
    ...(hasElectron ? [{ name: 'electron', testMatch: 'electron/**/*.spec.ts' }] : []),
  ],
})
