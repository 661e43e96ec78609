import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { sumdbBasesFor } from '../../../main/protocol'
import { rejection } from '../../helpers/failure-of'
import { type LogServer, type LogServerOptions, startLogServer } from '../../helpers/log-server'
import { direct, inOrder, outcome, stateDir, storedSize, sumdbRig } from '../../helpers/sumdb-rig'
import { TestLog } from '../../helpers/test-log'

const version = 'v1.0.0'
const hello = { path: 'example.com/Hello', version, files: { 'go.mod': 'module example.com/Hello\n' } }

async function start(options: LogServerOptions = {}): Promise<LogServer> {
  const server = await startLogServer(options)
  onTestFinished(() => server.close())
  return server
}

/** How often a kind of thing was asked for. */
const count = ({ requests }: LogServer, wanted: string): number => requests.filter(({ kind }) => kind === wanted).length

describe('a lookup', () => {
  it('proves the hashes of a module, capitals in its path included, through the proxy', async () => {
    const server = await start({ records: 3000 })
    const h1 = server.addModule(hello)
    const { sumdb, ...rig } = await sumdbRig(sumdbBasesFor(`${server.proxyUrl},direct`, server.sumdb.verifierKey))
    expect(await sumdb.lookup(hello.path, version)).toEqual({
      h1,
      goModH1: expect.stringMatching(/^h1:/),
      id: 3000,
      tree: { size: 3001, hash: server.log.rootOf().toString('base64') },
      database: 'sumdb.test',
      base: `${server.proxyUrl}/sumdb/sumdb.test`,
    })
    expect(server.requests.map(({ kind }) => kind).slice(0, 2)).toEqual(['supported', 'lookup'])
    expect(server.requests[1]?.path).toBe('/proxy/sumdb/sumdb.test/lookup/example.com/!hello@v1.0.0')
    expect(await storedSize({ sumdb, ...rig }, server)).toBe(3001)
    await sumdb.lookup('example.com/m7', version)
    expect(count(server, 'supported')).toBe(1)
  })

  it('asks the database itself where GOSUMDB has its address, whatever the proxies', async () => {
    const server = await start()
    const { sumdb } = await sumdbRig(sumdbBasesFor(server.proxyUrl, server.sumdb.gosumdb))
    expect((await sumdb.lookup('example.com/m7', version)).base).toBe(server.sumdb.url)
    expect(server.requests.every(({ via }) => via === 'database')).toBe(true)
  })

  it.each([404, 410, 500, 403])('goes on to the next proxy when one answers %d', async (status) => {
    const bad = await start()
    bad.tamper((answer) => ({ ...answer, status }))
    const good = await start()
    const goproxy = `${bad.proxyUrl},${good.proxyUrl}`
    const { sumdb } = await sumdbRig(sumdbBasesFor(goproxy, good.sumdb.verifierKey))
    expect((await sumdb.lookup('example.com/m7', version)).base).toBe(`${good.proxyUrl}/sumdb/sumdb.test`)
    expect(count(bad, 'lookup')).toBe(0)
  })

  it('tries a passing fault once more', async () => {
    const server = await start({ records: 3000 })
    const failed = new Set<string>()
    server.tamper((answer, { path }) => {
      if (failed.has(path)) return answer
      failed.add(path)
      return { ...answer, status: 503 }
    })
    const { sumdb } = await sumdbRig(direct(server))
    expect(await outcome(sumdb.lookup('example.com/m7', version))).toBe('ok')
  })

  it('stops at once when it is cancelled, even while tiles come', async () => {
    const server = await start({ records: 3000 })
    const cancel = new AbortController()
    const never = new Promise(() => undefined)
    let cancelled: number | undefined
    server.tamper((answer, { kind }) => {
      if (kind !== 'tile') return answer
      setImmediate(() => {
        cancelled ??= performance.now()
        cancel.abort()
      })
      return { ...answer, hold: { after: 10, until: never } }
    })
    const rig = await sumdbRig(direct(server))
    expect(await outcome(rig.sumdb.lookup('example.com/m7', version, cancel.signal))).toBe('CANCELLED')
    expect(performance.now() - (cancelled ?? 0)).toBeLessThan(1000)
    expect(await storedSize(rig, server)).toBeNull()
  })
})

