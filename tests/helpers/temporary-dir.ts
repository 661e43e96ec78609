import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A fresh folder by its real path, removed when the test is finished. */
export async function temporaryDir(): Promise<string> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'goready-test-')))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}
