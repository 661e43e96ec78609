import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  Arrival,
  acquireLock,
  type Downloaded,
  type DownloadOptions,
  downloadFile,
  systemClock,
} from '../../../../main/kit'
import { ArrivalRestarted } from '../../../../main/kit/arrival'
import type { Progress } from '../../../../preload/contract/journal'
import { drain } from '../../../helpers/drain'
import { rejection } from '../../../helpers/failure-of'
import { fakeClock } from '../../../helpers/fake-clock'
import { type FaultServer, type ServedFile, startFaultServer } from '../../../helpers/fault-server'
import { testWorld } from '../../../helpers/world'

const body = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), randomBytes(200_000)])

interface Rig {
  readonly server: FaultServer
  readonly options: DownloadOptions
  readonly dir: string
  download(change?: Partial<DownloadOptions>): Promise<{ yielded: Progress[]; returned: Downloaded }>
}

async function rig(file: Partial<ServedFile> = {}): Promise<Rig> {
  const server = await startFaultServer({ '/x.zip': { body, ...file } })
  const world = await testWorld()
  const dir = join(world.home, 'cache')
  const options: DownloadOptions = {
    http: world.http,
    log: world.log,
    clock: fakeClock(),
    url: `${server.url}/x.zip`,
    source: 'here',
    path: join(dir, 'x.zip'),
    expectedSize: body.length,
    maxSize: 10_000_000,
    lockDir: join(world.home, 'locks'),
    magic: 'zip',
    headersTimeout: 300,
    idleTimeout: 300,
  }
  return { server, options, dir, download: (change = {}) => drain(downloadFile({ ...options, ...change })) }
}

const rangesOf = (server: FaultServer): (string | undefined)[] => server.requests.map(({ headers }) => headers.range)
const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

async function expectWhole({ dir }: Rig): Promise<void> {
  expect(await readdir(dir)).toEqual(['x.zip'])
  expect(hash(await readFile(join(dir, 'x.zip')))).toBe(hash(body))
}

/** Downloads the first half, so that the next download resumes. */
async function breakOff(given: Rig): Promise<void> {
  given.server.next('cut-in-half')
  expect(await rejection(given.download({ tries: 1 }))).toMatchObject({ code: 'DOWNLOAD_TRUNCATED' })
  expect((await readdir(given.dir)).sort()).toEqual(['x.zip.part', 'x.zip.part.json'])
}

describe('a plain download', () => {
  test('asks once, without Range, and gives progress', async () => {
    const given = await rig()
    const { yielded, returned } = await given.download({ clock: fakeClock(50) })
    expect(returned).toEqual({ path: given.options.path, size: body.length, resumed: false })
    expect(rangesOf(given.server)).toEqual([undefined])
    expect(yielded.at(-1)).toMatchObject({
      kind: 'download',
      received: body.length,
      total: body.length,
      source: 'here',
      remaining: 0,
    })
    await expectWhole(given)
  })

  test('works without knowing the size: from Content-Length, chunked, but not by the end of the connection', async () => {
    const given = await rig()
    expect((await given.download({ expectedSize: null })).returned.size).toBe(body.length)
    const chunks = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')])
    given.server.raw(
      '/x.zip',
      Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'), chunks]),
    )
    expect((await given.download({ expectedSize: null, path: join(given.dir, 'y.zip') })).returned.size).toBe(
      body.length,
    )
    given.server.raw('/x.zip', Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), body]))
    const endless = given.download({ expectedSize: null, path: join(given.dir, 'z.zip') })
    expect(await rejection(endless)).toMatchObject({ code: 'RESPONSE_INVALID' })
    const known = await given.download({ path: join(given.dir, 'z.zip') })
    expect(known.returned.size).toBe(body.length)
  })

  test('takes a file that is there without asking, if it has the size', async () => {
    const given = await rig()
    await given.download()
    expect((await given.download()).returned).toEqual({ path: given.options.path, size: body.length, resumed: true })
    expect(given.server.requests).toHaveLength(1)
    await writeFile(given.options.path, 'short')
    await given.download()
    expect(given.server.requests).toHaveLength(2)
    await expectWhole(given)
  })

  test('takes an empty file', async () => {
    const given = await rig({ body: Buffer.alloc(0) })
    const { returned } = await given.download({ expectedSize: null })
    expect(returned.size).toBe(0)
  })

  test('progress comes at most eight times a second', async () => {
    const given = await rig({ body: Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(2_000_000)]) })
    // Time stands still: one at the first bytes, one at the end
    const { yielded } = await given.download({ expectedSize: null })
    expect(yielded.length).toBeLessThanOrEqual(3)
  })
})

