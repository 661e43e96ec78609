import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createHttp } from '../../../main/kit'
import { createProxy, type Database, type Preset, type ProxyRoom } from '../../../main/proxy'
import type { ProbeResult, ProbeRow } from '../../../preload/contract'
import { drain } from '../../helpers/drain'
import { rejection } from '../../helpers/failure-of'
import { goRooms } from '../../helpers/go-rooms'
import type { LogAnswer, LogServer } from '../../helpers/log-server'
import { probedProxy } from '../../helpers/probed-proxy'

const page: LogAnswer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from('<!DOCTYPE html><html><head><title>Hotel Wi-Fi</title></head><body>Please log in</body></html>'),
}

async function refusedUrl(): Promise<string> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return `http://127.0.0.1:${port}`
}

async function roomFor(
  urls: Record<string, string>,
  databases: Record<string, string> = {},
  limit = 10_000,
): Promise<ProxyRoom> {
  const log = (await goRooms()).world.log
  const http = createHttp({ env: {}, log })
  onTestFinished(() => http.close())
  const rooms = await goRooms({ http })
  const presets = Object.entries(urls).map(
    ([id, url]): Preset => ({ id, label: id, goproxy: `${url},direct`, note: null, custom: false }),
  )
  const sumdbs = Object.entries(databases).map(
    ([id, url]): Database => ({ id, label: id, gosumdb: id, note: null, url }),
  )
  const words = ['direct', 'off'].map((id): Preset => ({ id, label: id, goproxy: id, note: null, custom: false }))
  return createProxy(rooms.world, {
    ...rooms,
    presets: [...presets, ...words],
    sumdbs,
    limits: { request: limit, transfer: limit, transferBytes: 512 * 1024 },
  })
}

async function probe(
  urls: Record<string, string>,
  databases?: Record<string, string>,
  limit?: number,
): Promise<ProbeResult & { seen: ProbeRow[]; row: (id: string) => ProbeRow | undefined }> {
  const room = await roomFor(urls, databases, limit)
  const { yielded, returned } = await drain(room.probe([]))
  return { ...returned, seen: yielded, row: (id) => returned.rows.find((one) => one.id === id) }
}

const good = { verdict: 'good', failure: null }

