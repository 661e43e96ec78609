import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))

/**
 * conf validates with ajv where it is given a schema. It is given none here, and loading ajv would take longer than all
 * the rest of conf.
 */
const unusedValidators = Object.fromEntries(
  ['ajv/dist/2020.js', 'ajv-formats'].map((name) => [name, join(root, 'scripts/no-validator.mjs')]),
)

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
    resolve: { alias: unusedValidators },
    // with `use client` and other directives nothing has to be done outside a React server
    onLog: (level, log, handle) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : handle(level, log)),
    ...input,
  })
  try {
    // names stay, for stack traces; less to read makes every start faster
    const minify = { compress: false, mangle: false, codegen: { removeWhitespace: true } }
    const { output: written } = await built.write({ minify, ...output })
    await prune(output.dir, written)
  } finally {
    await built.close()
  }
}

/**
 * Removes what earlier builds left in a folder, an hour after: a GoReady that is running from it still loads its parts.
 *
 * @param {string} dir
 * @param {readonly { fileName: string }[]} written
 */
async function prune(dir, written) {
  const current = new Set(written.map(({ fileName }) => join(root, dir, fileName)))
  for (const entry of await readdir(join(root, dir), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || current.has(path)) continue
    if (Date.now() - (await stat(path)).mtimeMs > 3_600_000) await rm(path, { force: true })
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
        format: 'esm',
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
      },
    ),
    bundle(
      { input: { index: 'preload/index.ts' } },
      { dir: 'out/preload', format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    ),
  ])
}

/** The page for both hosts: out/renderer. */
export async function buildPage() {
  const { build } = await import('vite')
  const { output } = await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })
  await prune('out/renderer', [...output, { fileName: 'icon.svg' }])
}

/** Everything into out/. @param {{ clean?: boolean }} options `clean` first removes what earlier builds left. */
export async function buildAll({ clean = false } = {}) {
  const parts = ['cli', 'electron', 'preload', 'renderer', 'workers']
  if (clean) for (const part of parts) await rm(join(root, 'out', part), { recursive: true, force: true })
  await Promise.all([buildPage(), buildCli(), buildElectron(), buildWorkers()])
}
