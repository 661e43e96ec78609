import type { LookupFunction } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type CreateHttpOptions, createHttp, type Http, logTo } from '../../../../main/kit'
import { rejection } from '../../../helpers/failure-of'
import { startFaultServer } from '../../../helpers/fault-server'

const logged: string[] = []
const log = logTo({ write: (line) => logged.push(line) })
log.level = 'debug'

/** Every name is this computer. */
const here: LookupFunction = (_, options, callback) => {
  if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }])
  else callback(null, '127.0.0.1', 4)
}

function httpWith(options: Partial<CreateHttpOptions> = {}): Http {
  const http = createHttp({ env: {}, log, ...options })
  onTestFinished(() => http.close())
  return http
}

const json = { body: Buffer.from('{"ok":true}'), type: 'application/json' }
const limit = { maxBytes: 1000 }

describe('get', () => {
  test('gives status, headers, body, address and times', async () => {
    const server = await startFaultServer({ '/a': json })
    const answer = await httpWith({ userAgent: 'GoReady/1.2.3' }).get(`${server.url}/a?b=1`, limit)
    expect(answer).toMatchObject({ status: 200, url: `${server.url}/a?b=1`, headers: { etag: '"v1"' } })
    expect(answer.body.toString()).toBe('{"ok":true}')
    expect(answer.timing.firstByte).toBeGreaterThan(0)
    expect(answer.timing.total).toBeGreaterThanOrEqual(answer.timing.firstByte)
    expect(server.requests[0]).toMatchObject({
      method: 'GET',
      target: '/a?b=1',
      headers: { 'accept-encoding': 'identity', 'user-agent': 'GoReady/1.2.3' },
    })
  })

  test('takes any status as an answer', async () => {
    const server = await startFaultServer({ '/a': json })
    server.always('status-500')
    expect(await httpWith().get(`${server.url}/a`, limit)).toMatchObject({ status: 500 })
    server.always('status-204')
    expect(await httpWith().get(`${server.url}/a`, limit)).toMatchObject({ status: 204, body: Buffer.alloc(0) })
  })

  test('does not let a caller ask for compression', async () => {
    const server = await startFaultServer({ '/a': json })
    await httpWith().get(`${server.url}/a`, { ...limit, headers: { 'Accept-Encoding': 'gzip', Accept: 'text/plain' } })
    expect(server.requests[0]?.headers).toMatchObject({ 'accept-encoding': 'identity', accept: 'text/plain' })
  })

  test('refuses a body that was compressed all the same', async () => {
    const server = await startFaultServer({ '/a': json })
    server.always('gzip')
    const failure = await rejection(httpWith().get(`${server.url}/a`, limit))
    expect(failure).toMatchObject({ code: 'RESPONSE_INVALID', details: { got: 'a body compressed with gzip' } })
    server.raw('/b', 'HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Length: 2\r\n\r\nok')
    server.always(null)
    expect((await httpWith().get(`${server.url}/b`, limit)).body.toString()).toBe('ok')
  })

  test('refuses more than maxBytes by what is promised and by what comes', async () => {
    const server = await startFaultServer({ '/a': json })
    const http = httpWith()
    const promised = await rejection(http.get(`${server.url}/a`, { maxBytes: 10 }))
    expect(promised).toMatchObject({ code: 'RESPONSE_TOO_LARGE', details: { limit: 10, what: '/a' } })
    server.always('oversized')
    const came = await rejection(http.get(`${server.url}/a`, { maxBytes: 100_000 }))
    expect(came).toMatchObject({ code: 'RESPONSE_TOO_LARGE', details: { limit: 100_000 } })
    server.always(null)
    expect(await http.get(`${server.url}/a`, { maxBytes: 11 })).toMatchObject({ status: 200 })
  })

  test('takes a body without a length only when told so, or when the status says no anyway', async () => {
    const server = await startFaultServer({ '/a': json })
    server.always('length-absent')
    const http = httpWith()
    expect(await rejection(http.get(`${server.url}/a`, limit))).toMatchObject({ code: 'RESPONSE_INVALID' })
    const answer = await http.get(`${server.url}/a`, { ...limit, endsByClose: true })
    expect(answer.body.toString()).toBe('{"ok":true}')
    server.raw('/gone', 'HTTP/1.0 404 Not Found\r\n\r\nnothing here')
    expect(await http.get(`${server.url}/gone`, limit)).toMatchObject({ status: 404 })
  })

  test('reads chunks', async () => {
    const server = await startFaultServer({})
    server.raw('/a', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n')
    expect((await httpWith().get(`${server.url}/a`, limit)).body.toString()).toBe('abcde')
  })

  test('keeps connections for requests in a row', async () => {
    const server = await startFaultServer({ '/a': json })
    const http = httpWith()
    for (let i = 0; i < 5; i++) await http.get(`${server.url}/a`, limit)
    // undici frees a connection a moment after the answer, so that two may take turns
    expect(server.connections()).toBeLessThanOrEqual(2)
  })

  test('is not slowed by the requests beside it', async () => {
    const server = await startFaultServer({ '/a': json })
    const release = server.hold()
    const http = httpWith()
    const all = Promise.all(Array.from({ length: 8 }, () => http.get(`${server.url}/a`, limit)))
    await expect.poll(() => server.requests.length).toBe(8)
    release()
    expect((await all).every(({ status }) => status === 200)).toBe(true)
  })
})

describe('limits', () => {
  test('a silent server is NETWORK_TIMEOUT, a silent body NETWORK_STALLED', async () => {
    const server = await startFaultServer({ '/a': json })
    const http = httpWith()
    server.always('stall-head')
    const head = await rejection(http.get(`${server.url}/a`, { ...limit, headersTimeout: 50 }))
    expect(head).toMatchObject({ code: 'NETWORK_TIMEOUT', details: { seconds: 0.05 } })
    server.always('stall-body')
    const body = await rejection(http.get(`${server.url}/a`, { ...limit, idleTimeout: 50 }))
    expect(body).toMatchObject({ code: 'NETWORK_STALLED', details: { seconds: 0.05 } })
  })

  test('a body that keeps coming has no limit', async () => {
    const server = await startFaultServer({ '/a': { body: Buffer.alloc(100, 'x') } })
    server.always('slow')
    const answer = await httpWith().get(`${server.url}/a`, { ...limit, idleTimeout: 100, headersTimeout: 100 })
    expect(answer.timing.total).toBeGreaterThan(150)
    expect(answer.body).toHaveLength(100)
  })

  test('the idle limit does not run while the reader is busy', async () => {
    const server = await startFaultServer({ '/a': { body: Buffer.alloc(300_000, 'x') } })
    const stream = await httpWith().open(`${server.url}/a`, { idleTimeout: 40 })
    let size = 0
    for await (const piece of stream.body) {
      if (size === 0) await new Promise((resolve) => setTimeout(resolve, 120))
      size += piece.length
    }
    expect(size).toBe(300_000)
  })

  test.each([
    ['before the head', 'stall-head'],
    ['in the body', 'stall-body'],
  ] as const)('a cancelled request ends at once %s', async (_, fault) => {
    const server = await startFaultServer({ '/a': json })
    server.always(fault)
    const controller = new AbortController()
    const pending = rejection(httpWith().get(`${server.url}/a`, { ...limit, signal: controller.signal }))
    await expect.poll(() => server.requests.length).toBe(1)
    const started = performance.now()
    controller.abort()
    expect(await pending).toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - started).toBeLessThan(100)
    await expect.poll(() => server.requests.every(({ isGone }) => isGone())).toBe(true)
  })

  test('a cancelled request ends at once while connecting', async () => {
    const controller = new AbortController()
    // Resolves never
    const http = httpWith({ lookup: () => undefined })
    const pending = rejection(http.get('http://slow.example/', { ...limit, signal: controller.signal }))
    const started = performance.now()
    controller.abort()
    expect(await pending).toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - started).toBeLessThan(100)
  })

  test('a signal that is aborted already asks nothing', async () => {
    const server = await startFaultServer({ '/a': json })
    const failure = await rejection(httpWith().get(`${server.url}/a`, { ...limit, signal: AbortSignal.abort() }))
    expect(failure.code).toBe('CANCELLED')
    expect(server.requests).toHaveLength(0)
  })
})

