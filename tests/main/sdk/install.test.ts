import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { distModeOf } from '../../../main/golang'
import { rejection } from '../../helpers/failure-of'
import { startLogServer, type Tamper } from '../../helpers/log-server'
import { moduleZip } from '../../helpers/module-zip'
import type { SdkNet } from '../../helpers/sdk-net'
import { sdkRooms } from '../../helpers/sdk-rooms'
import { ancient, contentsOf, newest, older, type SdkScene, sdkScene } from '../../helpers/sdk-scene'
import { goArchive, goIndex, goTree, toolchainH1, toolchainTestModule } from '../../helpers/toolchain'

const moduleOnly = (net: SdkNet) => net.moduleOnly
const siteOnly = (net: SdkNet) => ({ ...net.sources, defaults: [net.siteSource] })
const installed = async ({ sdk }: SdkScene) => (await sdk.state({ probeShell: false })).installed

describe('from a module proxy', () => {
  test('places the tree of an official distribution, proven by the checksum database', async () => {
    const scene = await sdkScene(moduleOnly)
    const { sdk, apply, goroot } = scene
    const { progress } = await apply(await sdk.planInstall({ version: newest, use: true }))
    const tree = Object.entries(goTree(newest)).filter(([path]) => !/^(api|doc|misc|test)\//.test(path))
    expect(await contentsOf(goroot)).toEqual(Object.fromEntries(tree))
    for (const [path] of tree) {
      expect([path, (await stat(join(goroot, path))).mode & 0o777]).toEqual([path, distModeOf(path)])
    }
    expect(await installed(scene)).toMatchObject([
      { version: newest, goroot, active: true, origin: 'goready', proof: 'log-verified', source: 'proxy', notes: [] },
    ])
    expect((await sdk.state({ probeShell: false })).current).toBe(newest)
    expect(await readlink(sdk.currentLink)).toBe(goroot)
    const kinds = progress.map(({ kind }) => kind)
    expect(kinds).toEqual(expect.arrayContaining(['change', 'verify', 'download', 'extract', 'check']))
    const { stdout } = await promisify(execFile)(join(sdk.binDir, 'go'), ['version'])
    expect(stdout).toContain(newest)
    expect([await scene.downloads(), await scene.aside()]).toEqual([[], []])
  })

  test('previews source, size and proof, fetches one byte, changes nothing', async () => {
    const { sdk, journal, goroot, net, home } = await sdkScene(moduleOnly)
    const before = await home()
    const preview = journal.hold(await sdk.planInstall({ version: newest, use: true }))
    expect(net.proxy.requests.filter(({ kind }) => kind === 'zip').map(({ range }) => range)).toEqual(['bytes=0-0'])
    expect(preview.changes).toMatchObject([
      { kind: 'sdk-install', version: newest, path: goroot, source: 'proxy', proof: 'log-verified' },
      { kind: 'link', path: sdk.currentLink, before: null, after: goroot },
    ])
    expect(preview.changes[0]).toMatchObject({ bytes: expect.any(Number) })
    expect(await home()).toBe(before)
  })

  test('keeps hashes of the files that prove themselves', async () => {
    const { sdk, apply, world } = await sdkScene(moduleOnly)
    await apply(await sdk.planInstall({ version: newest, use: false }))
    const dir = join(world.dirs.state, 'sdks')
    const names = await readdir(dir)
    const read = (pattern: RegExp) => readFile(join(dir, names.find((name) => pattern.test(name)) ?? ''))
    expect(JSON.parse((await read(/^go.*json$/)).toString())).toMatchObject({ h1: toolchainH1(newest) })
    const sums = createHash('sha256').update(await read(/\.sums$/))
    expect(`h1:${sums.digest('base64')}`).toBe(toolchainH1(newest))
  })

  test('refuses a zip with other content, and leaves nothing of it', async () => {
    const { sdk, apply, net, home, downloads, world } = await sdkScene(moduleOnly)
    const before = await home()
    net.proxy.tamper(await servingZipOf({ ...goTree(newest), 'bin/go': '#!/bin/sh\necho pwned\n' }))
    const plan = await sdk.planInstall({ version: newest, use: false })
    const failure = await rejection(apply(plan))
    expect(failure).toMatchObject({ code: 'CHECKSUM_MISMATCH', details: { expected: toolchainH1(newest) } })
    expect([await home(), await downloads()]).toEqual([before, []])
    expect(world.logged.join('')).toContain('SECURITY')
  })

  test('fetches a pieced-together zip anew, once, when it is wrong', async () => {
    const { sdk, apply, net, world } = await sdkScene(moduleOnly, { isHurried: true })
    const plan = await sdk.planInstall({ version: newest, use: false })
    const wrong = await servingZipOf({ ...goTree(newest), LICENSE: 'Copyright the No Authors\n' })
    const cut = net.proxy.tamper(async (answer, request) => {
      const forged = await wrong(answer, request)
      return request.kind === 'zip' ? { ...forged, cutAfter: 3_000 } : forged
    })
    expect(await rejection(apply(plan))).toMatchObject({ code: 'DOWNLOAD_TRUNCATED' })
    cut()
    await apply(await sdk.planInstall({ version: newest, use: false }))
    expect(world.logged.join('')).toContain('fetching it anew')
  })

  test('refuses a module that the checksum database does not vouch for, and keeps nothing of the download', async () => {
    const { sdk, apply, net, home, downloads } = await sdkScene(moduleOnly)
    const before = await home()
    const plan = await sdk.planInstall({ version: newest, use: false })
    net.proxy.tamper((answer, { kind }) =>
      kind === 'lookup'
        ? { ...answer, body: Buffer.from(answer.body.toString().replace(toolchainH1(newest), toolchainH1(older))) }
        : answer,
    )
    expect(await rejection(apply(plan))).toMatchObject({ code: 'SUMDB_PROOF' })
    expect([await home(), await downloads()]).toEqual([before, []])
  })

  test('stops at two histories of the checksum database, though another source is there', async () => {
    const { sdk, apply, net, world } = await sdkScene((n) => ({ ...n.sources, defaults: [n.proxySource] }))
    await apply(await sdk.planInstall({ version: older, use: false }))
    const fork = await startLogServer({ log: net.proxy.log.forkAt(10), modules: [toolchainTestModule(newest)] })
    onTestFinished(() => fork.close())
    const rooms = sdkRooms(world, {
      ...net.sources,
      gosumdb: fork.sumdb.gosumdb,
      defaults: [{ ...net.proxySource, kind: 'module', base: fork.proxyUrl }, net.siteSource],
    })
    await rooms.releases.catalogue({ refresh: true })
    await rooms.releases.report('module:proxy', { kind: 'success', rate: 90_000_000, latency: 1 })
    const plan = await rooms.sdk.planInstall({ version: newest, use: false })
    expect(await rejection(rooms.apply(plan))).toMatchObject({ code: 'SUMDB_FORK' })
    expect(plan.changes[0]?.data).toMatchObject({ source: 'proxy' })
    expect(net.site.requests.filter(({ target }) => target === net.archivePath(newest))).toEqual([])
  })
})

describe('from an archive', () => {
  test('places the whole tree, proven by the index and by the checksum database', async () => {
    const scene = await sdkScene()
    await scene.apply(await scene.sdk.planInstall({ version: newest, use: false }))
    expect(await contentsOf(scene.goroot)).toEqual(goTree(newest))
    expect(await installed(scene)).toMatchObject([{ proof: 'log-verified', source: 'site', active: false }])
    expect(scene.net.proxy.requests.some(({ kind }) => kind === 'zip')).toBe(false)
    expect([await scene.downloads(), await scene.aside()]).toEqual([[], []])
  })

  test('stays index-verified when the checksum database can not be asked', async () => {
    const scene = await sdkScene(siteOnly)
    scene.net.proxy.tamper((answer) => ({ ...answer, status: 503 }))
    await scene.apply(await scene.sdk.planInstall({ version: newest, use: false }))
    expect(await installed(scene)).toMatchObject([{ proof: 'index-verified' }])
  })

  test('does not wait for a checksum database that does not answer', async () => {
    const scene = await sdkScene(siteOnly, { isHurried: true })
    let release = (): void => undefined
    const until = new Promise<void>((resolve) => {
      release = resolve
    })
    scene.net.proxy.tamper((answer) => ({ ...answer, hold: { after: 3, until } }))
    await scene.apply(await scene.sdk.planInstall({ version: newest, use: false }))
    release()
    expect(await installed(scene)).toMatchObject([{ proof: 'index-verified' }])
  })

  test('of Go before 1.21 is not compared with its module', async () => {
    const scene = await sdkScene(siteOnly)
    await scene.apply(await scene.sdk.planInstall({ version: ancient, use: false }))
    expect(await installed(scene)).toMatchObject([{ version: ancient, proof: 'index-verified' }])
    expect(scene.net.proxy.requests).toEqual([])
  })

  test('is refused when the checksum database knows another tree', async () => {
    const { sdk, apply, net, home } = await sdkScene(siteOnly)
    const changed = goArchive({ ...goTree(newest), 'src/fmt/print.go': 'package fmt // changed\n' })
    net.site.files.set(net.archivePath(newest), { body: changed })
    net.site.files.set('/dl/', { body: goIndex({ [newest]: changed }) })
    const failure = await rejection(apply(await sdk.planInstall({ version: newest, use: false })))
    expect(failure).toMatchObject({ code: 'CHECKSUM_MISMATCH', details: { expected: toolchainH1(newest) } })
    expect(await home()).toBe('')
  })

  test('from a mirror is taken on the word of the official index alone', async () => {
    const net = (n: SdkNet) => {
      const mirror = { ...n.siteSource, kind: 'archive' as const, id: 'archive:mirror', label: 'mirror', index: null }
      return { ...n.sources, gosumdb: n.proxy.sumdb.gosumdb, defaults: [mirror] }
    }
    const { sdk } = await sdkScene(net)
    // the mirror is there, but nobody vouches for what it has
    expect(await rejection(sdk.planInstall({ version: newest, use: false }))).toMatchObject({ code: 'RELEASE_UNKNOWN' })
  })
})

describe('when a source fails', () => {
  test('before anything came, the next one takes over', async () => {
    const scene = await sdkScene()
    const plan = await scene.sdk.planInstall({ version: newest, use: false })
    await scene.net.site.close()
    await scene.apply(plan)
    expect(await installed(scene)).toMatchObject([{ source: 'proxy' }])
  })

  test('with a damaged archive, that is said, logged and remembered', async () => {
    const scene = await sdkScene()
    const { sdk, apply, net, world, releases } = scene
    const plan = await sdk.planInstall({ version: newest, use: false })
    const genuine = net.site.files.get(net.archivePath(newest))?.body ?? Buffer.alloc(0)
    const damaged = Buffer.concat([genuine.subarray(0, 1_000), Buffer.alloc(genuine.length - 1_000)])
    net.site.files.set(net.archivePath(newest), { body: damaged })
    const { progress } = await apply(plan)
    const failover = { kind: 'failover', from: 'site', to: 'proxy', code: 'ARCHIVE_INVALID' }
    expect(progress.filter(({ kind }) => kind === 'failover')).toEqual([failover])
    expect(await installed(scene)).toMatchObject([{ source: 'proxy' }])
    expect(world.logged.join('')).toContain('archive:site')
    const { sources } = await releases.catalogue({ refresh: false })
    expect(sources.find(({ id }) => id === 'archive:site')?.failure?.code).toBe('ARCHIVE_INVALID')
  })

  test('with another archive than the index says, it is thrown away, loudly', async () => {
    const scene = await sdkScene()
    const { sdk, apply, net, world } = scene
    const plan = await sdk.planInstall({ version: newest, use: false })
    const forged = goArchive({ ...goTree(newest), LICENSE: 'Copyright the No Authors\n' })
    expect(forged).toHaveLength(net.site.files.get(net.archivePath(newest))?.body.length ?? 0)
    net.site.files.set(net.archivePath(newest), { body: forged })
    const { progress } = await apply(plan)
    expect(progress.find(({ kind }) => kind === 'failover')).toMatchObject({ from: 'site', code: 'CHECKSUM_MISMATCH' })
    expect(await installed(scene)).toMatchObject([{ source: 'proxy' }])
    expect(world.logged.join('')).toContain('SECURITY')
  })

  test('because the checksum database forges, an archive is taken instead', async () => {
    const scene = await sdkScene((n) => ({ ...n.sources, defaults: [n.proxySource, n.siteSource] }))
    const { sdk, apply, net, releases } = scene
    await releases.catalogue({ refresh: true })
    await releases.report('module:proxy', { kind: 'success', rate: 90_000_000, latency: 1 })
    const plan = await sdk.planInstall({ version: newest, use: false })
    expect(plan.changes[0]?.data).toMatchObject({ source: 'proxy' })
    net.proxy.tamper((answer, { kind }) =>
      kind === 'tile' ? { ...answer, body: Buffer.from(answer.body.map((byte) => byte ^ 1)) } : answer,
    )
    const { progress } = await apply(plan)
    expect(progress.find(({ kind }) => kind === 'failover')).toMatchObject({ from: 'proxy', code: 'SUMDB_PROOF' })
    expect(await installed(scene)).toMatchObject([{ source: 'site', proof: 'index-verified' }])
  })

  test('after all others did, the most telling failure is told', async () => {
    const { sdk, apply, net, home } = await sdkScene(undefined, { isHurried: true })
    const plan = await sdk.planInstall({ version: newest, use: false })
    await net.site.close()
    net.proxy.tamper(await servingZipOf({ ...goTree(newest), 'bin/go': 'other' }))
    expect(await rejection(apply(plan))).toMatchObject({
      code: 'ALL_SOURCES_FAILED',
      details: { what: newest, count: 2, telling: 'CHECKSUM_MISMATCH' },
    })
    expect(await home()).toBe('')
  })

  test('for want of space, no other source is bothered', async () => {
    const { sdk, apply, net, world } = await sdkScene()
    const plan = await sdk.planInstall({ version: newest, use: false })
    const index = JSON.parse(net.site.files.get('/dl/')?.body.toString() ?? '')
    index[0].files[0].size = 2 ** 50
    net.site.files.set('/dl/', { body: Buffer.from(JSON.stringify(index)) })
    const rooms = sdkRooms(world, { ...net.sources, defaults: [net.siteSource] })
    await rooms.releases.catalogue({ refresh: true })
    const asked = net.proxy.requests.length
    net.site.raw(
      net.archivePath(newest),
      `HTTP/1.1 206 P\r\nContent-Range: bytes 0-0/${2 ** 50}\r\nContent-Length: 1\r\n\r\nx`,
    )
    const failure = await rejection(rooms.apply(plan))
    expect(failure).toMatchObject({ code: 'DISK_FULL', details: { free: expect.any(Number) } })
    expect(failure.details.needed).toBeGreaterThan(2 ** 50)
    expect(net.proxy.requests).toHaveLength(asked)
    expect(apply).toBeDefined()
  })
})

test('a cut download goes on where it stopped, and is kept after a failure', async () => {
  const { sdk, apply, net, downloads, goroot } = await sdkScene(moduleOnly, { isHurried: true })
  const plan = await sdk.planInstall({ version: newest, use: false })
  const mend = net.proxy.tamper((answer, { kind }) => (kind === 'zip' ? { ...answer, cutAfter: 2_000 } : answer))
  const cut = rejection(apply(plan))
  expect(await cut).toMatchObject({ code: 'DOWNLOAD_TRUNCATED' })
  expect(await downloads()).toEqual(expect.arrayContaining([expect.stringMatching(/\.part$/)]))
  mend()
  const before = net.proxy.requests.length
  await apply(await sdk.planInstall({ version: newest, use: false }))
  const ranges = net.proxy.requests.slice(before).filter(({ kind }) => kind === 'zip')
  expect(ranges.map(({ range }) => range)).toEqual(expect.arrayContaining([expect.stringMatching(/^bytes=[1-9]\d{3}/)]))
  expect(await contentsOf(goroot)).toHaveProperty('VERSION')
})

describe('what is there already', () => {
  test('is not installed again', async () => {
    const { sdk, apply } = await sdkScene(moduleOnly)
    await apply(await sdk.planInstall({ version: newest, use: true }))
    expect((await sdk.planInstall({ version: newest, use: true })).changes).toEqual([])
    expect((await sdk.planUse(newest)).changes).toEqual([])
  })

  test('and whole is adopted, whoever placed it', async () => {
    const scene = await sdkScene(moduleOnly)
    const { sdk, apply, undo, home, goroot } = scene
    await placeByHand(goroot, goTree(newest))
    const before = await home()
    const plan = await sdk.planInstall({ version: newest, use: true })
    expect(plan.changes.map(({ kind }) => kind)).toEqual(['link'])
    await apply(plan)
    expect(await installed(scene)).toMatchObject([
      { active: true, origin: 'adopted', proof: 'unverified', source: null },
    ])
    await undo({ all: true })
    expect(await home()).toBe(before)
  })

  test('but not whole is left alone', async () => {
    const { sdk, goroot } = await sdkScene(moduleOnly)
    await mkdir(join(goroot, 'bin'), { recursive: true })
    await writeFile(join(goroot, 'bin/go'), '')
    const failure = await rejection(sdk.planInstall({ version: newest, use: false }))
    expect(failure).toMatchObject({ code: 'SDK_EXISTS', details: { path: goroot } })
    expect((await sdk.state({ probeShell: false })).installed).toEqual([])
  })

  test('and still being unpacked by golang.org/dl is not taken for whole', async () => {
    const scene = await sdkScene(moduleOnly)
    await placeByHand(scene.goroot, { ...goTree(newest), [`${newest}.linux-amd64.tar.gz`]: '' })
    expect(await installed(scene)).toEqual([])
    await writeFile(join(scene.goroot, '.unpacked-success'), '')
    expect(await installed(scene)).toMatchObject([{ version: newest, origin: 'adopted' }])
  })
})

test('a Go that does not run here is taken back', async () => {
  const { sdk, apply, net, home } = await sdkScene(siteOnly)
  const broken = goArchive({ ...goTree(newest), 'bin/go': '#!/bin/sh\necho "wrong libc" >&2; exit 1\n' })
  net.site.files.set(net.archivePath(newest), { body: broken })
  net.site.files.set('/dl/', { body: goIndex({ [newest]: broken }) })
  net.proxy.tamper((answer) => ({ ...answer, status: 503 }))
  const failure = await rejection(apply(await sdk.planInstall({ version: newest, use: true })))
  expect(failure).toMatchObject({ code: 'GO_FAILED', details: { output: 'wrong libc' } })
  expect(await home()).toBe('')
  await expect(lstat(sdk.currentLink)).rejects.toMatchObject({ code: 'ENOENT' })
})

describe('what a person should know', () => {
  const keys = async (scene: SdkScene, version: string) =>
    (await scene.sdk.planInstall({ version, use: false })).notes.map(({ key }) => key)

  test.each([
    [newest, ['sdk.note.toolchainAuto']],
    [ancient, ['sdk.note.unsupported', 'sdk.note.weakChecksums']],
  ])('about %s', async (version, expected) => {
    const scene = await sdkScene((n) => ({
      ...n.sources,
      goproxy: 'https://goproxy.example,direct',
      defaults: [n.siteSource],
    }))
    expect(await keys(scene, version)).toEqual(expected)
  })

  test('about what a module of an old Go lacks; with the default proxy nothing about forgery', async () => {
    const scene = await sdkScene(moduleOnly)
    expect(await keys(scene, ancient)).toEqual(['sdk.note.unsupported', 'sdk.note.noWasm'])
  })
})

async function placeByHand(goroot: string, tree: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(tree)) {
    await mkdir(dirname(join(goroot, path)), { recursive: true })
    await writeFile(join(goroot, path), content, { mode: distModeOf(path) })
  }
}

/** Answers requests for the zip of the newest release with one that holds another tree. */
async function servingZipOf(tree: Record<string, string>): Promise<Tamper> {
  const { path, version, files } = toolchainTestModule(newest, tree)
  const zip = moduleZip(`${path}@${version}`, files ?? {})
  return (answer, { kind }) => (kind === 'zip' ? { status: 200, headers: {}, body: zip } : answer)
}
