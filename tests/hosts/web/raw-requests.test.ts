import { symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { collect, sendRaw } from '../../helpers/raw-http'
import { samplePage, testWebHost } from '../../helpers/web-host'

interface Case {
  readonly name: string
  /** `PORT` and `TOKEN` are filled in. Lines end with CRLF. */
  readonly lines: readonly string[]
  readonly body?: string
  readonly status: number
}

const get = (target: string, ...headers: string[]): string[] => [`GET ${target} HTTP/1.1`, ...headers]
const own = 'Host: 127.0.0.1:PORT'
const json = 'Content-Type: application/json'
const bearer = 'Authorization: Bearer TOKEN'
/** A call that passes; each case spoils one thing of it. */
const call = (...headers: string[]): string[] => ['POST /api/app/info HTTP/1.1', ...headers]
const post = (path: string, ...headers: string[]): string[] => [`POST ${path} HTTP/1.1`, own, ...headers]

const hostCases: Case[] = [
  { name: 'the address itself', lines: get('/', own), status: 200 },
  { name: 'localhost, through a forwarded port', lines: get('/', 'Host: localhost:PORT'), status: 200 },
  { name: 'IPv6 loopback, through a forwarded port', lines: get('/', 'Host: [::1]:PORT'), status: 200 },
  { name: 'a rebound name', lines: get('/', 'Host: evil.test:PORT'), status: 421 },
  { name: 'a rebound name without a port', lines: get('/', 'Host: evil.test'), status: 421 },
  { name: 'a name that means loopback', lines: get('/', 'Host: 127.0.0.1.nip.io:PORT'), status: 421 },
  { name: 'localhost with a dot', lines: get('/', 'Host: localhost.:PORT'), status: 421 },
  { name: 'localhost in capitals', lines: get('/', 'Host: LOCALHOST:PORT'), status: 421 },
  { name: 'a name below localhost', lines: get('/', 'Host: evil.localhost:PORT'), status: 421 },
  { name: 'the unspecified address', lines: get('/', 'Host: 0.0.0.0:PORT'), status: 421 },
  { name: 'another loopback address', lines: get('/', 'Host: 127.0.0.2:PORT'), status: 421 },
  { name: 'a mapped address', lines: get('/', 'Host: [::ffff:127.0.0.1]:PORT'), status: 421 },
  { name: 'the address as a number', lines: get('/', 'Host: 2130706433:PORT'), status: 421 },
  { name: 'the address in octal', lines: get('/', 'Host: 0177.0.0.1:PORT'), status: 421 },
  { name: 'the wrong port', lines: get('/', 'Host: 127.0.0.1:1'), status: 421 },
  { name: 'no port', lines: get('/', 'Host: 127.0.0.1'), status: 421 },
  { name: 'a port with a zero before it', lines: get('/', 'Host: 127.0.0.1:0PORT'), status: 421 },
  { name: 'user information', lines: get('/', 'Host: me@127.0.0.1:PORT'), status: 421 },
  { name: 'a list of hosts', lines: get('/', 'Host: 127.0.0.1:PORT, evil.test'), status: 421 },
  { name: 'two Hosts, ours first', lines: get('/', own, 'Host: evil.test'), status: 400 },
  { name: 'two Hosts, ours last', lines: get('/', 'Host: evil.test', own), status: 400 },
  { name: 'two equal Hosts', lines: get('/', own, own), status: 400 },
  { name: 'two Hosts in different case', lines: get('/', own, 'hOsT: 127.0.0.1:PORT'), status: 400 },
  { name: 'no Host', lines: get('/'), status: 400 },
  { name: 'an empty Host', lines: get('/', 'Host:'), status: 421 },
  { name: 'a Host on two lines', lines: get('/', 'Host: 127.0.0.1', ' :PORT'), status: 400 },
  {
    name: 'X-Forwarded-Host changes nothing',
    lines: get('/', 'Host: evil.test', 'X-Forwarded-Host: 127.0.0.1:PORT'),
    status: 421,
  },
  { name: 'HTTP/1.0 with Host', lines: ['GET / HTTP/1.0', own], status: 400 },
  { name: 'HTTP/1.0 without Host', lines: ['GET / HTTP/1.0'], status: 400 },
  { name: 'HTTP/0.9', lines: ['GET /'], status: 400 },
  { name: 'HTTP/2 preface', lines: ['PRI * HTTP/2.0', '', 'SM', ''], status: 400 },
]

const targetCases: Case[] = [
  { name: 'absolute form, ours', lines: get('http://127.0.0.1:PORT/', own), status: 400 },
  { name: 'absolute form, foreign', lines: get('http://evil.test/', own), status: 400 },
  { name: 'asterisk form', lines: get('*', own), status: 400 },
  { name: 'network-path form', lines: get('//evil.test/', own), status: 400 },
  { name: 'a raw byte above ASCII', lines: get('/\u00e9', own), status: 400 },
  { name: 'the file of the page by its name', lines: get('/index.html', own), status: 404 },
  { name: 'an asset', lines: get('/assets/index.js', own), status: 200 },
  { name: 'an asset with a query', lines: get('/assets/index.js?x', own), status: 404 },
  { name: 'an asset under another case', lines: get('/Assets/index.js', own), status: 404 },
  { name: 'dots', lines: get('/../etc/passwd', own), status: 404 },
  { name: 'dots back into the page', lines: get('/assets/../assets/index.js', own), status: 404 },
  { name: 'encoded dots', lines: get('/%2e%2e/%2e%2e/etc/passwd', own), status: 404 },
  { name: 'encoded dots and slash', lines: get('/%2e%2e%2fetc%2fpasswd', own), status: 404 },
  { name: 'doubly encoded dots', lines: get('/%252e%252e%252fetc', own), status: 404 },
  { name: 'backslashes', lines: get('/..\\..\\etc\\passwd', own), status: 404 },
  { name: 'encoded backslash', lines: get('/..%5c..%5cetc', own), status: 404 },
  { name: 'an encoded NUL', lines: get('/assets/index.js%00.png', own), status: 404 },
  { name: 'an encoded path of a real file', lines: get('/%61ssets/index.js', own), status: 404 },
  { name: 'a doubled slash inside', lines: get('/assets//index.js', own), status: 404 },
  { name: 'a hidden file', lines: get('/.git/config', own), status: 404 },
  { name: 'a symbolic link in the page folder', lines: get('/link.js', own), status: 404 },
  { name: 'a file of another kind in the page folder', lines: get('/notes.txt', own), status: 404 },
  { name: 'a target of 20 KB', lines: get(`/${'a'.repeat(20_000)}`, own), status: 431 },
]

const methodCases: Case[] = [
  { name: 'HEAD of the page', lines: ['HEAD / HTTP/1.1', own], status: 200 },
  {
    name: 'preflight',
    lines: ['OPTIONS /api/app/info HTTP/1.1', own, 'Origin: https://evil.test', 'Access-Control-Request-Method: POST'],
    status: 403,
  },
  { name: 'OPTIONS of everything', lines: ['OPTIONS * HTTP/1.1', own], status: 400 },
  { name: 'PUT', lines: ['PUT / HTTP/1.1', own], status: 405 },
  { name: 'DELETE', lines: ['DELETE /api/app/info HTTP/1.1', own, bearer], status: 405 },
  { name: 'TRACE', lines: ['TRACE / HTTP/1.1', own], status: 405 },
  { name: 'CONNECT', lines: ['CONNECT 127.0.0.1:22 HTTP/1.1', own], status: 403 },
  { name: 'a method that there is not', lines: ['STEAL / HTTP/1.1', own], status: 400 },
  { name: 'a call by GET', lines: ['GET /api/app/info HTTP/1.1', own, bearer], status: 404 },
  {
    name: 'WebSocket',
    lines: get(
      '/',
      own,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ),
    status: 403,
  },
  {
    name: 'WebSocket from our own page',
    lines: get('/api', own, 'Origin: http://127.0.0.1:PORT', 'Connection: Upgrade', 'Upgrade: websocket', bearer),
    status: 403,
  },
  {
    name: 'an upgrade to HTTP/2',
    lines: get('/', own, 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk'),
    status: 403,
  },
  { name: 'Upgrade without Connection', lines: get('/', own, 'Upgrade: websocket'), status: 403 },
]

const callCases: Case[] = [
  { name: 'a call as a program makes it', lines: call(own, json, bearer), body: '{}', status: 200 },
  {
    name: 'a call as the page makes it',
    lines: call(own, json, bearer, 'Origin: http://127.0.0.1:PORT', 'Sec-Fetch-Site: same-origin'),
    body: '{}',
    status: 200,
  },
  {
    name: 'JSON with a character set',
    lines: call(own, 'Content-Type: application/json; charset=UTF-8', bearer),
    body: '{}',
    status: 200,
  },
  { name: 'no token', lines: call(own, json), body: '{}', status: 401 },
  { name: 'an empty token', lines: call(own, json, 'Authorization: Bearer '), body: '{}', status: 401 },
  { name: 'a wrong token', lines: call(own, json, `Authorization: Bearer ${'A'.repeat(43)}`), body: '{}', status: 401 },
  { name: 'the token and a letter', lines: call(own, json, `${bearer}A`), body: '{}', status: 401 },
  {
    name: 'the token in another scheme',
    lines: call(own, json, 'Authorization: Basic TOKEN'),
    body: '{}',
    status: 401,
  },
  {
    name: 'the scheme in small letters',
    lines: call(own, json, 'Authorization: bearer TOKEN'),
    body: '{}',
    status: 401,
  },
  { name: 'two Authorizations', lines: call(own, json, bearer, 'Authorization: Bearer x'), body: '{}', status: 400 },
  {
    name: 'the token as a cookie',
    lines: call(own, json, 'Cookie: token=TOKEN; goready.token=TOKEN'),
    body: '{}',
    status: 401,
  },
  {
    name: 'the token in the query',
    lines: ['POST /api/app/info?token=TOKEN HTTP/1.1', own, json],
    body: '{}',
    status: 404,
  },
  { name: 'a foreign Origin', lines: call(own, json, bearer, 'Origin: https://evil.test'), body: '{}', status: 403 },
  { name: 'the Origin null', lines: call(own, json, bearer, 'Origin: null'), body: '{}', status: 403 },
  {
    name: 'our Origin with another port',
    lines: call(own, json, bearer, 'Origin: http://127.0.0.1:1'),
    body: '{}',
    status: 403,
  },
  {
    name: 'our Origin with https',
    lines: call(own, json, bearer, 'Origin: https://127.0.0.1:PORT'),
    body: '{}',
    status: 403,
  },
  {
    name: 'an Origin that is another of our names',
    lines: call(own, json, bearer, 'Origin: http://localhost:PORT'),
    body: '{}',
    status: 403,
  },
  {
    name: 'two Origins',
    lines: call(own, json, bearer, 'Origin: http://127.0.0.1:PORT', 'Origin: https://evil.test'),
    body: '{}',
    status: 400,
  },
  { name: 'from another site', lines: call(own, json, bearer, 'Sec-Fetch-Site: cross-site'), body: '{}', status: 403 },
  {
    name: 'from another port of this machine',
    lines: call(own, json, bearer, 'Sec-Fetch-Site: same-site'),
    body: '{}',
    status: 403,
  },
  { name: 'from the address bar', lines: call(own, json, bearer, 'Sec-Fetch-Site: none'), body: '{}', status: 403 },
  {
    name: 'a form',
    lines: call(own, 'Content-Type: application/x-www-form-urlencoded', bearer),
    body: 'a=1',
    status: 415,
  },
  { name: 'a form of text', lines: call(own, 'Content-Type: text/plain', bearer), body: '{}', status: 415 },
  {
    name: 'a form of parts',
    lines: call(own, 'Content-Type: multipart/form-data; boundary=x', bearer),
    body: '--x--',
    status: 415,
  },
  {
    name: 'JSON hidden in a form type',
    lines: call(own, 'Content-Type: text/plain; application/json', bearer),
    body: '{}',
    status: 415,
  },
  { name: 'no type', lines: call(own, bearer), body: '{}', status: 415 },
  { name: 'two types', lines: call(own, json, 'Content-Type: text/plain', bearer), body: '{}', status: 400 },
  { name: 'a compressed body', lines: call(own, json, 'Content-Encoding: gzip', bearer), body: '{}', status: 415 },
  {
    name: 'a file',
    lines: call(own, json, 'Content-Disposition: attachment; filename=x', bearer),
    body: '{}',
    status: 415,
  },
  { name: 'half JSON', lines: call(own, json, bearer), body: '{"json":', status: 400 },
  { name: 'a body that says it is 2 MB', lines: call(own, json, bearer, 'Content-Length: 2000000'), status: 413 },
  {
    name: 'Content-Length and chunks',
    lines: [...call(own, json, bearer, 'Content-Length: 2', 'Transfer-Encoding: chunked'), '', '0', ''],
    status: 400,
  },
  { name: 'two lengths', lines: call(own, json, bearer, 'Content-Length: 2', 'Content-Length: 3'), status: 400 },
  { name: 'a negative length', lines: call(own, json, bearer, 'Content-Length: -1'), status: 400 },
  {
    name: 'a call that there is not',
    lines: ['POST /api/app/nothing HTTP/1.1', own, json, bearer],
    body: '{}',
    status: 404,
  },
  {
    name: 'a call by an encoded name',
    lines: ['POST /api/app/%69nfo HTTP/1.1', own, json, bearer],
    body: '{}',
    status: 404,
  },
  {
    name: 'a property of every object',
    lines: ['POST /api/constructor HTTP/1.1', own, json, bearer],
    body: '{}',
    status: 404,
  },
  { name: 'a call outside /api', lines: ['POST /app/info HTTP/1.1', own, json, bearer], body: '{}', status: 404 },
  {
    name: 'headers of 20 KB',
    lines: call(own, json, bearer, `X-Long: ${'a'.repeat(20_000)}`),
    body: '{}',
    status: 431,
  },
]

const launchCases: Case[] = [
  {
    name: 'a code that is none',
    lines: post('/session', json),
    body: '{"code":"AAAAAAAAAAAAAAAAAAAAAA"}',
    status: 401,
  },
  { name: 'no code', lines: post('/session', json), body: '{}', status: 401 },
  { name: 'a code that is no string', lines: post('/session', json), body: '{"code":{"length":22}}', status: 401 },
  {
    name: 'a code by a form',
    lines: post('/session', 'Content-Type: application/x-www-form-urlencoded'),
    body: 'code=A',
    status: 415,
  },
  {
    name: 'a code from another site',
    lines: post('/session', json, 'Origin: https://evil.test'),
    body: '{"code":"A"}',
    status: 403,
  },
  { name: 'a hello without a nonce', lines: post('/instance/hello', json), body: '{}', status: 400 },
  {
    name: 'a hello with a page as its nonce',
    lines: post('/instance/hello', json),
    body: '{"nonce":"<script>alert(1)</script>"}',
    status: 400,
  },
  {
    name: 'a link without a proof',
    lines: post('/instance/link', json),
    body: '{"nonce":"A","proof":"A"}',
    status: 401,
  },
  {
    name: 'a hello from a page',
    lines: post('/instance/hello', json, 'Sec-Fetch-Site: cross-site'),
    body: '{"nonce":"AAAAAAAAAAAAAAAAAAAAAA"}',
    status: 403,
  },
]

const embedCases: Case[] = [
  {
    name: 'a link from another site',
    lines: get('/', own, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'),
    status: 200,
  },
  {
    name: 'a frame in another site',
    lines: get('/', own, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: iframe'),
    status: 403,
  },
  {
    name: 'an image in another site',
    lines: get('/icon.svg', own, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: image'),
    status: 403,
  },
  {
    name: 'a script in another site',
    lines: get(
      '/assets/index.js',
      own,
      'Sec-Fetch-Site: same-site',
      'Sec-Fetch-Mode: no-cors',
      'Sec-Fetch-Dest: script',
    ),
    status: 403,
  },
]

const groups = {
  Host: hostCases,
  target: targetCases,
  method: methodCases,
  call: callCases,
  launch: launchCases,
  embedding: embedCases,
}

describe.each(Object.entries(groups))('%s', (_group, cases) => {
  test.each(cases)('$name: $status', async ({ lines, body, status }) => {
    const pageDir = await samplePage()
    await writeFile(join(pageDir, 'notes.txt'), 'not part of the page')
    await symlink('/etc/hostname', join(pageDir, 'link.js'))
    const host = await testWebHost({ pageDir })
    const token = await host.token()
    const fill = (line: string): string => line.replaceAll('PORT', String(host.port)).replaceAll('TOKEN', token)
    const hasEnd = lines.includes('')
    const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
    const head = hasEnd ? lines : [...lines, ...length, 'Connection: close', '']
    const answer = await sendRaw(
      host.port,
      Buffer.from(`${[...head, ''].map(fill).join('\r\n')}${body ?? ''}`, 'latin1'),
    )

    expect(answer.status).toBe(status)
    // whatever is asked, nothing of the request and nothing secret comes back, and no other site may read it
    expect(answer.raw).not.toContain(token)
    expect(
      [...answer.headers.keys()].filter((name) => name.startsWith('access-control-') || name === 'set-cookie'),
    ).toEqual([])
    if (status >= 400) expect(answer.body).toBe('')
    expect(host.logged.join('\n')).not.toContain(token)
  })
})

test('there are at least 60 of them', () => {
  expect(Object.values(groups).flat().length).toBeGreaterThanOrEqual(60)
})

test('two requests on one connection are judged each on its own', async () => {
  const host = await testWebHost()
  const good = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\n\r\n`
  const bad = 'GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n'
  const answer = await sendRaw(host.port, `${good}${bad}${good}`)
  expect(answer.raw.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 421'])
})

test('a chunked body is cut off at 1 MiB', async () => {
  const host = await testWebHost()
  const head = `POST /api/app/info HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nContent-Type: application/json\r\nAuthorization: Bearer ${await host.token()}\r\nTransfer-Encoding: chunked\r\n\r\n`
  const chunk = `${(65_536).toString(16)}\r\n${' '.repeat(65_536)}\r\n`
  const answer = await sendRaw(host.port, head + chunk.repeat(20))
  expect(answer.status).toBe(413)
})

test('headers that never end are given up after 10 s, 60 connections of them at once', async () => {
  const host = await testWebHost()
  const started = performance.now()
  const answers = await Promise.all(
    Array.from({ length: 60 }, () => {
      const socket = connect({ host: '127.0.0.1', port: host.port }, () =>
        socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nX-Slow: `),
      )
      return collect(socket)
    }),
  )
  expect(performance.now() - started).toBeLessThan(20_000)
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408/)
})

test('no more than 64 connections are taken', async () => {
  const host = await testWebHost()
  const sockets = Array.from({ length: 64 }, () => connect({ host: '127.0.0.1', port: host.port }))
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
  // the server counts a connection when it accepts it, which is after the client's view of it
  await expect
    .poll(
      async () =>
        (await sendRaw(host.port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nConnection: close\r\n\r\n`))
          .status,
    )
    .toBe(0)
  for (const socket of sockets) socket.destroy()
  await expect
    .poll(
      async () =>
        (await sendRaw(host.port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nConnection: close\r\n\r\n`))
          .status,
    )
    .toBe(200)
})

test('it listens on 127.0.0.1 alone', async () => {
  const host = await testWebHost()
  for (const address of ['::1', '127.0.0.2']) {
    const outcome = await new Promise((resolve) => {
      const socket = connect({ host: address, port: host.port }, () => resolve('connected'))
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    })
    expect(['ECONNREFUSED', 'EADDRNOTAVAIL', 'ENETUNREACH'], address).toContain(outcome)
  }
})
