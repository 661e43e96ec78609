import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { createHttp, Failure, type World } from '../../../main/kit'
import { createReleases, type Releases, type ReleasesOptions, type Source } from '../../../main/releases'
import { rejection } from '../../helpers/failure-of'
import { type FaultServer, startFaultServer } from '../../helpers/fault-server'
import { type LogServer, startLogServer } from '../../helpers/log-server'
import { archiveName, goArchive, goIndex, goTree, toolchainTestModule } from '../../helpers/toolchain'
import { type TestWorld, testWorld } from '../../helpers/world'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Net {
  readonly world: TestWorld
  readonly official: FaultServer
  readonly twin: FaultServer
  readonly mirror: FaultServer
  readonly proxy: LogServer
  /** The official origin and its twin. */
  readonly siteSources: readonly Source[]
  releases(options?: Partial<ReleasesOptions>, world?: Partial<World>): Releases
}

const archives = {
  'go1.27.4': goArchive(goTree('go1.27.4')),
  'go1.27.3': goArchive(goTree('go1.27.3')),
  'go1.26.8': goArchive(goTree('go1.26.8')),
  'go1.25.13': goArchive(goTree('go1.25.13')),
  'go1.28rc1': goArchive(goTree('go1.28rc1')),
}

/** Four loopback servers in the places of go.dev, golang.google.cn, a mirror and a module proxy. */
async function net(): Promise<Net> {
  const world = await testWorld()
  const http = createHttp({ env: {}, log: world.log })
  closing.push(() => http.close())
  const files = Object.fromEntries(
    Object.entries(archives).map(([version, body]) => [`/dl/${archiveName(version)}`, { body }]),
  )
  const index = { '/dl/': { body: goIndex(archives), type: 'application/json' } }
  const official = await startFaultServer({ ...files, ...index })
  const twin = await startFaultServer({ ...files, ...index })
  const mirror = await startFaultServer(files)
  const proxy = await startLogServer({
    modules: ['go1.27.4', 'go1.26.8'].map((version) => toolchainTestModule(version)),
  })
  closing.push(() => proxy.close())
  const site = (id: string, url: string, hasIndex: boolean): Source => ({
    kind: 'archive',
    id: `archive:${id}`,
    label: id,
    base: `${url}/dl/`,
    index: hasIndex ? `${url}/dl/?mode=json&include=all` : null,
  })
  const defaults: Source[] = [
    site('official', official.url, true),
    site('twin', twin.url, true),
    { kind: 'module', id: 'module:proxy', label: 'proxy', base: proxy.proxyUrl },
    site('mirror', mirror.url, false),
  ]
  const releases: Net['releases'] = (options = {}, changed = {}) =>
    createReleases(
      { ...world, http, ...changed },
      { goproxy: async () => 'off', defaults, patience: { stagger: 700, grace: 300, late: 100 }, ...options },
    )
  return { world, official, twin, mirror, proxy, siteSources: defaults.slice(0, 2), releases }
}

const versionsOf = (releases: readonly { version: string }[]) => releases.map(({ version }) => version)

