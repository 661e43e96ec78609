import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { version, zipPath } from './go-release.mjs'
import { alternate, report, timed } from './measure.mjs'
import { startOrigin } from './start-origin.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cli = join(root, 'out/cli/goready.js')

/**
 * `goready verify` of an installed Go, next to `sha256sum` of the same files on one core, which proves nothing by itself.
 *
 * @param {{ dir: string, release: { zip: string }, upstream: string, turns: number }} setting
 */
export async function benchVerify({ dir, release, upstream, turns }) {
  const home = join(dir, 'verify')
  await mkdir(home, { recursive: true })
  const origin = await startOrigin({ files: [{ path: zipPath, file: release.zip, type: 'application/zip' }], upstream })
  try {
    const env = { PATH: process.env.PATH, HOME: home, GOPROXY: origin.url }
    await timed([process.execPath, cli, 'install', version, '--no-use', '--yes'], { env })
    const goroot = join(home, 'sdk', version)
    const ours = {
      name: 'goready verify',
      run: async () => {
        const result = await timed([process.execPath, cli, 'verify', goroot, '--json'], { env })
        if (JSON.parse(result.stdout).verdict !== 'identical') throw new Error('not identical')
        return result
      },
    }
    const sums = {
      name: 'sha256sum, one core',
      run: () =>
        timed(['sh', '-c', `cd '${goroot}' && find . -type f -print0 | xargs -0 taskset 1 sha256sum`], { env }),
    }
    return report('an installed Go', await alternate([ours, sums], turns), 'goready verify', {
      'sha256sum, one core': 1.2,
    })
  } finally {
    origin.close()
  }
}
