import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { onTestFinished } from 'vitest'

/** The path to import the floor from, in a script for {@link buildScript}. */
export const kitPath = JSON.stringify(join(import.meta.dirname, '../../main/kit/index.ts'))

/** Bundles a TypeScript program into a script that plain Node runs, for what needs a process of its own; returns its path. */
export async function buildScript(program: string): Promise<string> {
  const { script, remove } = await bundleScript(program)
  onTestFinished(remove)
  return script
}

/** As {@link buildScript}, for many tests: the caller removes it. */
export async function bundleScript(program: string): Promise<{ script: string; remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'goready-script-'))
  const entry = join(dir, 'entry.ts')
  await writeFile(entry, program)
  const script = join(dir, 'script.mjs')
  await bundleFile(entry, script)
  return { script, remove: () => rm(dir, { recursive: true, force: true }) }
}

/** Bundles a TypeScript file and all it needs into one script; without white space, which processes by the hundred would read. */
export async function bundleFile(input: string, file: string): Promise<void> {
  const built = await rolldown({ input, platform: 'node', logLevel: 'silent' })
  const minify = { compress: false, mangle: false, codegen: { removeWhitespace: true } }
  await built.write({ file, format: 'esm', codeSplitting: false, minify })
  await built.close()
}
