/**
 * Builds everything into out/: page, command line, Electron main and preload, workers.
 *
 *   --if-needed  only when a source has changed since
 *   --clean      without the parts of earlier builds, as a package needs it
 */
import { isBuilt, recordBuild } from './build-state.mjs'

const started = performance.now()
if (process.argv.includes('--if-needed') && (await isBuilt())) process.exit(0)

const { buildAll } = await import('./bundles.mjs')
await buildAll({ clean: process.argv.includes('--clean') })
await recordBuild()
console.log(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
