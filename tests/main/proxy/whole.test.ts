// Red when measure-whole.ts calls a row `good` whatever its module requests came to, or when plan-probe.ts no longer asks
// reasonToWithhold. Seed of the random part: GOREADY_PROBE_SEED.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { createHttp } from '../../../main/kit'
import { createProxy, type Preset, type ProxyRoom } from '../../../main/proxy'
import { compareVersions } from '../../../main/proxy/freshness'
import { percentile } from '../../../main/proxy/measure-whole'
import { drain } from '../../helpers/drain'
import { rejection } from '../../helpers/failure-of'
import { type GoRooms, goRooms } from '../../helpers/go-rooms'
import type { LogServer } from '../../helpers/log-server'
import { probedProxy } from '../../helpers/probed-proxy'
import { temporaryDir } from '../../helpers/temporary-dir'

let cases = 0
afterAll(() => {
  console.log(`${cases} cases of whole probes`)
  expect(cases).toBeGreaterThanOrEqual(70)
})

interface Scene {
  readonly room: ProxyRoom
  readonly rooms: GoRooms
}

async function sceneWith(servers: Record<string, LogServer>, env: Record<string, string> = {}): Promise<Scene> {
  const { world } = await goRooms()
  const http = createHttp({ env: {}, log: world.log })
  onTestFinished(() => http.close())
  const rooms = await goRooms({ http, env })
  const presets = Object.entries(servers).map(
    ([id, { proxyUrl }]): Preset => ({ id, label: id, goproxy: `${proxyUrl},direct`, note: null, custom: false }),
  )
  const limits = { request: 10_000, transfer: 10_000, transferBytes: 512 * 1024 }
  return { room: createProxy(rooms.world, { ...rooms, presets, sumdbs: [], limits }), rooms }
}

async function folderWith(goMod: string): Promise<string> {
  const folder = await temporaryDir()
  await writeFile(join(folder, 'go.mod'), goMod)
  return folder
}

const whole = { folder: null }