describe('the catalogue', () => {
  test('comes from the official index, with channels, sizes and kinds', async () => {
    const { releases, official, twin, proxy } = await net()
    const catalogue = await releases().catalogue({ refresh: false })
    expect(versionsOf(catalogue.releases)).toEqual(['go1.28rc1', 'go1.27.4', 'go1.27.3', 'go1.26.8', 'go1.25.13'])
    expect(catalogue).toMatchObject({ newestStable: 'go1.27.4', source: 'official', stale: false, partial: false })
    expect(catalogue.releases.map(({ channel }) => channel)).toEqual([
      'unstable',
      'stable',
      'stable',
      'stable',
      'archived',
    ])
    expect(catalogue.releases[1]).toMatchObject({ bytes: archives['go1.27.4'].length, kinds: ['archive', 'module'] })
    expect(official.requests.map(({ target }) => target)).toEqual(['/dl/?mode=json&include=all'])
    expect(twin.requests).toEqual([])
    expect(proxy.requests).toEqual([])
  })

  test('is kept for ten minutes, across restarts, then asked for again', async () => {
    const { world, releases, official } = await net()
    await releases().catalogue({ refresh: false })
    await releases().catalogue({ refresh: false })
    expect(official.requests).toHaveLength(1)
    await releases().catalogue({ refresh: true })
    expect(official.requests).toHaveLength(2)
    const later = { clock: { ...world.clock, now: () => new Date(Date.now() + 11 * 60_000) } }
    await releases({}, later).catalogue({ refresh: false })
    expect(official.requests).toHaveLength(3)
  })

  test('falls back to the twin at once when the official origin fails', async () => {
    const { releases, official, twin } = await net()
    await official.close()
    const room = releases({ patience: { stagger: 3_600_000, grace: 1, late: 100 } })
    expect(await room.catalogue({ refresh: false })).toMatchObject({ source: 'twin', partial: false })
    expect(twin.requests).toHaveLength(1)
  })

  test('does not wait long for an origin that swallows requests', async () => {
    const { releases, official, twin } = await net()
    const [release, other] = [official.hold(), twin.hold()]
    onTestFinished(() => {
      release()
      other()
    })
    const room = releases({ patience: { stagger: 50, grace: 200, late: 100 } })
    const catalogue = await room.catalogue({ refresh: false })
    expect(catalogue).toMatchObject({ source: 'proxy', partial: true, newestStable: 'go1.27.4' })
    // the next time the proxy is asked first, and nothing is waited for
    const asked = official.requests.length
    const patient = releases({ patience: { stagger: 3_600_000, grace: 3_600_000, late: 100 } })
    await patient.catalogue({ refresh: true })
    expect(official.requests).toHaveLength(asked)
    expect(catalogue.sources.find(({ id }) => id === 'archive:official')?.failure?.code).toBe('NETWORK_TIMEOUT')
  })

  test('a full index that comes a moment later wins over the list of a proxy', async () => {
    const { world, releases, official, twin } = await net()
    const release = official.hold()
    const closeTwin = twin.hold()
    const room = releases({ patience: { stagger: 30, grace: 20_000, late: 100 } })
    const asked = room.catalogue({ refresh: false })
    // the proxy's list is complete and its success noted
    const noted = () => readFile(join(world.dirs.state, 'sources.json'), 'utf8').catch(() => '')
    while (!(await noted()).includes('module:proxy')) await world.clock.sleep(10)
    release()
    const catalogue = await asked
    expect(catalogue).toMatchObject({ source: 'official', partial: false })
    closeTwin()
  })

  test("completes a proxy's list, and says that it is partial", async () => {
    const { releases, official, twin, proxy } = await net()
    await Promise.all([official.close(), twin.close()])
    proxy.addModule(toolchainTestModule('go1.27.5'))
    proxy.addModule(toolchainTestModule('go1.20.14'))
    proxy.tamper((answer, { kind }) =>
      kind === 'list'
        ? { ...answer, headers: {}, body: Buffer.from(answer.body.toString().replace(/.*go1\.27\.5.*\n/, '')) }
        : answer,
    )
    const catalogue = await releases().catalogue({ refresh: false })
    expect(versionsOf(catalogue.releases)).toEqual(['go1.27.5', 'go1.27.4', 'go1.26.8', 'go1.20.14'])
    expect(catalogue).toMatchObject({ newestStable: 'go1.27.5', partial: true, stale: false })
    expect(catalogue.releases[0]).toMatchObject({ kinds: ['module'], date: '2026-01-02T03:04:05Z', bytes: null })
  })

  test('adds what only a proxy knows to an index saved earlier', async () => {
    const { world, releases, official, twin, proxy } = await net()
    await releases().catalogue({ refresh: false })
    await Promise.all([official.close(), twin.close()])
    proxy.addModule(toolchainTestModule('go1.27.5'))
    const later = { clock: { ...world.clock, now: () => new Date(Date.now() + 3_600_000) } }
    const catalogue = await releases({}, later).catalogue({ refresh: false })
    expect(versionsOf(catalogue.releases).slice(0, 3)).toEqual(['go1.28rc1', 'go1.27.5', 'go1.27.4'])
    expect(catalogue.partial).toBe(true)
    expect(catalogue.releases.find(({ version }) => version === 'go1.25.13')?.kinds).toEqual(['archive', 'module'])
  })

  test('is the saved one, marked stale, when nothing answers; without one it says why', async () => {
    const { world, releases, official, twin, proxy } = await net()
    await releases().catalogue({ refresh: false })
    await Promise.all([official.close(), twin.close(), proxy.close()])
    closing.pop()
    expect(await releases().catalogue({ refresh: true })).toMatchObject({ stale: true, newestStable: 'go1.27.4' })
    expect((await releases().saved())?.newestStable).toBe('go1.27.4')
    await writeFile(join(world.dirs.cache, 'releases', 'index.json'), 'broken')
    const failed = releases().catalogue({ refresh: false })
    await expect(failed).rejects.toMatchObject({ code: 'ALL_SOURCES_FAILED', details: { count: 3 } })
    expect(await releases().saved()).toBeNull()
    expect((await readdir(join(world.dirs.cache, 'releases'))).some((name) => name.includes('corrupt'))).toBe(true)
  })

  test('names a login page rather than a proxy that is down', async () => {
    const { releases, official, twin, proxy } = await net()
    const page = await readFile(join(import.meta.dirname, '../../fixtures/releases/login-page.html'))
    official.files.set('/dl/', { body: page, type: 'text/html' })
    await twin.close()
    proxy.tamper((answer) => ({ ...answer, status: 200, headers: { 'content-type': 'text/html' }, body: page }))
    const failure = await releases()
      .catalogue({ refresh: false })
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'ALL_SOURCES_FAILED', details: { telling: 'RESPONSE_INVALID' } })
    expect((failure as Failure).message).toContain('HotelNet')
  })

  test('marks what is installed', async () => {
    const { releases } = await net()
    const installed = async () => ({ versions: ['go1.27.3', 'go1.26.8'], active: 'go1.26.8' })
    const catalogue = await releases({ installed }).catalogue({ refresh: false })
    expect(versionsOf(catalogue.releases.filter((release) => release.installed))).toEqual(['go1.27.3', 'go1.26.8'])
    expect(versionsOf(catalogue.releases.filter((release) => release.active))).toEqual(['go1.26.8'])
  })

  test('is fetched once for all who ask at a time; who is cancelled does not take it from the others', async () => {
    const { releases, official } = await net()
    const release = official.hold()
    const room = releases()
    const abort = new AbortController()
    const cancelled = room.catalogue({ refresh: false, signal: abort.signal })
    const kept = room.catalogue({ refresh: false })
    setTimeout(() => abort.abort(), 20)
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' })
    release()
    expect((await kept).source).toBe('official')
    expect(official.requests).toHaveLength(1)
  })

  test("asks the user's own proxies, and never shows their passwords", async () => {
    const { world, releases, official, twin, proxy } = await net()
    await Promise.all([official.close(), twin.close()])
    const own = proxy.proxyUrl.replace('http://', 'http://user:s3cret@')
    const room = releases({ goproxy: async () => `${own},direct`, defaults: [] })
    const catalogue = await room.catalogue({ refresh: false }).catch((error: unknown) => error)
    expect(JSON.stringify([catalogue, (catalogue as Failure).message])).not.toContain('s3cret')
    expect(await readFile(join(world.dirs.state, 'sources.json'), 'utf8')).not.toContain('s3cret')
    expect(world.logged.join('')).not.toContain('s3cret')
  })
})