describe('another file', () => {
  test('is refused by its size, by its first bytes, by too many bytes', async () => {
    const given = await rig()
    for (const expectedSize of [body.length - 1, body.length + 1])
      expect(await rejection(given.download({ expectedSize }))).toMatchObject({
        code: 'RESPONSE_INVALID',
        details: { what: `a file of ${expectedSize} bytes`, got: `${body.length} bytes` },
      })
    expect(await rejection(given.download({ magic: 'gzip' }))).toMatchObject({ code: 'RESPONSE_INVALID' })
    const tooLarge = await rejection(given.download({ expectedSize: null, maxSize: 1000 }))
    expect(tooLarge).toMatchObject({ code: 'RESPONSE_TOO_LARGE', details: { limit: 1000 } })
    given.server.always('oversized')
    for (const expectedSize of [null, body.length])
      expect(await rejection(given.download({ expectedSize, maxSize: 300_000 }))).toMatchObject({
        code: 'RESPONSE_TOO_LARGE',
      })
    expect(given.server.requests).toHaveLength(6)
    given.server.always(null)
    await given.download()
    await expectWhole(given)
  })

  test('a login page is shown as one, whether the size is known or not', async () => {
    const given = await rig()
    given.server.always('html')
    for (const expectedSize of [null, body.length]) {
      const failure = await rejection(given.download({ expectedSize }))
      expect(failure.details.got).toBe('a web page: Hotel Wi-Fi login Please log in')
    }
    expect(given.server.requests).toHaveLength(2)
  })

  test('too few bytes in an answer that looks whole are a cut', async () => {
    const given = await rig()
    const short = body.subarray(0, 1000)
    const chunks = Buffer.concat([Buffer.from('3e8\r\n'), short, Buffer.from('\r\n0\r\n\r\n')])
    for (const [head, bytes] of [
      ['HTTP/1.1 200 OK\r\n\r\n', short],
      ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', chunks],
    ] as const) {
      given.server.raw('/x.zip', Buffer.concat([Buffer.from(head), bytes]))
      expect(await rejection(given.download({ tries: 1 }))).toMatchObject({
        code: 'DOWNLOAD_TRUNCATED',
        details: { received: 1000, total: body.length },
      })
    }
    given.server.raw('/x.zip', null)
    await given.download()
    await expectWhole(given)
  })

  test('a size beyond the disk is told before anything is written', async () => {
    const given = await rig()
    given.server.raw('/x.zip', `HTTP/1.1 200 OK\r\nContent-Length: ${2 ** 49}\r\n\r\nPK\x03\x04`)
    const failure = await rejection(given.download({ expectedSize: 2 ** 49, maxSize: 2 ** 50 }))
    expect(failure).toMatchObject({ code: 'DISK_FULL', details: { needed: 2 ** 49 } })
  })
})