describe('in logs of all sizes', () => {
  let server: LogServer
  beforeAll(async () => {
    server = await startLogServer({ log: new TestLog().fill(71_999) })
  })
  afterAll(() => server.close())

  it.each([1, 2, 255, 256, 257, 511, 65_535, 65_536, 65_537, 66_332, 71_999])('of %d records', async (size) => {
    server.headSize = size
    const rig = await sumdbRig(direct(server))
    for (const id of new Set([0, Math.floor(size / 2), Math.max(0, size - 2), size - 1])) {
      const found = await rig.sumdb.lookup(`example.com/m${id}`, version)
      expect(server.log.text(id)).toContain(found.h1)
      expect(found).toMatchObject({ id, tree: { size } })
    }
    expect(await storedSize(rig, server)).toBe(size)
  })

  it('goes from each to each, forwards and backwards, and never moves the stored head back', async () => {
    const rig = await sumdbRig(direct(server))
    const sizes = [300, 66_332, 255, 71_999, 71_998, 65_536, 1, 71_999, 2]
    let most = 0
    for (const size of sizes) {
      server.headSize = size
      most = Math.max(most, size)
      expect((await rig.sumdb.lookup('example.com/m0', version)).tree.size).toBe(most)
      expect(await storedSize(rig, server)).toBe(most)
    }
  })

  it('takes the first part of a full tile where a partial one is gone', async () => {
    server.headSize = 70_001
    let refused = 0
    const healthy = server.tamper((answer, { kind, path }) => {
      if (kind !== 'tile' || !path.includes('.p/')) return answer
      // of the last tile there is no full one yet
      const full = /tile\/8\/(\d+)\/(.*)\.p\/\d+$/.exec(path)
      const index = Number(full?.[2]?.replace(/[x/]/g, ''))
      if (!server.log.tile(Number(full?.[1]), index, 256)) return answer
      refused++
      return { ...answer, status: 404 }
    })
    onTestFinished(healthy)
    const rig = await sumdbRig(direct(server))
    expect((await rig.sumdb.lookup('example.com/m70000', version)).id).toBe(70_000)
    expect(refused).toBeGreaterThan(0)
  })
})

