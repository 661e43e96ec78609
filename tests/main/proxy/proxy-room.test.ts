import { readFile } from 'node:fs/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createProxy, type ProxyRoom } from '../../../main/proxy'
import { rejection } from '../../helpers/failure-of'
import { type GoRooms, goRooms, roomsOf } from '../../helpers/go-rooms'
import { worldAt } from '../../helpers/world'

async function proxyRooms(env: Record<string, string> = {}): Promise<GoRooms & { proxy: ProxyRoom }> {
  const rooms = await goRooms({ env })
  return { ...rooms, proxy: createProxy(rooms.world, rooms) }
}

/** The room once more on the same home, with settings of its own, as in another process. */
async function secondHost(home: string): Promise<ProxyRoom> {
  const world = await worldAt(home)
  onTestFinished(() => world.http.close())
  return createProxy(world, roomsOf(world))
}

describe('state', () => {
  it('has the values in force, the presets and the network proxies', async () => {
    const { proxy } = await proxyRooms({
      HTTPS_PROXY: 'http://me:hunter2@gate.corp:8080',
      http_proxy: 'http://gate.corp:3128',
      NO_PROXY: '.corp',
    })
    const state = await proxy.state()
    expect(state).toMatchObject({
      goproxy: 'https://proxy.golang.org,direct',
      gosumdb: 'sum.golang.org',
      goproxyOrigin: { kind: 'goroot' },
      current: 'golang',
      http: { httpsProxy: 'http://•••@gate.corp:8080', httpProxy: 'http://gate.corp:3128', noProxy: '.corp' },
    })
    expect(state.presets.map(({ id, url }) => [id, url])).toEqual([
      ['golang', 'https://proxy.golang.org'],
      ['goproxy-cn', 'https://goproxy.cn'],
      ['goproxy-io', 'https://goproxy.io'],
      ['aliyun', 'https://mirrors.aliyun.com/goproxy'],
      ['tencent', 'https://mirrors.cloud.tencent.com/go'],
      ['huawei', 'https://mirrors.huaweicloud.com/repository/goproxy'],
      ['direct', null],
      ['off', null],
    ])
    expect(state.sumdbs.map(({ gosumdb }) => gosumdb)).toEqual(['sum.golang.org', 'sum.golang.google.cn', 'off'])
    // nothing but what the contract knows
    expect(Object.keys(state.sumdbs[0] ?? {}).sort()).toEqual(['gosumdb', 'id', 'label', 'note'])
  })

  it.each([
    ['https://goproxy.cn,direct', 'goproxy-cn'],
    [' https://goproxy.cn/ , direct', 'goproxy-cn'],
    ['goproxy.cn,direct,https://never.example', 'goproxy-cn'],
    ['https://mirrors.aliyun.com/goproxy,direct', 'aliyun'],
    ['https://goproxy.cn|direct', null],
    ['https://goproxy.cn', null],
    ['direct', 'direct'],
    ['off', 'off'],
  ])('knows GOPROXY=%s as %s', async (goproxy, id) => {
    const { proxy, write } = await proxyRooms()
    await write('.config/go/env', `GOPROXY=${goproxy}\n`)
    expect((await proxy.state()).current).toBe(id)
  })
})

describe('planUse', () => {
  it('switches by one edit, and back', async () => {
    const { proxy, go, apply, file, journal } = await proxyRooms()
    const plan = await proxy.planUse({ use: { id: 'goproxy-cn' }, gosumdb: 'sum.golang.google.cn' })
    expect(plan.title).toEqual({ key: 'proxy.useTitle', params: { name: 'goproxy.cn' } })
    expect(journal.hold(plan).changes).toMatchObject([
      { values: [{ name: 'GOPROXY', before: null, after: 'https://goproxy.cn,direct' }, { name: 'GOSUMDB' }] },
    ])
    await apply(plan)
    expect(await go.env()).toMatchObject({ GOPROXY: 'https://goproxy.cn,direct', GOSUMDB: 'sum.golang.google.cn' })
    await apply(await proxy.planUse({ use: { goproxy: ' https://proxy.golang.org,direct ' }, gosumdb: null }))
    expect(await readFile(file, 'utf8')).toBe('GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.google.cn\n')
    expect((await proxy.planUse({ use: { id: 'golang' }, gosumdb: null })).changes).toEqual([])
    expect(await proxy.changesForUse({ id: 'direct' }, null)).toMatchObject([{ kind: 'file' }])
  })

  it('warns of GOSUMDB=off', async () => {
    const { proxy } = await proxyRooms()
    expect((await proxy.planUse({ use: { id: 'golang' }, gosumdb: 'off' })).notes).toEqual([
      { key: 'proxy.sumdb.off', params: {} },
    ])
  })

  it.each([
    [{ id: 'nosuch' }, null],
    [{ goproxy: '' }, null],
    [{ goproxy: ' , ' }, null],
    [{ goproxy: 'nonsense' }, null],
    [{ goproxy: 'ftp://x.example,direct' }, null],
    [{ goproxy: 'http://me:pw@x.example' }, null],
    [{ goproxy: 'https://x.example\nGOROOT=/x' }, null],
    [{ goproxy: 'https://•••@x.example' }, null],
    [{ id: 'golang' }, 'sum.example'],
    [{ id: 'golang' }, ''],
    [{ id: 'golang' }, 'off\nGOROOT=/x'],
  ])('refuses %j with GOSUMDB %j', async (use, gosumdb) => {
    const { proxy } = await proxyRooms()
    expect(await rejection(proxy.planUse({ use, gosumdb }))).toMatchObject({ code: 'INVALID_INPUT' })
  })

  it.each([
    'https://x.example|direct',
    'goproxy.corp,https://b.example,direct',
    'file:///srv/mods',
    'http://127.0.0.1:3000/t',
  ])('takes %s', async (goproxy) => {
    const { proxy } = await proxyRooms()
    await expect(proxy.planUse({ use: { goproxy }, gosumdb: null })).resolves.toMatchObject({ changes: [{}] })
  })
})