describe('resuming', () => {
  test('asks for the rest with Range and If-Range', async () => {
    const given = await rig()
    await breakOff(given)
    expect((await given.download()).returned.resumed).toBe(true)
    const half = Math.floor(body.length / 2)
    expect(given.server.requests[1]?.headers).toMatchObject({
      range: `bytes=${half}-${body.length - 1}`,
      'if-range': '"v1"',
    })
    await expectWhole(given)
  })

  test.each([['W/"v1"'], [null]])('does without If-Range when the ETag is %s', async (etag) => {
    const given = await rig({ etag })
    await breakOff(given)
    await given.download()
    expect(given.server.requests[1]?.headers['if-range']).toBeUndefined()
    expect(rangesOf(given.server)[1]).toBeDefined()
    await expectWhole(given)
  })

  test('starts over in the same answer when the server knows no ranges or the file has changed', async () => {
    const ignorant = await rig({ ranges: false })
    await breakOff(ignorant)
    expect((await ignorant.download()).returned.resumed).toBe(false)
    expect(ignorant.server.requests).toHaveLength(2)
    await expectWhole(ignorant)
    const changed = await rig()
    await breakOff(changed)
    changed.server.files.set('/x.zip', { body: Buffer.from(body).fill(7, 4), etag: '"v2"' })
    await changed.download()
    expect(changed.server.requests).toHaveLength(2)
    expect((await readFile(changed.options.path)).subarray(4).every((byte) => byte === 7)).toBe(true)
  })

  test.each([
    'range-wrong-start',
    'range-wrong-total',
    'range-wrong-length',
    'range-multipart',
    'range-changed',
    'status-416',
  ] as const)('starts over once after %s, without Range', async (fault) => {
    const given = await rig()
    await breakOff(given)
    given.server.next(fault)
    const { returned } = await given.download()
    expect(returned.resumed).toBe(false)
    expect(rangesOf(given.server).map(Boolean)).toEqual([false, true, false])
    await expectWhole(given)
  })

  test('starts over once only', async () => {
    const given = await rig()
    await breakOff(given)
    given.server.next('range-wrong-start', 'cut-in-half', 'range-wrong-start')
    expect(await rejection(given.download())).toMatchObject({
      code: 'RESPONSE_INVALID',
      details: { got: 'another part of the file' },
    })
    expect(given.server.requests).toHaveLength(4)
    // Nothing doubtful is left for the next time
    await given.download()
    expect(rangesOf(given.server).at(-1)).toBeUndefined()
    await expectWhole(given)
  })

  test('goes on from another address only when the bytes are known to be the same', async () => {
    const given = await rig()
    const other = await startFaultServer({ '/mirror/x.zip': { body, etag: '"other"' } })
    await given.server.next('cut-in-half')
    await rejection(given.download({ tries: 1, identity: 'sha256:1' }))
    const url = `${other.url}/mirror/x.zip`
    expect((await given.download({ url, identity: 'sha256:1' })).returned.resumed).toBe(true)
    expect(other.requests[0]?.headers).toMatchObject({ range: expect.stringMatching(/^bytes=\d+-/) })
    expect(other.requests[0]?.headers['if-range']).toBeUndefined()
    await expectWhole(given)
    const unknown = await rig()
    await breakOff(unknown)
    await unknown.download({ url })
    expect(rangesOf(other).at(-1)).toBeUndefined()
    await expectWhole(unknown)
  })

  test('of an unknown size goes on too', async () => {
    const given = await rig()
    given.server.next('cut-chunked')
    expect(await rejection(given.download({ tries: 1, expectedSize: null }))).toMatchObject({
      code: 'DOWNLOAD_TRUNCATED',
      details: { total: '?' },
    })
    // All bytes are there but nobody knows: the server says that nothing follows
    expect((await given.download({ expectedSize: null })).returned.size).toBe(body.length)
    await expectWhole(given)
  })

  test('flipped bytes in the part are the caller\u2019s to find, and it is told that they may be', async () => {
    const given = await rig()
    await breakOff(given)
    const part = await readFile(`${given.options.path}.part`)
    part[10] = (part[10] ?? 0) ^ 1
    await writeFile(`${given.options.path}.part`, part)
    expect((await given.download()).returned.resumed).toBe(true)
    expect(hash(await readFile(given.options.path))).not.toBe(hash(body))
  })
})

