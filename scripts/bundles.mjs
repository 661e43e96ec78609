import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))

/**
 * Bundles everything but Electron itself, so that nothing is looked up in node_modules at run time.
 *
 * @param {import('rolldown').InputOptions} input
 * @param {import('rolldown').OutputOptions} output
 */
async function bundle(input, output) {
  const built = await rolldown({
    cwd: root,
    platform: 'node',
    logLevel: 'warn',
    external: ['electron'],
    transform: { define: { GOREADY_VERSION: JSON.stringify(version) } },
    // with `use client` and other directives nothing has to be done outside a React server
    onLog: (level, log, handle) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : handle(level, log)),
    ...input,
  })
  try {
    await built.write(output)
  } finally {
    await built.close()
  }
}

/** The scripts that run in worker threads: out/workers/*.js. */
export async function buildWorkers() {
  await bundle(
    { input: { extract: 'main/kit/archive/extract-worker.ts' } },
    { dir: 'out/workers', format: 'esm', entryFileNames: '[name].js' },
  )
}

/** The command line, in chunks: `goready --version` reads the first few lines only. */
export async function buildCli() {
  await bundle(
    { input: { goready: 'main/hosts/cli/goready.ts' } },
    {
      dir: 'out/cli',
      cleanDir: true,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
      banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
    },
  )
}

/** Electron's main process, and the preload script: sandboxed, so it must be one CommonJS file. */
export async function buildElectron() {
  await Promise.all([
    bundle(
      { input: { main: 'main/hosts/electron/main.ts' } },
      {
        dir: 'out/electron',
        cleanDir: true,
        format: 'esm',
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
      },
    ),
    bundle(
      { input: { index: 'preload/index.ts' } },
      { dir: 'out/preload', cleanDir: true, format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    ),
  ])
}

/** The page for both hosts: out/renderer. */
export async function buildPage() {
  const { build } = await import('vite')
  await build({ configFile: fileURLToPath(new URL('../vite.config.ts', import.meta.url)), logLevel: 'warn' })
}

/** Everything into out/. */
export async function buildAll() {
  await Promise.all([buildPage(), buildCli(), buildElectron(), buildWorkers()])
}