describe('open', () => {
  test('streams, and frees the connection when left or cancelled', async () => {
    const server = await startFaultServer({ '/a': { body: Buffer.alloc(5_000_000, 'x') } })
    const http = httpWith()
    const left = await http.open(`${server.url}/a`)
    expect(left).toMatchObject({ status: 200, length: 5_000_000, endsByClose: false })
    for await (const piece of left.body) {
      expect(piece.length).toBeGreaterThan(0)
      break
    }
    const cancelled = await http.open(`${server.url}/a`)
    cancelled.cancel()
    await expect.poll(() => server.requests.every(({ isGone }) => isGone())).toBe(true)
  })

  test('tells when only the end of the connection ends the body', async () => {
    const server = await startFaultServer({ '/a': json })
    server.always('length-absent')
    const stream = await httpWith().open(`${server.url}/a`)
    expect(stream).toMatchObject({ length: null, endsByClose: true })
    stream.cancel()
  })
})

describe('failures before an answer', () => {
  test('are told apart', async () => {
    const http = httpWith()
    const refused = await rejection(http.get('http://127.0.0.1:1/', limit))
    expect(refused).toMatchObject({
      code: 'NETWORK_UNREACHABLE',
      details: { host: '127.0.0.1:1', why: 'the connection was refused' },
    })
    const server = await startFaultServer({ '/a': json })
    server.always('reset-before-head')
    expect(await rejection(http.get(`${server.url}/a`, limit))).toMatchObject({ code: 'NETWORK_UNREACHABLE' })
    server.always('garbage')
    expect(await rejection(http.get(`${server.url}/a`, limit))).toMatchObject({ code: 'RESPONSE_INVALID' })
  })

  test.each(['ENOTFOUND', 'EAI_AGAIN'])('%s is NETWORK_DNS', async (code) => {
    const lookup: LookupFunction = (name, _, callback) =>
      callback(Object.assign(new Error(`getaddrinfo ${code} ${name}`), { code }), '', 4)
    const failure = await rejection(httpWith({ lookup }).get('https://nowhere.example/x', limit))
    expect(failure).toMatchObject({ code: 'NETWORK_DNS', details: { host: 'nowhere.example' } })
  })

  test('only http addresses are asked, credentials go over https alone', async () => {
    const http = httpWith()
    for (const url of [
      'file:///etc/passwd',
      'ftp://a.example/',
      'nonsense',
      '',
      'data:,x',
      'http://u:secret@127.0.0.1/',
    ]) {
      const failure = await rejection(http.get(url, limit))
      expect(failure.code, url).toBe('INVALID_INPUT')
      expect(JSON.stringify(failure.toShape())).not.toContain('secret')
    }
  })

  test('a header that would split the request is refused', async () => {
    const server = await startFaultServer({ '/a': json })
    const failure = await rejection(httpWith().get(`${server.url}/a`, { ...limit, headers: { x: 'a\r\nevil: 1' } }))
    expect(failure.code).toBe('INVALID_INPUT')
    expect(server.requests).toHaveLength(0)
  })
})