describe('trying again', () => {
  test('goes on where it stopped, after growing waits', async () => {
    const given = await rig()
    const clock = fakeClock()
    given.server.next('cut-in-half', 'reset-in-body', 'stall-body')
    const { yielded, returned } = await given.download({ clock })
    expect(returned.resumed).toBe(true)
    expect(yielded.filter(({ kind }) => kind === 'waiting')).toMatchObject([
      { reason: 'retry' },
      { reason: 'retry' },
      { reason: 'retry' },
    ])
    expect(clock.slept).toHaveLength(3)
    expect(clock.slept[1]).toBeGreaterThanOrEqual(500)
    const starts = rangesOf(given.server).map((range) => Number(/\d+/.exec(range ?? '0')?.[0]))
    expect(starts).toEqual([...starts].sort((a, b) => a - b))
    expect(new Set(starts).size).toBe(4)
    await expectWhole(given)
  })

  test('ends after four failures, keeping what came', async () => {
    const given = await rig()
    given.server.always('cut-at-1')
    const failure = await rejection(given.download())
    expect(failure).toMatchObject({ code: 'DOWNLOAD_TRUNCATED', details: { total: body.length } })
    expect(given.server.requests).toHaveLength(4)
    given.server.always(null)
    await given.download()
    await expectWhole(given)
  })

  test('goes on for as long as every try brings much', async () => {
    const large = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), randomBytes(40_000_000)])
    const given = await rig({ body: large })
    given.server.next('cut-in-half', 'cut-in-half', 'cut-in-half', 'cut-in-half')
    await given.download({ expectedSize: large.length, maxSize: 1e9 })
    expect(given.server.requests).toHaveLength(5)
    expect(hash(await readFile(given.options.path))).toBe(hash(large))
  })

  test('obeys Retry-After', async () => {
    const given = await rig()
    const clock = fakeClock()
    given.server.next('status-429', 'status-503')
    await given.download({ clock })
    expect(clock.slept).toEqual([2000, 1000])
  })

  test.each(['status-401', 'status-403', 'status-404', 'status-410', 'gzip', 'redirect-loop-302'] as const)(
    'is no use after %s',
    async (fault) => {
      const given = await rig()
      given.server.always(fault)
      const failure = await rejection(given.download())
      expect(failure.code).toMatch(/HTTP_STATUS|RESPONSE_INVALID|NETWORK_REDIRECT/)
      expect(given.server.requests).toHaveLength(fault.startsWith('redirect') ? 6 : 1)
    },
  )

  test('a trickle counts as stalled after a minute', async () => {
    const given = await rig()
    given.server.always('slow')
    // A second passes at each look at the clock, that is twice a byte
    const failure = await rejection(given.download({ clock: fakeClock(1000), tries: 1 }))
    expect(failure).toMatchObject({ code: 'NETWORK_STALLED', details: { seconds: 60 } })
  })
})

describe('cancelling', () => {
  test.each(['stall-head', 'stall-body'] as const)('ends within 100 ms in %s and keeps what came', async (fault) => {
    const given = await rig()
    given.server.next(fault)
    const controller = new AbortController()
    const pending = rejection(given.download({ signal: controller.signal, idleTimeout: 5_000, headersTimeout: 5_000 }))
    await expect.poll(() => given.server.requests.length).toBe(1)
    if (fault === 'stall-body')
      await expect.poll(() => readFile(`${given.options.path}.part`).catch(() => '')).not.toHaveLength(0)
    const started = performance.now()
    controller.abort()
    expect(await pending).toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - started).toBeLessThan(100)
    await given.download()
    expect(rangesOf(given.server)[1] !== undefined).toBe(fault === 'stall-body')
    await expectWhole(given)
  })

  test('ends a wait, and a signal that was aborted before starts nothing', async () => {
    const given = await rig()
    given.server.always('status-503')
    const controller = new AbortController()
    const generator = downloadFile({ ...given.options, clock: systemClock, signal: controller.signal })
    for (;;) {
      const step = await generator.next()
      if (!step.done && step.value.kind === 'waiting') break
    }
    controller.abort()
    expect(await rejection(generator.next())).toMatchObject({ code: 'CANCELLED' })
    expect(await rejection(given.download({ signal: controller.signal }))).toMatchObject({ code: 'CANCELLED' })
    expect(given.server.requests).toHaveLength(1)
  })

  test('leaving the generator stops the download and frees the lock', async () => {
    const given = await rig()
    given.server.next('stall-body')
    for await (const progress of downloadFile({ ...given.options, idleTimeout: 60_000 })) {
      expect(progress.kind).toBe('download')
      break
    }
    await expect.poll(() => given.server.requests[0]?.isGone()).toBe(true)
    await given.download()
    await expectWhole(given)
  })
})

