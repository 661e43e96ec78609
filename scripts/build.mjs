/** Builds everything into out/: page, command line, Electron main and preload, workers. */
import { isBuilt, recordBuild } from './build-state.mjs'

const started = performance.now()
if (process.argv.includes('--if-needed') && (await isBuilt())) process.exit(0)

const { buildCli, buildElectron, buildPage, buildWorkers } = await import('./bundles.mjs')
await Promise.all([buildPage(), buildCli(), buildElectron(), buildWorkers()])
await recordBuild()
console.log(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
