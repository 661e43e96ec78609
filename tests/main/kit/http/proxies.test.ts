import { type AddressInfo, createServer, connect as dial } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createHttp, type Http, logTo } from '../../../../main/kit'
import { proxyWantsPassword } from '../../../../main/kit/http/tunnel'
import { makeAuthority } from '../../../helpers/certificates'
import { rejection } from '../../../helpers/failure-of'
import { startFaultServer } from '../../../helpers/fault-server'
import { buildHttpChild } from '../../../helpers/http-child'
import { startHttpProxy } from '../../../helpers/http-proxy'
import { startTlsServer } from '../../../helpers/tls-server'

const logged: string[] = []
const log = logTo({ write: (line) => logged.push(line) })
log.level = 'debug'
const limit = { maxBytes: 1000 }
const files = { '/a': { body: Buffer.from('through') } }

function httpWith(env: Record<string, string>): Http {
  const http = createHttp({ env, log, connectTimeout: 2_000 })
  onTestFinished(() => http.close())
  return http
}
const portOf = (url: string): string => new URL(url).port

describe('an HTTP proxy', () => {
  test('gets http addresses whole, with Basic credentials', async () => {
    const server = await startFaultServer(files)
    const proxy = await startHttpProxy({ credentials: 'me:p@ss' })
    const http = httpWith({ HTTP_PROXY: `http://me:p%40ss@127.0.0.1:${proxy.port}` })
    const url = `http://public.example:${portOf(server.url)}/a?x=1`
    expect((await http.get(url, limit)).body.toString()).toBe('through')
    expect(proxy.requests).toMatchObject([{ method: 'GET', target: url }])
    expect(server.requests[0]?.headers.host).toBe(`public.example:${portOf(server.url)}`)
    expect(server.requests[0]?.headers['proxy-authorization']).toBeUndefined()
  })

  test('is left out by NO_PROXY and for loopback', async () => {
    const server = await startFaultServer(files)
    const proxy = await startHttpProxy()
    const http = httpWith({ HTTP_PROXY: proxy.url, NO_PROXY: '10.0.0.0/8' })
    expect((await http.get(`${server.url}/a`, limit)).status).toBe(200)
    expect(proxy.requests).toEqual([])
  })

  test('that wants credentials is HTTP_PROXY_AUTH with the schemes, for http and https', async () => {
    const proxy = await startHttpProxy({ credentials: 'a:b', challenge: ['Negotiate', 'Basic realm="corp, inc"'] })
    for (const env of [
      { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url },
      {
        HTTP_PROXY: `http://a:wrongpass@127.0.0.1:${proxy.port}`,
        HTTPS_PROXY: `http://a:wrongpass@127.0.0.1:${proxy.port}`,
      },
    ]) {
      for (const url of ['http://public.example/a', 'https://public.example/a']) {
        const failure = await rejection(httpWith(env).get(url, limit))
        expect(failure, url).toMatchObject({
          code: 'HTTP_PROXY_AUTH',
          details: { host: `127.0.0.1:${proxy.port}`, scheme: 'Negotiate, Basic' },
        })
      }
    }
    expect(proxy.requests.map(({ method, target }) => `${method} ${target}`)).toContain('CONNECT public.example:443')
    expect(logged.join()).not.toContain('wrongpass')
  })

  test('that does not run is named, not the host behind it', async () => {
    for (const url of ['http://public.example/a', 'https://public.example/a']) {
      const failure = await rejection(
        httpWith({ HTTP_PROXY: '127.0.0.1:1', HTTPS_PROXY: '127.0.0.1:1' }).get(url, limit),
      )
      expect(failure, url).toMatchObject({ code: 'NETWORK_UNREACHABLE', details: { host: '127.0.0.1:1' } })
    }
  })

  test('that refuses the way, or falls silent, is told', async () => {
    const forbidding = await startHttpProxy({ refuse: 403 })
    const refused = await rejection(httpWith({ HTTPS_PROXY: forbidding.url }).get('https://public.example/', limit))
    expect(refused).toMatchObject({ code: 'NETWORK_UNREACHABLE', details: { host: 'public.example:443' } })
    expect(refused.details.why).toContain('403')
    const silent = await startFaultServer(files)
    silent.always('stall-head')
    const http = createHttp({ env: { HTTPS_PROXY: silent.url }, log, connectTimeout: 100 })
    onTestFinished(() => http.close())
    const failure = await rejection(http.get('https://public.example/', limit))
    expect(failure).toMatchObject({
      code: 'NETWORK_TIMEOUT',
      details: { host: new URL(silent.url).host, seconds: 0.1 },
    })
  })

  test('tunnels https by CONNECT, and a refused certificate is the host behind it', async () => {
    const authority = await makeAuthority()
    const port = await startTlsServer(await authority.issue('good.example'))
    const proxy = await startHttpProxy({ credentials: 'me:secretpass' })
    const env = { HTTPS_PROXY: `http://me:secretpass@127.0.0.1:${proxy.port}` }
    const ask = await buildHttpChild()
    const urls = [`https://good.example:${port}/`, `https://bad.example:${port}/`]
    const answers = await ask(urls, { ...env, NODE_EXTRA_CA_CERTS: authority.certPath })
    expect(answers).toMatchObject([
      { kind: 'answer', status: 200, body: `hello good.example:${port}` },
      { kind: 'failure', failure: { code: 'NETWORK_TLS', details: { host: `bad.example:${port}` } } },
    ])
    expect(proxy.requests[0]).toMatchObject({ method: 'CONNECT', target: `good.example:${port}` })
  })

  test('can itself speak TLS', async () => {
    const authority = await makeAuthority()
    const port = await startTlsServer(await authority.issue('good.example'))
    const server = await startFaultServer(files)
    const proxy = await startHttpProxy({ tls: await authority.issue('proxy.example') })
    const url = `https://proxy.example:${proxy.port}`
    const ask = await buildHttpChild()
    const urls = [`https://good.example:${port}/`, `http://public.example:${portOf(server.url)}/a`]
    const answers = await ask(urls, { HTTPS_PROXY: url, HTTP_PROXY: url, NODE_EXTRA_CA_CERTS: authority.certPath })
    expect(answers).toMatchObject([
      { kind: 'answer', body: `hello good.example:${port}` },
      { kind: 'answer', body: 'through' },
    ])
    expect(proxy.requests).toHaveLength(2)
  })
})

