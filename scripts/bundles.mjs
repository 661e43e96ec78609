import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * @param {import('rolldown').InputOptions} input
 * @param {import('rolldown').OutputOptions} output
 */
async function bundle(input, output) {
  const built = await rolldown({ cwd: root, platform: 'node', logLevel: 'warn', ...input })
  try {
    await built.write(output)
  } finally {
    await built.close()
  }
}

/** The scripts that run in worker threads: out/workers/*.js. */
export async function buildWorkers() {
  await bundle(
    { input: { extract: 'main/sdk/extract-worker.ts' } },
    { dir: 'out/workers', format: 'esm', entryFileNames: '[name].js' },
  )
}