describe('redirects', () => {
  const to = (location: string, status = 302): string =>
    `HTTP/1.1 ${status} Elsewhere\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`

  test('are followed five times', async () => {
    const server = await startFaultServer({ '/5': json })
    for (let i = 0; i < 5; i++) server.raw(`/${i}`, to(`/${i + 1}`, [301, 302, 303, 307, 308][i]))
    expect(await httpWith().get(`${server.url}/0`, limit)).toMatchObject({ status: 200, url: `${server.url}/5` })
    server.raw('/5', to('/6'))
    expect(await rejection(httpWith().get(`${server.url}/0`, limit))).toMatchObject({ code: 'NETWORK_REDIRECT' })
    expect(server.requests).toHaveLength(6 + 6)
  })

  test('take nothing private to another origin', async () => {
    const [first, second] = [await startFaultServer({}), await startFaultServer({ '/b': json })]
    first.raw('/a', to(`${second.url}/b`))
    first.raw('/same', to('/a'))
    const secrets = { Authorization: 'Bearer sesame', Cookie: 'c=1', 'X-Token': 't', Referer: 'http://secret.example/' }
    const headers = { ...secrets, Range: 'bytes=0-4', 'If-Range': '"v1"', Accept: 'x/y' }
    const answer = await httpWith().get(`${first.url}/same`, { ...limit, headers })
    expect(answer.status).toBe(206)
    expect(first.requests.map((request) => request.headers.authorization)).toEqual(['Bearer sesame', 'Bearer sesame'])
    const seen = second.requests[0]?.headers ?? {}
    expect(Object.keys(seen).sort()).toEqual(
      ['accept', 'accept-encoding', 'connection', 'host', 'if-range', 'range', 'user-agent'].sort(),
    )
    expect(JSON.stringify(seen)).not.toMatch(/sesame|secret/)
  })

  test('do not lead from a public name to this computer', async () => {
    const server = await startFaultServer({ '/b': json })
    const port = new URL(server.url).port
    const http = httpWith({ lookup: here })
    expect(await http.get(`http://public.example:${port}/b`, limit)).toMatchObject({ status: 200 })
    for (const target of [
      `${server.url}/b`,
      `http://localhost:${port}/b`,
      'http://169.254.169.254/',
      'file:///etc/passwd',
    ]) {
      server.raw('/a', to(target))
      expect(await rejection(http.get(`http://public.example:${port}/a`, limit)), target).toMatchObject({
        code: 'NETWORK_REDIRECT',
        details: { host: `public.example:${port}` },
      })
    }
    // Another name that turns out to be this computer
    server.raw('/a', to(`http://other.example:${port}/b`))
    const rebound = await rejection(http.get(`http://public.example:${port}/a`, limit))
    expect(rebound).toMatchObject({ code: 'NETWORK_REDIRECT', details: { host: `other.example:${port}` } })
    expect(server.requests.filter(({ target }) => target === '/b')).toHaveLength(1)
  })
})

test('the log holds no secrets', async () => {
  const server = await startFaultServer({ '/a': json })
  const http = httpWith({ env: { MY_TOKEN: 'hunter2hunter2' } })
  logged.length = 0
  await http.get(`${server.url}/a?access_token=opensesame&x=hunter2hunter2`, limit)
  await rejection(http.get('https://user:opensesame@127.0.0.1:1/', limit))
  expect(logged).toHaveLength(2)
  expect(logged.join()).not.toMatch(/opensesame|hunter2/)
  expect(logged[0]).toContain(new URL(server.url).host)
})

test('ALL_PROXY alone is told to be ignored', () => {
  logged.length = 0
  httpWith({ env: { all_proxy: 'socks5://127.0.0.1:1' } })
  expect(logged.join()).toContain('ALL_PROXY')
  logged.length = 0
  httpWith({ env: { all_proxy: 'socks5://127.0.0.1:1', https_proxy: 'http://127.0.0.1:1' } })
  expect(logged).toEqual([])
})