describe('custom proxies', () => {
  const secret = 'https://me:hunter2@goproxy.corp/mods,direct'

  it('are kept as typed, shown without credentials, and used with them', async () => {
    const { proxy, apply, file, world } = await proxyRooms()
    const state = await proxy.addCustom({ label: ' Work ', goproxy: ` ${secret} ` })
    const added = state.presets.at(-1)
    expect(added).toMatchObject({
      label: 'Work',
      url: 'https://•••@goproxy.corp/mods',
      goproxy: 'https://•••@goproxy.corp/mods,direct',
      custom: true,
    })
    expect(world.settings.get().customProxies).toEqual([{ id: added?.id, label: 'Work', goproxy: secret }])
    // by its id, and by the value that was shown
    expect(proxy.unmasked(added?.goproxy ?? '')).toBe(secret)
    const plan = await proxy.planUse({ use: { goproxy: added?.goproxy ?? '' }, gosumdb: null })
    expect(plan.title.params).toEqual({ name: 'Work' })
    await apply(await proxy.planUse({ use: { id: added?.id ?? '' }, gosumdb: null }))
    expect(await readFile(file, 'utf8')).toBe(`GOPROXY=${secret}\n`)
    const now = await proxy.state()
    expect(now.current).toBe(added?.id)
    expect(JSON.stringify(now)).not.toContain('hunter2')
    const left = await proxy.removeCustom(added?.id ?? '')
    expect(left.presets.some(({ custom }) => custom)).toBe(false)
    expect(left.current).toBeNull()
    expect((await proxy.removeCustom('nosuch')).presets).toEqual(left.presets)
  })

  it.each([
    ['', 'https://x.example'],
    ['x'.repeat(81), 'https://x.example'],
    ['Again', 'https://goproxy.cn/,direct'],
    ['Bad', 'nonsense'],
  ])('are refused: %j %j', async (label, goproxy) => {
    const { proxy, world } = await proxyRooms()
    expect(await rejection(proxy.addCustom({ label, goproxy }))).toMatchObject({ code: 'INVALID_INPUT' })
    expect(world.settings.get().customProxies).toEqual([])
  })

  it('are all kept when two hosts add and remove at the same moment', async () => {
    const { proxy, world } = await proxyRooms()
    const { presets } = await proxy.addCustom({ label: 'Old', goproxy: 'https://old.example' })
    const other = await secondHost(world.home)
    const hosts = [proxy, other]
    const names = Array.from({ length: 12 }, (_, index) => `p${index}`)
    await Promise.all([
      ...names.map((label, index) => hosts[index % 2]?.addCustom({ label, goproxy: `https://${label}.example` })),
      other.removeCustom(presets.at(-1)?.id ?? ''),
    ])
    expect(
      world.settings
        .get()
        .customProxies.map(({ label }) => label)
        .sort(),
    ).toEqual(names.sort())
  })

  it('are in the list once when two hosts add the same one', async () => {
    const { proxy, world } = await proxyRooms()
    const other = await secondHost(world.home)
    const twin = { label: 'Twin', goproxy: 'https://twin.example' }
    const ends = await Promise.allSettled([proxy.addCustom(twin), other.addCustom(twin)])
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(world.settings.get().customProxies).toHaveLength(1)
  })
})
