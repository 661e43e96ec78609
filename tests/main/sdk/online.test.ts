import { execFile } from 'node:child_process'
import { appendFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { defaultSources } from '../../../main/releases/sources'
import { drain } from '../../helpers/drain'
import { sdkRooms } from '../../helpers/sdk-rooms'
import { testWorld } from '../../helpers/world'

const answers = await fetch('https://proxy.golang.org/golang.org/toolchain/@v/list', {
  signal: AbortSignal.timeout(15_000),
})
  .then(({ ok }) => ok)
  .catch(() => false)
if (!answers) console.log('skipped: proxy.golang.org does not answer, so no real Go is installed')

test.skipIf(!answers)(
  'the newest real Go comes from proxy.golang.org, proven, runs, and undoes without a trace',
  { timeout: 600_000 },
  async () => {
    const world = await testWorld()
    const module = defaultSources.filter(({ kind, id }) => kind === 'module' && id.includes('proxy.golang.org'))
    const { sdk, apply, undo, releases } = sdkRooms(world, {
      defaults: module,
      goproxy: 'https://proxy.golang.org,direct',
      gosumdb: 'sum.golang.org',
    })
    const took: Record<string, number> = {}
    const timed = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
      const started = performance.now()
      const result = await work()
      took[name] = Math.round(performance.now() - started)
      return result
    }
    const catalogue = await timed('catalogue', () => releases.catalogue({ refresh: false }))
    const version = catalogue.newestStable ?? ''
    expect(version).toMatch(/^go1\.\d+\.\d+$/)
    expect(catalogue).toMatchObject({ partial: true, stale: false })
    const plan = await timed('plan', () => sdk.planInstall({ version: 'latest', use: true }))
    await timed('install', () => apply(plan))
    const { installed, current } = await sdk.state({ probeShell: false })
    expect(current).toBe(version)
    expect(installed).toMatchObject([{ version, proof: 'log-verified', source: 'proxy.golang.org' }])
    const go = join(sdk.binDir, 'go')
    const env = { HOME: world.home, PATH: '/usr/bin:/bin', TEST_TELEMETRY_DIR: join(world.dirs.cache, 'telemetry') }
    const { stdout } = await promisify(execFile)(go, ['version'], { env })
    expect(stdout).toBe(`go version ${version} ${world.platform.os}/${world.platform.arch}\n`)
    const list = await promisify(execFile)(go, ['list', '-m'], { env, cwd: join(sdk.sdkRoot(), version, 'src') })
    expect(list.stdout).toBe('std\n')
    const same = await timed('verify', async () => (await drain(sdk.verify(null))).returned)
    expect(same).toMatchObject({ verdict: 'identical', differences: [] })
    await appendFile(join(sdk.sdkRoot(), version, 'go.env'), '# edited\n')
    const { returned } = await drain(sdk.verify(null))
    expect(returned).toMatchObject({ verdict: 'differs', differences: [{ path: 'go.env', kind: 'changed' }] })
    await timed('undo', () => undo({ all: true }))
    expect((await readdir(world.home)).filter((name) => !name.startsWith('.'))).toEqual([])
    console.log(`installed ${version}, milliseconds:`, JSON.stringify(took))
  },
)