describe('a whole probe', () => {
  it('asks what it says beforehand and no more, and tells each request', async () => {
    const server = await probedProxy()
    server.addModule({ path: 'golang.org/toolchain', version: 'v0.0.1-go1.26.8.linux-amd64' })
    const { room } = await sceneWith({ a: server })
    const plan = await room.probePlan([], null)
    expect(plan).toMatchObject({ proxies: 1, requests: 11, folder: null, withheld: [] })
    const { rows } = (await drain(room.probe([], undefined, whole))).returned
    expect(server.requests.length).toBe(plan.requests)
    const [row] = rows
    expect(row).toMatchObject({ verdict: 'good', sumdb: 'served', failure: null, detail: { successRate: 1 } })
    const requests = row?.detail?.requests ?? []
    const kinds = ['info', 'mod', 'info', 'mod', 'info', 'mod', 'zip', 'list', 'latest', 'supported', 'toolchain']
    expect(requests.map(({ kind }) => kind)).toEqual(kinds)
    for (const { verdict, status, bytes, kind, milliseconds } of requests) {
      expect({ verdict, status }).toEqual({ verdict: 'right', status: kind === 'zip' ? 206 : 200 })
      expect(milliseconds).toBeGreaterThan(0)
      expect(bytes).toBeLessThanOrEqual(plan.bytes)
      cases++
    }
    expect(requests.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(plan.bytes)
    expect(row?.latency).toBeLessThanOrEqual(row?.detail?.p95 ?? 0)
    expect(row?.detail?.phases).toMatchObject({ dns: null, tcp: expect.any(Number), tls: null })
  })

  it('never lets a proxy win that answered one module request with anything but what was asked for', async () => {
    const seed = Number(process.env.GOREADY_PROBE_SEED ?? 20261124)
    console.log(`GOREADY_PROBE_SEED=${seed}`)
    let state = seed
    const draw = <Item>(items: readonly Item[]): Item => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return items[Math.floor((state / 2 ** 32) * items.length)] as Item
    }
    const good = await probedProxy()
    const bad = await Promise.all(Array.from({ length: 6 }, () => probedProxy()))
    const named = Object.fromEntries(bad.map((server, index) => [`bad${index}`, server]))
    const { room } = await sceneWith({ ...named, good })
    const kinds = ['info', 'mod', 'zip', 'list', '@latest'] as const
    const statuses = [201, 204, 301, 304, 400, 401, 403, 404, 410, 418, 429, 500, 502, 503, 504]
    for (let round = 0; round < 5; round++) {
      const drawn = bad.map((server) => {
        const kind = draw(kinds)
        const drawnStatus = draw(statuses)
        // without @latest the list does: see below
        const status = kind === '@latest' && [404, 410].includes(drawnStatus) ? 403 : drawnStatus
        const isEmpty = status === 204 || status === 304
        const undo = server.tamper((answer, request) =>
          request.kind === kind ? { ...answer, status, body: isEmpty ? Buffer.alloc(0) : answer.body } : answer,
        )
        return { told: `${kind} answered ${status}`, undo }
      })
      const { rows, best } = (await drain(room.probe([], undefined, whole))).returned
      expect(best, JSON.stringify(drawn)).toBe('good')
      for (const [index, { told, undo }] of drawn.entries()) {
        undo()
        expect(rows[index]?.verdict, told).not.toBe('good')
        expect(rows[index]?.detail?.successRate, told).toBeLessThan(1)
        cases++
      }
    }
  })

  it('takes a missing database or toolchain for no fault, a web page for the worst', async () => {
    const [bare, page] = [await probedProxy({ servesSumdb: false }), await probedProxy()]
    page.tamper((answer, { kind }) =>
      kind === 'mod' ? { ...answer, body: Buffer.from('<!DOCTYPE html><html>Please log in') } : answer,
    )
    const { room } = await sceneWith({ bare, page })
    const { rows, best } = (await drain(room.probe([], undefined, whole))).returned
    expect(rows[0]).toMatchObject({ verdict: 'good', sumdb: 'not-served', detail: { successRate: 1 } })
    expect(rows[0]?.detail?.requests.at(-1)).toMatchObject({ kind: 'toolchain', verdict: 'absent', status: 404 })
    expect(rows[1]).toMatchObject({ verdict: 'failed', failure: { code: 'RESPONSE_INVALID' } })
    expect(best).toBe('bare')
    cases += 2
  })

  it.each([404, 410])('takes the newest of the list from a proxy that answers %i for @latest', async (status) => {
    const server = await probedProxy()
    for (const version of ['v0.31.0', 'v0.4.0', 'v0.32.0-rc.1'])
      server.addModule({ path: 'golang.org/x/text', version })
    server.tamper((answer, { kind }) => (kind === '@latest' ? { ...answer, status, body: Buffer.alloc(0) } : answer))
    const { room } = await sceneWith({ a: server })
    const { rows, best } = (await drain(room.probe([], undefined, whole))).returned
    expect(rows[0]).toMatchObject({ verdict: 'good', detail: { successRate: 1, latest: 'v0.31.0' } })
    expect(best).toBe('a')
    cases++
  })

  it('sees which proxy is behind another', async () => {
    const [old, fresh] = [await probedProxy(), await probedProxy()]
    fresh.addModule({ path: 'golang.org/x/text', version: 'v0.31.0' })
    const { room } = await sceneWith({ old, fresh })
    const { rows } = (await drain(room.probe([], undefined, whole))).returned
    expect(rows.map(({ detail }) => [detail?.latest, detail?.newest, detail?.behind])).toEqual([
      ['v0.3.0', 'v0.31.0', true],
      ['v0.31.0', 'v0.31.0', false],
    ])
    cases += 2
  })

  it('ends when it is cancelled, asks no more and keeps nothing', async () => {
    const server = await probedProxy({ latency: 100 })
    const { room } = await sceneWith({ a: server })
    const stop = new AbortController()
    const running = drain(room.probe([], stop.signal, whole))
    while (server.requests.length === 0) await new Promise((done) => setImmediate(done))
    stop.abort()
    expect(await rejection(running)).toMatchObject({ code: 'CANCELLED' })
    expect(server.requests.length).toBe(1)
    expect(await room.history()).toEqual([])
    cases++
  })
})