describe('one at a time', () => {
  test('others wait, tell so, and find the file', async () => {
    const given = await rig()
    const release = given.server.hold()
    const all = Promise.all(Array.from({ length: 5 }, () => given.download({ clock: systemClock })))
    await expect.poll(() => given.server.requests.length).toBe(1)
    release()
    const results = await all
    expect(given.server.requests).toHaveLength(1)
    expect(results.filter(({ returned }) => returned.resumed)).toHaveLength(4)
    expect(results.filter(({ yielded }) => yielded.some(({ kind }) => kind === 'waiting'))).toHaveLength(4)
    await expectWhole(given)
  })

  test('a wait for the lock can be cancelled', async () => {
    const given = await rig()
    const release = given.server.hold()
    const first = given.download({ clock: systemClock, headersTimeout: 5_000 })
    await expect.poll(() => given.server.requests.length).toBe(1)
    const controller = new AbortController()
    const second = rejection(given.download({ clock: systemClock, signal: controller.signal }))
    controller.abort()
    expect(await second).toMatchObject({ code: 'CANCELLED' })
    release()
    await first
  })

  test('different files do not wait for each other', async () => {
    const given = await rig()
    const { lockDir, clock } = given.options
    const release = await acquireLock(join(lockDir, 'another.lock'), 'x', { wait: 0, clock })
    await Promise.all([given.download(), given.download({ path: join(given.dir, 'y.zip') })])
    expect(given.server.requests).toHaveLength(2)
    await release()
  })
})