describe('probe', () => {
  it('measures each, ranks the near one first, and chooses the database that it serves', async () => {
    const [near, far] = [await probedProxy(), await probedProxy({ latency: 120 })]
    const { rows, best, bestSumdb, row, seen } = await probe(
      { far: far.proxyUrl, near: near.proxyUrl },
      { usual: 'http://127.0.0.1:9', other: 'http://127.0.0.1:9' },
    )
    expect(rows.map(({ id }) => id)).toEqual(['far', 'near'])
    expect(row('near')).toMatchObject({ ...good, phase: 'done', sumdb: 'served' })
    expect(row('far')).toMatchObject({ ...good, sumdb: 'served' })
    expect(row('far')?.latency).toBeGreaterThanOrEqual(119)
    expect(row('near')?.latency).toBeLessThan(row('far')?.latency ?? 0)
    expect(row('near')?.throughput).toBeGreaterThan(1024 * 1024)
    expect([best, bestSumdb]).toEqual(['near', 'usual'])
    const phases = seen
      .filter(({ id }) => id === 'near')
      .map(({ phase, latency }) => `${phase}${latency === null ? '' : '+'}`)
    expect(phases).toEqual(['waiting', 'running', 'running+', 'done+'])
    // no more than the part of the zip that is needed was asked for
    expect(near.requests.filter(({ kind }) => kind === 'zip').map(({ range }) => range)).toEqual(['bytes=0-524287'])
    expect(near.requests.length).toBe(5)
  })

  it.each([404, 403, 429, 500, 503])('never lets an answer of %i win', async (status) => {
    const [bad, slow] = [await probedProxy(), await probedProxy({ latency: 5 })]
    bad.tamper((answer) => ({ ...answer, status, body: Buffer.from('no\n') }))
    const { best, row } = await probe({ bad: bad.proxyUrl, slow: slow.proxyUrl })
    expect(row('bad')).toMatchObject({
      verdict: 'failed',
      latency: null,
      throughput: null,
      failure: { code: 'HTTP_STATUS', details: { status } },
    })
    expect(best).toBe('slow')
  })

  it('knows a login page by what it sends, whichever request gets it', async () => {
    const all = await probedProxy()
    all.tamper(() => page)
    const onlyZip = await probedProxy()
    onlyZip.tamper((answer, { kind }) => (kind === 'zip' ? page : answer))
    const onlySumdb = await probedProxy()
    onlySumdb.tamper((answer, { kind }) => (kind === 'supported' ? page : answer))
    const { best, row } = await probe({ all: all.proxyUrl, onlyZip: onlyZip.proxyUrl, onlySumdb: onlySumdb.proxyUrl })
    const failure = { code: 'RESPONSE_INVALID', details: { got: expect.stringContaining('Hotel Wi-Fi') } }
    expect(row('all')).toMatchObject({ verdict: 'failed', failure })
    expect(row('onlyZip')).toMatchObject({ verdict: 'failed', failure })
    expect(row('onlySumdb')).toMatchObject({ ...good, sumdb: 'not-served' })
    expect(best).toBe('onlySumdb')
  })

  it('calls usable what answers in part, and does not recommend it', async () => {
    const partly = await probedProxy()
    partly.tamper((answer, { path }) => (path.includes('rsc.io') ? { ...answer, status: 404 } : answer))
    const noZip = await probedProxy()
    noZip.tamper((answer, { kind }) => (kind === 'zip' ? { ...answer, status: 502 } : answer))
    const { best, row } = await probe({ partly: partly.proxyUrl, noZip: noZip.proxyUrl })
    expect(row('partly')).toMatchObject({
      verdict: 'usable',
      failure: { code: 'HTTP_STATUS', details: { status: 404 } },
    })
    expect(row('noZip')).toMatchObject({ verdict: 'usable', throughput: null, failure: { details: { status: 502 } } })
    expect(best).toBeNull()
  })

  it('gives up on what refuses, stays silent or trickles', async () => {
    const silent = createServer()
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
    onTestFinished(() => void silent.close())
    const trickling = await probedProxy()
    trickling.tamper((answer, { kind }) =>
      kind === 'zip'
        ? { ...answer, hold: { after: 1000, until: new Promise((done) => setTimeout(done, 3_000)) } }
        : answer,
    )
    const { best, row } = await probe(
      {
        refused: await refusedUrl(),
        silent: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
        trickling: trickling.proxyUrl,
      },
      {},
      1_000,
    )
    expect(row('refused')).toMatchObject({ verdict: 'failed', failure: { code: 'NETWORK_UNREACHABLE' } })
    expect(row('silent')).toMatchObject({ verdict: 'failed', failure: { code: 'NETWORK_TIMEOUT' } })
    // cut off at the limit: 1000 bytes had come by then
    expect(row('trickling')).toMatchObject(good)
    expect(best).toBe('trickling')
  })

  it('takes the whole zip of a proxy that knows no ranges, but reads no more than it needs', async () => {
    const server = await probedProxy()
    server.tamper((answer, { kind }) =>
      kind === 'zip' ? { ...answer, status: 200, body: Buffer.concat([answer.body, Buffer.alloc(4 << 20)]) } : answer,
    )
    expect((await probe({ server: server.proxyUrl })).row('server')).toMatchObject(good)
  })

  it('prefers a proxy that serves the checksum database, and else a database that answers itself', async () => {
    const [served, bare] = [await probedProxy(), await probedProxy({ servesSumdb: false })]
    const database = `${served.url}/database`
    const both = await probe({ bare: bare.proxyUrl, served: served.proxyUrl })
    expect(both.row('bare')?.sumdb).toBe('not-served')
    const gone = await refusedUrl()
    expect(await probe({ bare: bare.proxyUrl }, { usual: gone, other: database })).toMatchObject({
      best: 'bare',
      bestSumdb: 'other',
    })
    expect((await probe({ bare: bare.proxyUrl }, { usual: gone, other: bare.proxyUrl })).bestSumdb).toBeNull()
  })

  it('probes the ones named, passes over words, refuses unknown ids', async () => {
    const server = await probedProxy()
    const room = await roomFor({ a: server.proxyUrl, b: server.proxyUrl })
    const { returned } = await drain(room.probe(['b', 'direct', 'off']))
    expect(returned.rows.map(({ id }) => id)).toEqual(['b'])
    expect(await rejection(drain(room.probe(['nosuch'])))).toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('ends its requests when it is cancelled and when nobody listens any more', async () => {
    const server = await probedProxy({ latency: 300 })
    const room = await roomFor({ a: server.proxyUrl })
    const controller = new AbortController()
    const running = drain(room.probe([], controller.signal))
    await untilAsked(server, 1)
    controller.abort()
    expect(await rejection(running)).toMatchObject({ code: 'CANCELLED' })
    for await (const row of room.probe([])) if (row.phase === 'running') break
    expect(server.requests.length).toBeLessThanOrEqual(2)
  })
})

async function untilAsked(server: LogServer, count: number): Promise<void> {
  while (server.requests.length < count) await new Promise((done) => setImmediate(done))
}
