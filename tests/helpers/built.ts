import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { systemClock, withLock } from '../../main/kit'

const root = join(import.meta.dirname, '../..')

/** The folder of the build, made from the sources as they are now; several test files may ask at once. */
export async function built(): Promise<string> {
  const lock = join(root, 'node_modules/.cache/goready-build.lock')
  await withLock(lock, 'the build', { wait: 300_000, clock: systemClock }, async () => {
    await promisify(execFile)(process.execPath, ['scripts/build.mjs', '--if-needed'], { cwd: root })
  })
  return join(root, 'out')
}