describe('a folder', () => {
  const goMod = `module corp.example.com/app
require (
	corp.example.com/secret v1.2.3
	github.com/corp/hidden v1.0.0
	git.corp.internal/tool v0.1.0
	github.com/Other/Thing v1.0.0 // indirect
	rsc.io/quote v1.5.2
	nodots v1.0.0
)
`

  it('gives the modules to ask for, and never tells a private one to any proxy', async () => {
    const folder = await folderWith(goMod)
    const variables = ['GOPRIVATE', 'GONOPROXY', 'GONOSUMDB']
    for (const name of variables) {
      const server = await probedProxy()
      server.addModule({ path: 'github.com/Other/Thing', version: 'v1.0.0' })
      const { room } = await sceneWith({ a: server }, { [name]: '*.example.com,github.com/corp/*' })
      const plan = await room.probePlan([], folder)
      expect(plan.modules.map(({ path }) => path)).toEqual(['github.com/Other/Thing', 'rsc.io/quote'])
      expect(plan.withheld).toEqual([
        { path: 'corp.example.com/secret', why: 'pattern' },
        { path: 'github.com/corp/hidden', why: 'pattern' },
        { path: 'git.corp.internal/tool', why: 'private-look' },
        { path: 'nodots', why: 'no-module' },
      ])
      const { rows } = (await drain(room.probe([], undefined, { folder }))).returned
      expect(rows[0]?.verdict).toBe('good')
      expect(server.requests.length).toBe(plan.requests)
      for (const { path } of server.requests) {
        expect(path).not.toMatch(/corp|secret|hidden|internal|nodots/)
        cases++
      }
    }
  })

  it('of which nothing may be told is probed with the fixed set', async () => {
    const server = await probedProxy()
    const { room } = await sceneWith({ a: server }, { GOPRIVATE: '*' })
    const folder = await folderWith(goMod)
    const plan = await room.probePlan([], folder)
    expect(plan.modules.map(({ path }) => path)).toEqual(['golang.org/x/text', 'github.com/pkg/errors', 'rsc.io/quote'])
    expect(plan.withheld).toHaveLength(6)
    cases++
  })

  it('without a go.mod is refused with words', async () => {
    const { room } = await sceneWith({ a: await probedProxy() })
    const folder = await temporaryDir()
    const refused = { code: 'INVALID_INPUT', details: { what: join(folder, 'go.mod'), fault: 'no-go-mod' } }
    expect(await rejection(room.probePlan([], folder))).toMatchObject(refused)
    await mkdir(join(folder, 'go.mod'))
    expect(await rejection(drain(room.probe([], undefined, { folder })))).toMatchObject(refused)
    cases += 2
  })
})

it('orders versions as semantic versions are ordered, and takes percentiles by the nearest rank', () => {
  const ordered = [
    'v0.0.0-20190101000000-a',
    'v0.9.0',
    'v0.10.0-rc.2',
    'v0.10.0-rc.10',
    'v0.10.0',
    'v1.2.3+incompatible',
  ]
  for (const [at, version] of ordered.entries()) {
    for (const [other, second] of ordered.entries()) {
      expect(Math.sign(compareVersions(version, second)), `${version} ${second}`).toBe(Math.sign(at - other))
    }
  }
  expect([
    percentile([], 0.5),
    percentile([3], 0.95),
    percentile([5, 1, 3], 0.5),
    percentile([4, 1, 2, 3], 0.95),
  ]).toEqual([null, 3, 3, 4])
})