describe('several connections', () => {
  const pieces = { connections: 4, pieceSize: 30_000 }

  test('fetch ranges side by side', async () => {
    const given = await rig()
    const release = given.server.hold()
    const pending = given.download({ ...pieces })
    await expect.poll(() => given.server.requests.length).toBe(1)
    release()
    const { returned } = await pending
    expect(returned.resumed).toBe(true)
    expect(rangesOf(given.server)).toHaveLength(Math.ceil(body.length / 30_000))
    expect(given.server.connections()).toBeGreaterThan(2)
    for (const { headers } of given.server.requests.slice(1)) expect(headers['if-range']).toBe('"v1"')
    await expectWhole(given)
  })

  test('learn the size from the first piece', async () => {
    const given = await rig()
    expect((await given.download({ ...pieces, expectedSize: null })).returned.size).toBe(body.length)
    const small = await given.download({ connections: 4, expectedSize: null, path: join(given.dir, 'small.zip') })
    expect(small.returned).toMatchObject({ size: body.length, resumed: false })
  })

  test('bring the end of the file early when that is wanted', async () => {
    const given = await rig()
    const tailFirst = 50_000
    const end = body.length - tailFirst
    await given.download({ ...pieces, tailFirst })
    const [first, second, third] = rangesOf(given.server)
    expect([first, second, third]).toEqual([
      `bytes=${end}-${end + 29_999}`,
      `bytes=${end + 30_000}-${body.length - 1}`,
      'bytes=0-29999',
    ])
    await expectWhole(given)
    // of a size that only the answer tells: right behind the first piece
    const other = await rig()
    await other.download({ ...pieces, expectedSize: null, tailFirst })
    expect(rangesOf(other.server).slice(0, 2)).toEqual(['bytes=0-29999', `bytes=${end}-${end + 29_999}`])
    await expectWhole(other)
  })

  test('let a reader follow what comes, and tell it when all begins anew', async () => {
    const given = await rig()
    const arrival = new Arrival()
    const release = given.server.hold()
    const pending = given.download({ ...pieces, arrival })
    release()
    const { file, size } = await arrival.opened()
    expect(size).toBe(body.length)
    await arrival.ready({ start: 70_000, end: 130_000 })
    const { buffer } = await file.read(Buffer.alloc(60_000), 0, 60_000, 70_000)
    expect(buffer.equals(body.subarray(70_000, 130_000))).toBe(true)
    await pending
    await arrival.ready({ start: 0, end: size })
    await arrival.close()

    const doubted = await rig()
    const second = new Arrival()
    // the file changes after its first piece
    doubted.server.next('none', 'range-changed')
    const begun = second.opened().then(() => second.ready({ start: 0, end: size }))
    const ended = expect(begun).rejects.toBeInstanceOf(ArrivalRestarted)
    await doubted.download({ ...pieces, connections: 2, arrival: second })
    await ended
    await second.close()
    await expectWhole(doubted)
  })

  test('tell a reader what the download failed with', async () => {
    const given = await rig()
    given.server.always('status-403')
    const arrival = new Arrival()
    const waiting = rejection(arrival.opened())
    expect(await rejection(given.download({ arrival }))).toMatchObject({ code: 'HTTP_STATUS' })
    expect(await waiting).toMatchObject({ code: 'HTTP_STATUS' })
    await arrival.close()
  })

  test('become one where the server knows no ranges', async () => {
    const given = await rig({ ranges: false })
    expect((await given.download(pieces)).returned.resumed).toBe(false)
    expect(given.server.requests).toHaveLength(1)
    await expectWhole(given)
  })

  test('keep all pieces when one breaks off, and try again with fewer', async () => {
    const given = await rig()
    given.server.next('none', 'none', 'cut-in-half', 'none')
    await given.download(pieces)
    const state = rangesOf(given.server)
    // Some pieces twice at most, never the whole again
    expect(state.length).toBeLessThan(2 * Math.ceil(body.length / 30_000))
    await expectWhole(given)
  })

  test('all end when one fails for good', async () => {
    const given = await rig()
    given.server.next('none', 'stall-body', 'stall-body', 'status-404')
    const started = performance.now()
    const failure = await rejection(given.download({ ...pieces, idleTimeout: 20_000 }))
    expect(failure).toMatchObject({ code: 'HTTP_STATUS', details: { status: 404 } })
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test('start over with one when a later piece is the whole or another file', async () => {
    for (const fault of ['range-ignored', 'range-changed', 'range-wrong-start'] as const) {
      const given = await rig()
      given.server.next('none', fault)
      const { returned } = await given.download(pieces)
      expect(returned.resumed).toBe(false)
      expect(rangesOf(given.server).at(-1)).toBeUndefined()
      await expectWhole(given)
    }
  })

  test('resume what another number of connections left', async () => {
    const given = await rig()
    given.server.next('none', 'none', 'none', 'cut-at-1')
    await rejection(given.download({ ...pieces, tries: 1 }))
    const state = JSON.parse(await readFile(`${given.options.path}.part.json`, 'utf8'))
    expect(state.done.length).toBeGreaterThan(0)
    await given.download({ connections: 1 })
    await expectWhole(given)
  })

  test('check the first bytes as well', async () => {
    const given = await rig()
    expect(await rejection(given.download({ ...pieces, magic: 'gzip' }))).toMatchObject({ code: 'RESPONSE_INVALID' })
    expect(await readdir(given.dir)).toEqual([])
  })
})
