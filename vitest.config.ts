import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['tests/helpers/build-workers.ts'],
    // by itself it leaves a core free, which on two is half of them
    maxWorkers: availableParallelism(),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // public machines are busy; what only passed at a second try is printed as such
    retry: process.env.CI ? 2 : 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/main/**/*.test.ts', 'tests/renderer/**/*.test.{ts,tsx}', 'tests/scripts/**/*.test.ts'],
        },
      },
      {
        extends: true,
        // the real module ends the process where its binary is absent
        resolve: { alias: { electron: new URL('tests/helpers/electron-stand-in.ts', import.meta.url).pathname } },
        test: {
          name: 'hosts',
          include: ['tests/hosts/**/*.test.ts'],
          server: { deps: { inline: ['electron-store'] } },
        },
      },
      { extends: true, test: { name: 'faults', include: ['tests/faults/**/*.test.ts'] } },
    ],
  },
})