describe('what is kept between lookups', () => {
  const all = async (dir: string): Promise<string[]> =>
    (await readdir(dir, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))

  it('saves asking for the same tiles again', async () => {
    const server = await start({ records: 3000 })
    const rig = await sumdbRig(direct(server))
    await rig.sumdb.lookup('example.com/m700', version)
    expect(count(server, 'tile')).toBeGreaterThan(1)
    server.requests.length = 0
    const again = await sumdbRig(direct(server), rig.dir)
    await again.sumdb.lookup('example.com/m701', version)
    expect(server.requests.map(({ kind }) => kind)).toEqual(['lookup'])
  })

  it('drops the tiles at the edge of trees that were outgrown', async () => {
    const server = await start({ records: 3000 })
    const rig = await sumdbRig(direct(server))
    for (let i = 0; i < 4; i++) {
      server.addModule({ ...hello, version: `v1.${i}.0` })
      await rig.sumdb.lookup(hello.path, `v1.${i}.0`)
    }
    expect(await readdir(join(stateDir(rig, server), 'edge'))).toEqual(['3004'])
  })

  it('heals when files of it are damaged', async () => {
    const server = await start({ records: 71_999 })
    const rig = await sumdbRig(direct(server))
    await rig.sumdb.lookup('example.com/m12345', version)
    const tiles = (await all(stateDir(rig, server))).filter((path) => /edge|tile/.test(path))
    expect(tiles.length).toBeGreaterThanOrEqual(5)
    for (const path of tiles) {
      const good = await readFile(path)
      for (const bad of [Buffer.alloc(good.length, 7), good.subarray(0, 40), Buffer.alloc(0)]) {
        await writeFile(path, bad)
        expect(await outcome(rig.sumdb.lookup('example.com/m12345', version))).toBe('ok')
        expect(await readFile(path)).toEqual(good)
      }
    }
    for (const path of tiles) await writeFile(path, Buffer.alloc(32, 1))
    expect(await outcome(rig.sumdb.lookup('example.com/m12346', version))).toBe('ok')
  })

  it('does not help a source that forges: damaged tiles and a forging source are still refused', async () => {
    const server = await start({ records: 71_999 })
    const rig = await sumdbRig(direct(server))
    await rig.sumdb.lookup('example.com/m12345', version)
    for (const path of await all(stateDir(rig, server)))
      if (/edge|tile/.test(path)) await writeFile(path, Buffer.alloc(8192, 7))
    server.tamper((answer, { kind }) =>
      kind === 'tile' ? { ...answer, body: Buffer.alloc(answer.body.length, 7) } : answer,
    )
    expect(await outcome(rig.sumdb.lookup('example.com/m12345', version))).toBe('SUMDB_PROOF')
  })

  it('sets a damaged head aside, says so, and goes on', async () => {
    const server = await start()
    const rig = await sumdbRig(direct(server))
    await rig.sumdb.lookup('example.com/m7', version)
    const latest = join(stateDir(rig, server), 'latest')
    await writeFile(latest, (await readFile(latest, 'utf8')).replace('\n300\n', '\n301\n'))
    expect(await outcome(rig.sumdb.lookup('example.com/m7', version))).toBe('ok')
    expect((await readdir(stateDir(rig, server))).some((name) => name.startsWith('latest.corrupt-'))).toBe(true)
    expect(rig.logged.join('')).toContain('set aside')
    expect(await storedSize(rig, server)).toBe(300)
  })

  it('proves a record again when nothing can be reached', async () => {
    const server = await start({ records: 3000 })
    const rig = await sumdbRig(direct(server))
    const online = await rig.sumdb.lookup('example.com/m700', version)
    await server.close()
    const offline = await rig.sumdb.lookup('example.com/m700', version)
    expect(offline).toEqual({ ...online, base: expect.stringMatching(/^file:\/\//) })
    expect(await outcome(rig.sumdb.lookup('example.com/m701', version))).toBe('SUMDB_UNAVAILABLE')
    const kept = (await all(join(stateDir(rig, server), 'record')))[0] ?? ''
    await writeFile(kept, (await readFile(kept, 'utf8')).replace(online.h1, online.goModH1))
    expect(await outcome(rig.sumdb.lookup('example.com/m700', version))).toBe('SUMDB_UNAVAILABLE')
  })

  it('is shared by lookups at the same time and by processes', async () => {
    const server = await start({ records: 3000 })
    const one = await sumdbRig(direct(server))
    const two = await sumdbRig(direct(server), one.dir)
    server.tamper((answer, { kind }) => {
      if (kind === 'lookup') server.addModule({ ...hello, version: `v0.0.${server.log.size}` })
      return answer
    })
    const lookups = Array.from({ length: 12 }, (_, i) =>
      (i % 2 ? one : two).sumdb.lookup(`example.com/m${i * 250}`, version),
    )
    const found = await Promise.all(lookups)
    const sizes = found.map(({ tree }) => tree.size)
    expect(await storedSize(one, server)).toBe(Math.max(...sizes))
    expect(Math.max(...sizes)).toBeGreaterThan(3000)
  })
})

describe('what must not be asked about', () => {
  it('is not asked about: private modules, and all but toolchains with GOSUMDB=off', async () => {
    const server = await start()
    const patterns = await sumdbRig(sumdbBasesFor('off', server.sumdb.gosumdb, '*.corp.test,example.com/m7'))
    expect((await rejection(patterns.sumdb.lookup('example.com/m7', version))).code).toBe('UNVERIFIED')
    expect((await rejection(patterns.sumdb.lookup('git.corp.test/secret', version))).code).toBe('UNVERIFIED')
    expect(server.requests).toEqual([])
    expect(await outcome(patterns.sumdb.lookup('example.com/m8', version))).toBe('ok')
    const off = sumdbBasesFor('https://a.example', 'off', '')
    expect(off.mayAsk('example.com/m7')).toBe(false)
    expect(off.mayAsk('golang.org/toolchain')).toBe(true)
    expect(sumdbBasesFor('', '', 'golang.org').mayAsk('golang.org/toolchain')).toBe(true)
  })

  it.each(['', 'example.com/../x', 'UPPER.com/x', 'a b.com'])('is no module: %j', async (module) => {
    const server = await start()
    const { sumdb } = await sumdbRig(direct(server))
    expect(await outcome(sumdb.lookup(module, version))).toBe('MODULE_PATH_INVALID')
    expect(await outcome(sumdb.lookup('example.com/m7', '../latest'))).toBe('INVALID_INPUT')
    expect(server.requests).toEqual([])
  })
})

describe('sumdbBasesFor', () => {
  const urls = (goproxy: string, gosumdb: string): string[] =>
    sumdbBasesFor(goproxy, gosumdb).bases.map(({ url }) => url)

  it('has the order of the go command', () => {
    expect(sumdbBasesFor('https://a.example/go/,b.example|direct,https://c.example', '').bases).toEqual([
      { url: 'https://a.example/go/sumdb/sum.golang.org', via: 'proxy', probeSupported: true },
      { url: 'https://b.example/sumdb/sum.golang.org', via: 'proxy', probeSupported: true },
      { url: 'https://sum.golang.org', via: 'direct', probeSupported: false },
    ])
    expect(urls('', '')).toEqual(['https://proxy.golang.org/sumdb/sum.golang.org', 'https://sum.golang.org'])
    expect(urls('off', '')).toEqual(['https://sum.golang.org'])
    expect(urls('file:///srv,direct', '')).toEqual(['https://sum.golang.org'])
    expect(urls('https://a.example', 'sum.golang.google.cn')).toEqual(['https://sum.golang.google.cn'])
    expect(urls('https://a.example', 'off')).toEqual([
      'https://a.example/sumdb/sum.golang.org',
      'https://sum.golang.org',
    ])
  })

  it('refuses what the go command refuses', () => {
    expect(() => sumdbBasesFor('', 'sums.example.com')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
  })

  it('keeps each database apart', async () => {
    const one = await start({ name: 'one.test' })
    const two = await start({ name: 'two.test', records: 20 })
    const rig = await sumdbRig(direct(one))
    await rig.sumdb.lookup('example.com/m7', version)
    const other = await sumdbRig(direct(two), rig.dir)
    expect((await other.sumdb.lookup('example.com/m7', version)).tree.size).toBe(20)
    expect(await storedSize(rig, one)).toBe(300)
  })

  it('passes over addresses that cannot be reached', async () => {
    const dead = await startLogServer()
    await dead.close()
    const alive = await start()
    const rig = await sumdbRig(inOrder(dead, alive))
    expect((await rig.sumdb.lookup('example.com/m7', version)).base).toBe(alive.sumdb.url)
    const none = await sumdbRig(direct(dead))
    const failure = await rejection(none.sumdb.lookup('example.com/m7', version))
    expect(failure).toMatchObject({ code: 'SUMDB_UNAVAILABLE', details: { why: expect.stringContaining('refused') } })
  })
})
