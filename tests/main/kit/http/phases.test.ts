// Red when connections.ts no longer wraps a connector in `measured` (no phase is seen), or when phases.ts notes `tcp` in a
// tunnel as well.
import { createServer } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { createSecureContext } from 'node:tls'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { type CreateHttpOptions, createHttp, type Http, logTo, type Timing } from '../../../../main/kit'
import { makeAuthority } from '../../../helpers/certificates'
import { startFaultServer } from '../../../helpers/fault-server'
import { startHttpProxy } from '../../../helpers/http-proxy'
import { startTlsServer } from '../../../helpers/tls-server'

const log = logTo({ write: () => undefined })
const limit = { maxBytes: 1000 }
const held = 60
/** Timers may fire a little early. */
const atLeast = held - 5
let cases = 0

afterAll(() => {
  console.log(`${cases} requests timed by phase`)
  expect(cases).toBeGreaterThanOrEqual(11)
})

/** Every name is this computer, which it takes a while to find out. */
const slowly: LookupFunction = (_, options, callback) => {
  setTimeout(() => {
    if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }])
    else callback(null, '127.0.0.1', 4)
  }, held)
}

function httpWith(options: Partial<CreateHttpOptions> = {}): Http {
  const http = createHttp({ env: {}, log, ...options })
  onTestFinished(() => http.close())
  return http
}

/** The port of a server that keeps connections open. */
async function patientPort(): Promise<number> {
  const server = createServer((_, response) => response.end('a'))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

async function timed(http: Http, url: string): Promise<Timing & { total: number }> {
  cases++
  const { timing, status } = await http.get(url, limit)
  expect(status).toBe(200)
  const made = (timing.dns ?? 0) + (timing.tcp ?? 0) + (timing.tls ?? 0)
  expect(timing.firstByte).toBeGreaterThanOrEqual(made)
  expect(timing.total).toBeGreaterThanOrEqual(timing.firstByte)
  return timing
}

test('an address has no name to resolve, http no TLS', async () => {
  const server = await startFaultServer({ '/a': { body: Buffer.from('a') } })
  expect(await timed(httpWith(), `${server.url}/a`)).toMatchObject({ dns: null, tcp: expect.any(Number), tls: null })
})

test('a name that resolves slowly is seen as such, and not as a slow connection', async () => {
  const server = await startFaultServer({ '/a': { body: Buffer.from('a') } })
  const timing = await timed(httpWith({ lookup: slowly }), `http://slow.example:${new URL(server.url).port}/a`)
  expect(timing.dns).toBeGreaterThanOrEqual(atLeast)
  expect(timing.tcp).toBeLessThan(timing.dns ?? 0)
  expect(timing.tls).toBeNull()
})

test('a connection that was open already has no phases; one beside it has its own', async () => {
  const http = httpWith({ lookup: slowly })
  const url = `http://slow.example:${await patientPort()}/a`
  expect((await timed(http, url)).dns).not.toBeNull()
  expect(await timed(http, url)).toMatchObject({ dns: null, tcp: null, tls: null })
  const beside = await Promise.all([timed(http, url), timed(http, url), timed(http, url)])
  expect(beside.map(({ dns, tcp }) => [dns === null, tcp === null])).toEqual([
    [true, true],
    [false, false],
    [false, false],
  ])
})

test('a slow handshake is seen as such, also of a stream', async () => {
  const authority = await makeAuthority()
  const identity = await authority.issue('tls.example')
  const port = await startTlsServer({
    ...identity,
    SNICallback: (_, done) => setTimeout(() => done(null, createSecureContext(identity)), held),
  })
  const env = { NODE_EXTRA_CA_CERTS: authority.certPath }
  const url = `https://tls.example:${port}/`
  const timing = await timed(httpWith({ env, lookup: slowly }), url)
  expect(timing.dns).toBeGreaterThanOrEqual(atLeast)
  expect(timing.tls).toBeGreaterThanOrEqual(atLeast)
  expect(timing.tcp).toBeLessThan(atLeast)
  cases++
  const stream = await httpWith({ env, lookup: slowly }).open(url)
  stream.cancel()
  expect(stream.timing.tls).toBeGreaterThanOrEqual(atLeast)
  expect(stream.timing.firstByte).toBeGreaterThanOrEqual(2 * atLeast)
})

test('through a proxy the way to it counts, and the TLS inside of the tunnel', async () => {
  const authority = await makeAuthority()
  const port = await startTlsServer(await authority.issue('inside.example'))
  const server = await startFaultServer({ '/a': { body: Buffer.from('a') } })
  const proxy = await startHttpProxy()
  const through = `http://proxy.example:${proxy.port}`
  const env = { HTTP_PROXY: through, HTTPS_PROXY: through, NODE_EXTRA_CA_CERTS: authority.certPath }
  const http = httpWith({ env, lookup: slowly })
  const inside = await timed(http, `https://inside.example:${port}/`)
  expect(inside.dns).toBeGreaterThanOrEqual(atLeast)
  // resolving and connecting was over when TLS began: none of it counts twice
  expect(inside.tls).toBeLessThan(atLeast)
  expect(inside).toMatchObject({ tcp: expect.any(Number), tls: expect.any(Number) })
  const plain = await timed(http, `http://public.example:${new URL(server.url).port}/a`)
  expect(plain.dns).toBeGreaterThanOrEqual(atLeast)
  expect(plain.tls).toBeNull()
})
