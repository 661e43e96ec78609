import { appendFile, mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { distModeOf } from '../../../main/golang'
import { differencesOf, parseSums } from '../../../main/sdk/differences'
import { drain } from '../../helpers/drain'
import { rejection } from '../../helpers/failure-of'
import type { SdkNet } from '../../helpers/sdk-net'
import { newest, type SdkScene, sdkScene } from '../../helpers/sdk-scene'
import { goTree, hostPlatform, toolchainH1 } from '../../helpers/toolchain'
import { treeOf } from '../../helpers/tree'

const moduleOnly = (net: SdkNet) => net.moduleOnly

async function placeByHand(goroot: string, tree: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, content] of Object.entries(tree)) {
    await mkdir(dirname(join(goroot, path)), { recursive: true })
    await writeFile(join(goroot, path), content, { mode: distModeOf(path) })
  }
  return goroot
}

const report = async ({ sdk }: SdkScene, goroot: string | null = null) => (await drain(sdk.verify(goroot))).returned
const keysOf = (notes: readonly { key: string }[]) => notes.map(({ key }) => key)

describe('an installed Go, compared with the checksum database', () => {
  test('is identical when it is what was published, from a module or from an archive', async () => {
    for (const pick of [moduleOnly, (net: SdkNet) => net.sources]) {
      const scene = await sdkScene(pick)
      await scene.apply(await scene.sdk.planInstall({ version: newest, use: true }))
      expect(await report(scene)).toMatchObject({
        goroot: scene.goroot,
        version: newest,
        module: `golang.org/toolchain@v0.0.1-${newest}.${hostPlatform.os}-${hostPlatform.arch}`,
        verdict: 'identical',
        h1: toolchainH1(newest),
        expected: toolchainH1(newest),
        differences: [],
        tree: { size: scene.net.proxy.log.size, hash: expect.any(String) },
      })
    }
  })

  test('names each file that differs, from the hashes kept when it was placed', async () => {
    const scene = await sdkScene(moduleOnly)
    await scene.apply(await scene.sdk.planInstall({ version: newest, use: false }))
    const asked = scene.net.proxy.requests.filter(({ kind }) => kind === 'zip').length
    await truncate(join(scene.goroot, 'src/internal/many/file39.go'), 10)
    await rm(join(scene.goroot, 'src/cmd/go.mod'))
    await writeFile(join(scene.goroot, 'src/fmt/evil.go'), 'package fmt\n')
    const found = await report(scene, scene.goroot)
    expect(found).toMatchObject({ verdict: 'differs', differencesKnown: true, expected: toolchainH1(newest) })
    expect(found.differences).toEqual([
      { path: 'src/cmd/go.mod', kind: 'missing' },
      { path: 'src/fmt/evil.go', kind: 'extra' },
      { path: 'src/internal/many/file39.go', kind: 'changed' },
    ])
    expect(scene.net.proxy.requests.filter(({ kind }) => kind === 'zip')).toHaveLength(asked)
  })

  test('of unknown origin is compared with a proven zip from a proxy, nothing of which stays', async () => {
    const scene = await sdkScene(moduleOnly)
    const tree = { ...goTree(newest), 'go.env': goTree(newest)['go.env']?.replace('auto', 'local') ?? '' }
    const goroot = await placeByHand(join(scene.world.home, 'opt/go'), tree)
    const before = await treeOf(goroot)
    const found = await report(scene, goroot)
    expect(found).toMatchObject({ verdict: 'differs', differences: [{ path: 'go.env', kind: 'changed' }] })
    expect(keysOf(found.notes)).toEqual(['sdk.verify.coverage', 'sdk.verify.harmless'])
    expect(await treeOf(goroot)).toBe(before)
    expect((await scene.downloads()).filter((name) => name.startsWith('verify-'))).toEqual([])
  })

  test('kept hashes that were tampered with are not believed', async () => {
    const scene = await sdkScene(moduleOnly)
    await scene.apply(await scene.sdk.planInstall({ version: newest, use: false }))
    const dir = join(scene.world.dirs.state, 'sdks')
    const sums = (await readdir(dir)).find((name) => name.endsWith('.sums')) ?? ''
    const lines = await readFile(join(dir, sums), 'utf8')
    await writeFile(
      join(dir, sums),
      lines.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
    )
    await appendFile(join(scene.goroot, 'src/fmt/print.go'), '// changed\n')
    expect(await report(scene, scene.goroot)).toMatchObject({
      verdict: 'differs',
      differences: [{ path: 'src/fmt/print.go', kind: 'changed' }],
    })
    expect(scene.net.proxy.requests.filter(({ kind }) => kind === 'zip').length).toBeGreaterThan(2)
  })

  test('without a reference the difference is told, not the files', async () => {
    const scene = await sdkScene(moduleOnly, { isHurried: true })
    const goroot = await placeByHand(join(scene.world.home, 'opt/go'), { ...goTree(newest), LICENSE: 'other\n' })
    scene.net.proxy.tamper((answer, { via, kind }) =>
      via === 'proxy' || kind === 'zip' ? { ...answer, status: 503 } : answer,
    )
    const found = await report(scene, goroot)
    expect(found).toMatchObject({ verdict: 'differs', differencesKnown: false, differences: [] })
    expect(keysOf(found.notes)).toContain('sdk.verify.noReference')
  })

  test('that the database does not know is not in the log', async () => {
    const scene = await sdkScene(moduleOnly)
    const goroot = await placeByHand(join(scene.world.home, 'opt/go'), goTree('go1.27.99'))
    expect(await report(scene, goroot)).toMatchObject({ verdict: 'not-in-log', expected: null, tree: null })
  })

  test('that is no release is not asked about', async () => {
    const scene = await sdkScene(moduleOnly)
    const tree = { ...goTree(newest), VERSION: 'devel go1.28-abcdef\n' }
    const found = await report(scene, await placeByHand(join(scene.world.home, 'opt/go'), tree))
    expect(found).toMatchObject({ verdict: 'not-in-log', version: 'devel go1.28-abcdef' })
    expect(keysOf(found.notes)).toContain('sdk.verify.notARelease')
    expect(scene.net.proxy.requests).toEqual([])
  })

  test('adopted and identical counts as proven from then on', async () => {
    const scene = await sdkScene(moduleOnly)
    await placeByHand(scene.goroot, {
      ...goTree(newest),
      '.unpacked-success': '',
      [`${newest}.linux-amd64.tar.gz`]: 'x',
    })
    const found = await report(scene, scene.goroot)
    expect(found.verdict).toBe('identical')
    expect(keysOf(found.notes)).toEqual(['sdk.verify.coverage', 'sdk.verify.ignored', 'sdk.verify.recorded'])
    const { installed } = await scene.sdk.state({ probeShell: false })
    expect(installed).toMatchObject([{ origin: 'adopted', proof: 'log-verified', installedAt: null }])
    expect(keysOf((await report(scene, scene.goroot)).notes)).not.toContain('sdk.verify.recorded')
    expect((await scene.sdk.planUninstall(newest)).changes[0]?.data).toMatchObject({ trash: expect.any(String) })
  })

  test('index-verified becomes log-verified', async () => {
    const scene = await sdkScene((net) => ({ ...net.sources, defaults: [net.siteSource] }))
    const mend = scene.net.proxy.tamper((answer) => ({ ...answer, status: 503 }))
    await scene.apply(await scene.sdk.planInstall({ version: newest, use: false }))
    mend()
    await report(scene, scene.goroot)
    const { installed } = await scene.sdk.state({ probeShell: false })
    expect(installed).toMatchObject([{ origin: 'goready', proof: 'log-verified', source: 'site' }])
  })

  test('links are not followed, and count as changes', async () => {
    const scene = await sdkScene(moduleOnly)
    await scene.apply(await scene.sdk.planInstall({ version: newest, use: false }))
    await symlink('src', join(scene.goroot, 'more'))
    expect(await report(scene, scene.goroot)).toMatchObject({ verdict: 'differs', differences: [{ path: 'more' }] })
    await rm(join(scene.goroot, 'LICENSE'))
    await symlink('/etc/hostname', join(scene.goroot, 'LICENSE'))
    const found = await report(scene, scene.goroot)
    expect(found.differences).toEqual([
      { path: 'LICENSE', kind: 'changed' },
      { path: 'more', kind: 'extra' },
    ])
    expect(keysOf(found.notes)).toContain('sdk.verify.links')
  })

  test('can be cancelled, and tells when the database can not be reached', async () => {
    const scene = await sdkScene(moduleOnly, { isHurried: true })
    const goroot = await placeByHand(join(scene.world.home, 'opt/go'), goTree(newest))
    const abort = new AbortController()
    abort.abort()
    expect(await rejection(drain(scene.sdk.verify(goroot, abort.signal)))).toMatchObject({ code: 'CANCELLED' })
    scene.net.proxy.tamper((answer) => ({ ...answer, status: 503 }))
    expect(await rejection(report(scene, goroot))).toMatchObject({ code: 'SUMDB_UNAVAILABLE' })
    expect(await rejection(report(scene, join(scene.world.home, 'none')))).toMatchObject({ code: 'SDK_NOT_INSTALLED' })
    expect(await rejection(report(scene))).toMatchObject({ code: 'GO_NOT_FOUND' })
  })
})

test('the lines of a hash are read strictly', () => {
  const module = { path: 'golang.org/toolchain', version: 'v0.0.1-go1.27.4.linux-amd64' }
  const line = (name: string) => `${'a'.repeat(64)}  golang.org/toolchain@v0.0.1-go1.27.4.linux-amd64/${name}\n`
  expect(parseSums(line('src/_go.mod') + line('VERSION'), module)).toEqual([
    { path: 'src/go.mod', sha256: 'a'.repeat(64) },
    { path: 'VERSION', sha256: 'a'.repeat(64) },
  ])
  for (const wrong of [
    'x',
    line('VERSION').slice(1),
    line('').trimEnd(),
    line('VERSION').replace('1.27.4', '1.27.3'),
  ]) {
    expect(parseSums(wrong, module)).toBeNull()
  }
})

test('folders outside the module never count as differences', () => {
  const found = [
    { path: 'doc/x', sha256: 'b' },
    { path: 'VERSION', sha256: 'a' },
  ]
  expect(differencesOf([{ path: 'VERSION', sha256: 'a' }], found, ['misc/link'])).toEqual([])
})
