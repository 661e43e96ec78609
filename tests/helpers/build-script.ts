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
  const built = await rolldown({ input: entry, platform: 'node', logLevel: 'silent' })
  const script = join(dir, 'script.mjs')
  await built.write({ file: script, format: 'esm', codeSplitting: false })
  await built.close()
  return { script, remove: () => rm(dir, { recursive: true, force: true }) }
}