test.each([
  ['Basic realm="x"', 'Basic'],
  ['Negotiate', 'Negotiate'],
  [['NTLM', 'Basic realm="a, b", charset="UTF-8"'], 'NTLM, Basic'],
  ['Digest realm="x", nonce="y", Basic realm="z"', 'Digest, Basic'],
  [undefined, 'no scheme named'],
])('the schemes of %j are %s', (offered, scheme) => {
  expect(proxyWantsPassword('p:1', offered).details).toEqual({ host: 'p:1', scheme })
})

/** A SOCKS 5 server that connects to 127.0.0.1 whatever the name. */
async function startSocks(
  options: { user?: string; password?: string; reply?: number } = {},
): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    let step = 0
    socket.on('data', (bytes) => {
      step++
      if (step === 1) {
        const wants = options.user === undefined ? 0 : 2
        return void socket.write(Buffer.from([5, bytes.subarray(2).includes(wants) ? wants : 255]))
      }
      if (step === 2 && options.user !== undefined) {
        const user = bytes.subarray(2, 2 + (bytes[1] ?? 0)).toString()
        const password = bytes.subarray(3 + (bytes[1] ?? 0)).toString()
        return void socket.write(Buffer.from([1, user === options.user && password === options.password ? 0 : 1]))
      }
      socket.removeAllListeners('data')
      const kind = bytes[3]
      const name = kind === 3 ? bytes.subarray(5, -2).toString() : bytes.subarray(4, -2).join('.')
      const port = bytes.readUInt16BE(bytes.length - 2)
      asked.push(`${name}:${port}`)
      const reply = Buffer.from([5, options.reply ?? 0, 0, 1, 0, 0, 0, 0, 0, 0])
      if (options.reply) return void socket.end(reply)
      const upstream = dial(port, '127.0.0.1', () => {
        socket.write(reply)
        socket.pipe(upstream).pipe(socket)
      })
      upstream.on('error', () => socket.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, asked }
}

describe('a SOCKS 5 proxy', () => {
  test('connects by name, with and without password', async () => {
    const server = await startFaultServer(files)
    const port = portOf(server.url)
    const open = await startSocks()
    const answer = await httpWith({ HTTP_PROXY: `socks5://127.0.0.1:${open.port}` }).get(
      `http://public.example:${port}/a`,
      limit,
    )
    expect(answer.body.toString()).toBe('through')
    expect(open.asked).toEqual([`public.example:${port}`])
    const closed = await startSocks({ user: 'me', password: 'p@ss' })
    const http = httpWith({ HTTP_PROXY: `socks5h://me:p%40ss@127.0.0.1:${closed.port}` })
    expect((await http.get(`http://192.0.2.7:${port}/a`, limit)).status).toBe(200)
    expect(closed.asked).toEqual([`192.0.2.7:${port}`])
  })

  test('carries TLS', async () => {
    const authority = await makeAuthority()
    const port = await startTlsServer(await authority.issue('good.example'))
    const socks = await startSocks()
    const ask = await buildHttpChild()
    const env = { HTTPS_PROXY: `socks5://127.0.0.1:${socks.port}`, NODE_EXTRA_CA_CERTS: authority.certPath }
    expect(await ask([`https://good.example:${port}/`], env)).toMatchObject([{ kind: 'answer', status: 200 }])
  })

  test('fails in words', async () => {
    const url = 'http://public.example/a'
    const strict = await startSocks({ user: 'me', password: 'x' })
    for (const address of [`socks5://127.0.0.1:${strict.port}`, `socks5://me:no@127.0.0.1:${strict.port}`])
      expect(await rejection(httpWith({ HTTP_PROXY: address }).get(url, limit))).toMatchObject({
        code: 'HTTP_PROXY_AUTH',
      })
    const refusing = await startSocks({ reply: 5 })
    const refused = await rejection(httpWith({ HTTP_PROXY: `socks5://127.0.0.1:${refusing.port}` }).get(url, limit))
    expect(refused).toMatchObject({ code: 'NETWORK_UNREACHABLE', details: { host: 'public.example:80' } })
    expect(refused.details.why).toContain('refused')
    const http = await startFaultServer(files)
    http.always('garbage')
    const wrong = await rejection(httpWith({ HTTP_PROXY: `socks5://127.0.0.1:${portOf(http.url)}` }).get(url, limit))
    expect(wrong.code).toMatch(/NETWORK_|RESPONSE_INVALID/)
    const none = await rejection(httpWith({ HTTP_PROXY: 'socks5://127.0.0.1:1' }).get(url, limit))
    expect(none).toMatchObject({ code: 'NETWORK_UNREACHABLE', details: { host: '127.0.0.1:1' } })
  })
})