describe('the release that a person means', () => {
  test.each([
    ['go1.27.3', 'go1.27.3'],
    ['1.27.3', 'go1.27.3'],
    ['1.27', 'go1.27.4'],
    ['go1.26', 'go1.26.8'],
    ['latest', 'go1.27.4'],
    ['newest', 'go1.27.4'],
    ['Stable', 'go1.27.4'],
    ['unstable', 'go1.28rc1'],
    ['1.28rc1', 'go1.28rc1'],
    ['1.19', 'go1.19'],
  ])('%s is %s', async (wanted, version) => {
    const { releases } = await net()
    expect(await releases().resolve(wanted)).toBe(version)
  })

  test.each(['1.99', 'banana', '../etc', '1.28', ''])('%j is none', async (wanted) => {
    const { releases } = await net()
    await expect(releases().resolve(wanted)).rejects.toMatchObject({ code: 'RELEASE_UNKNOWN' })
  })
})

describe('where a release can be had from', () => {
  const labels = (candidates: readonly { label: string }[]) => candidates.map(({ label }) => label)

  test('the first that answers is the first; archives carry the hash of the index', async () => {
    const { releases, official, twin } = await net()
    const candidates = await releases().locate('go1.27.4')
    expect(labels(candidates)).toEqual(['official', 'twin', 'proxy', 'mirror'])
    const [first, , third, fourth] = candidates
    expect(first).toMatchObject({ kind: 'archive', size: archives['go1.27.4'].length })
    expect(fourth).toMatchObject({ kind: 'archive', sha256: first?.kind === 'archive' ? first.sha256 : '' })
    expect(third).toMatchObject({ kind: 'module', zipUrl: expect.stringContaining('v0.0.1-go1.27.4.') })
    expect(official.requests.at(-1)?.headers.range).toBe('bytes=0-0')
    expect(twin.requests).toEqual([])
  })

  test('learns: what was down comes last, what answered comes first', async () => {
    const { releases, official, twin } = await net()
    const room = releases()
    await room.catalogue({ refresh: false })
    await official.close()
    expect(labels(await room.locate('go1.27.4'))).toEqual(['twin', 'proxy', 'mirror', 'official'])
    const asked = twin.requests.length
    expect(labels(await releases().locate('go1.27.4'))).toEqual(['twin', 'proxy', 'mirror', 'official'])
    expect(twin.requests).toHaveLength(asked + 1)
  })

  test('a source that hangs while another answers counts as out of reach for a while', async () => {
    const { releases, official, siteSources: defaults } = await net()
    const room = releases({ defaults, patience: { stagger: 100, grace: 100, late: 50 } })
    await room.catalogue({ refresh: false })
    onTestFinished(official.hold())
    expect(labels(await room.locate('go1.27.4'))).toEqual(['twin', 'official'])
    const patient = releases({ defaults, patience: { stagger: 3_600_000, grace: 1, late: 1 } })
    expect(labels(await patient.locate('go1.27.4'))).toEqual(['twin', 'official'])
  })

  test('addresses of sources that are down come last', async () => {
    const { releases, proxy } = await net()
    const room = releases()
    const urls = [`${proxy.proxyUrl}/sumdb/x`, 'https://sum.example', `${proxy.proxyUrl}-other/sumdb/x`]
    expect(await room.reachableFirst(urls, (url) => url)).toEqual(urls)
    await room.report('module:proxy', { kind: 'failure', failure: new Failure('NETWORK_TIMEOUT', 'x', {}) })
    expect(await room.reachableFirst(urls, (url) => url)).toEqual([urls[1], urls[2], urls[0]])
  })

  test('only the proxies in GOPROXY are asked when the user wants it so', async () => {
    const { world, releases, official, proxy } = await net()
    await world.settings.set({ onlyOwnProxies: true, archiveMirrors: [`${official.url}/dl`] })
    const room = releases({ goproxy: async () => `${proxy.proxyUrl},direct` })
    const candidates = await room.locate('go1.27.4')
    expect(candidates).toMatchObject([{ kind: 'module', proxyUrl: proxy.proxyUrl }])
    expect(official.requests).toEqual([])
    // the list would tell nothing that the release itself does not
    expect(proxy.requests.map(({ kind }) => kind).sort()).toEqual(['info', 'zip'])
    expect(await rejection(releases({ goproxy: async () => 'direct' }).locate('go1.27.4'))).toMatchObject({
      code: 'RELEASE_UNKNOWN',
    })
  })

  test('a fast source is tried before, a slow one after those of which nothing is known', async () => {
    const { releases } = await net()
    const room = releases()
    await room.report('archive:mirror', { kind: 'success', latency: 20, rate: 50_000_000 })
    await room.report('archive:official', { kind: 'success', latency: 20, rate: 90_000 })
    expect(labels(await room.locate('go1.27.4'))).toEqual(['mirror', 'twin', 'proxy', 'official'])
  })

  test('who sent a forged file comes last for a day, whatever it answers', async () => {
    const { world, releases } = await net()
    const room = releases()
    const failure = new Failure('CHECKSUM_MISMATCH', 'wrong', { what: 'x', expected: 'a', actual: 'b' })
    await room.report('archive:official', { kind: 'failure', failure })
    await room.report('archive:official', { kind: 'success', latency: 1 })
    expect(labels(await room.locate('go1.27.4')).at(-1)).toBe('official')
    const tomorrow = { clock: { ...world.clock, now: () => new Date(Date.now() + 25 * 3_600_000) } }
    expect(labels(await releases({}, tomorrow).locate('go1.27.4'))[0]).toBe('official')
  })

  test('a cancelled attempt says nothing about a source', async () => {
    const { releases } = await net()
    const room = releases()
    await room.report('archive:official', { kind: 'failure', failure: new Failure('CANCELLED', 'stopped') })
    expect((await room.catalogue({ refresh: false })).sources[0]).toMatchObject({
      id: 'archive:official',
      failure: null,
    })
  })

  test('without an index only modules remain, archives of a mirror least of all', async () => {
    const { releases, official, twin } = await net()
    await Promise.all([official.close(), twin.close()])
    const candidates = await releases().locate('go1.27.4')
    expect(candidates).toHaveLength(1)
    expect(candidates[0]).toMatchObject({ kind: 'module', label: 'proxy', size: expect.any(Number) })
  })

  test('a proxy without the release is left out', async () => {
    const { releases } = await net()
    const room = releases()
    await room.report('module:proxy', { kind: 'success', latency: 1, rate: 90_000_000 })
    expect(labels(await room.locate('go1.27.3'))).toEqual(['official', 'twin', 'mirror'])
  })

  test('a mirror with a file of another size is passed over', async () => {
    const { releases, official, twin } = await net()
    const room = releases()
    await room.catalogue({ refresh: false })
    official.files.set(`/dl/${archiveName('go1.27.4')}`, { body: Buffer.from('short') })
    expect(labels(await room.locate('go1.27.4'))).toEqual(['twin', 'proxy', 'mirror', 'official'])
    expect(twin.requests).toHaveLength(1)
  })

  test.each([
    ['go1.99.9', 'RELEASE_UNKNOWN'],
    ['go1.27', 'RELEASE_UNKNOWN'],
    ['go1.27.4/../x', 'RELEASE_UNKNOWN'],
  ])('%s is %s', async (version, code) => {
    const { releases } = await net()
    await expect(releases().locate(version)).rejects.toMatchObject({ code, details: { version } })
  })

  test('a release without a build for this computer is told from one that does not exist', async () => {
    const { world, releases } = await net()
    const platform = { os: 'plan9', arch: 'arm' }
    const failed = releases({}, { platform: { ...world.platform, ...platform } }).locate('go1.27.4')
    await expect(failed).rejects.toMatchObject({
      code: 'RELEASE_NOT_FOR_PLATFORM',
      details: { version: 'go1.27.4', platform: 'plan9/arm' },
    })
  })

  test('tells why when no source can be reached', async () => {
    const { releases, official, twin, mirror, proxy } = await net()
    await releases().catalogue({ refresh: false })
    await Promise.all([official.close(), twin.close(), mirror.close(), proxy.close()])
    closing.pop()
    await expect(releases().locate('go1.27.4')).rejects.toMatchObject({
      code: 'ALL_SOURCES_FAILED',
      details: { what: 'go1.27.4', count: 4, telling: 'NETWORK_UNREACHABLE' },
    })
  })
})
