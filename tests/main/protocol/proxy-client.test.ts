import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createHttp, logTo } from '../../../main/kit'
import { createProxyClient, type ProxyClient } from '../../../main/protocol'
import { rejection } from '../../helpers/failure-of'
import { type LogAnswer, type LogServer, startLogServer } from '../../helpers/log-server'
import { outcome } from '../../helpers/sumdb-rig'

const module = 'example.com/Hello'
const version = 'v1.0.0-RC1'
let server: LogServer
let client: ProxyClient
const http = createHttp({ env: {}, log: logTo({ write: () => undefined }) })
beforeAll(async () => {
  server = await startLogServer({
    modules: [
      { path: module, version, mod: 'module example.com/Hello\n\ngo 1.21\n', time: '2026-03-04T05:06:07Z' },
      { path: module, version: 'v1.0.0' },
      { path: 'golang.org/toolchain', version: 'v0.0.1-go1.27.4.linux-amd64' },
    ],
  })
  client = createProxyClient({ http, baseUrl: `${server.proxyUrl}/` })
})
afterAll(async () => {
  await server.close()
  await http.close()
})

/** Every answer is changed while the test runs. */
function answering(change: Partial<Omit<LogAnswer, 'body'>> & { body?: string }): void {
  const { body, ...rest } = change
  onTestFinished(
    server.tamper((answer) => ({ ...answer, ...rest, ...(body === undefined ? {} : { body: Buffer.from(body) }) })),
  )
}
const portal = '<!DOCTYPE html><html><title>Log in</title>version v1.0.0\nmodule you</html>'

describe('a proxy that knows the module', () => {
  it('tells of a version', async () => {
    expect(await client.info(module, version)).toEqual({ version, time: '2026-03-04T05:06:07Z' })
    expect(server.requests.at(-1)?.path).toBe('/proxy/example.com/!hello/@v/v1.0.0-!r!c1.info')
  })
  it('tells of the latest one', async () => expect(await client.latest(module)).toMatchObject({ version: 'v1.0.0' }))
  it('lists versions in its own order', async () => expect(await client.list(module)).toEqual([version, 'v1.0.0']))
  it('gives the go.mod', async () =>
    expect((await client.mod(module, version)).toString()).toBe('module example.com/Hello\n\ngo 1.21\n'))
  it('has an address for the zip', async () => {
    const url = client.zipUrl(module, version)
    expect(url).toBe(`${server.proxyUrl}/example.com/!hello/@v/v1.0.0-!r!c1.zip`)
    expect((await http.get(url, { maxBytes: 10_000 })).status).toBe(200)
    expect(client.zipUrl('gopkg.in/yaml.v2', 'v2.0.0+incompatible')).toMatch(/v2\.0\.0\+incompatible\.zip$/)
    expect(client.zipUrl('example.com/x', 'a#b %')).toMatch(/\/@v\/a%23b%20%25\.zip$/)
  })
})

describe('a proxy that does not', () => {
  it.each([404, 410])('answers %d', async (status) => {
    answering({ status })
    expect(await client.info(module, version)).toBeNull()
    expect(await client.latest(module)).toBeNull()
    expect(await client.list(module)).toEqual([])
    expect(await rejection(client.mod(module, version))).toMatchObject({ code: 'HTTP_STATUS', details: { status } })
  })
  it('has no latest toolchain', async () => expect(await client.latest('golang.org/toolchain')).toBeNull())
})

describe('an answer that is none', () => {
  it.each([
    ['a login page', portal],
    ['nothing', ''],
    ['a number', '7'],
    ['null', 'null'],
    ['an array', '[]'],
    ['no version', '{"Time":"2026-03-04T05:06:07Z"}'],
    ['a version that is none', '{"Version":"latest"}'],
    ['a path for a version', '{"Version":"../v1.0.0"}'],
    ['no time for a time', '{"Version":"v1.0.0-RC1","Time":"yesterday"}'],
    ['a time that never was', '{"Version":"v1.0.0-RC1","Time":"2026-13-04T05:06:07Z"}'],
    ['another version', '{"Version":"v1.0.0"}'],
  ])('to .info: %s', async (_, body) => {
    answering({ body })
    expect(await outcome(client.info(module, version))).toBe('RESPONSE_INVALID')
  })

  it('may name another version for a branch, and leave the time out', async () => {
    answering({ status: 200, body: '{"Version":"v0.0.0-20260304050607-abcdefabcdef","Origin":{}}' })
    expect(await client.info(module, 'main')).toEqual({ version: 'v0.0.0-20260304050607-abcdefabcdef', time: null })
  })

  it('is a login page where a list or a go.mod is wanted', async () => {
    answering({ body: portal })
    const { host } = new URL(server.url)
    expect(await rejection(client.list(module))).toMatchObject({
      code: 'RESPONSE_INVALID',
      details: { host, what: 'example.com/Hello (list)', got: expect.stringContaining('Log in') },
    })
    answering({ body: portal.replaceAll('\n', ' ') })
    expect(await outcome(client.mod(module, version))).toBe('RESPONSE_INVALID')
  })

  it('to a list keeps the lines that are versions', async () => {
    answering({ body: 'v1.0.0 2026-03-04T05:06:07Z\r\n\nnonsense\nv1.1.0\n' })
    expect(await client.list(module)).toEqual(['v1.0.0', 'v1.1.0'])
  })

  it.each([301, 401, 403, 418, 429, 500, 503])('has the status %d', async (status) => {
    answering({ status })
    const { host } = new URL(server.url)
    const expected = { code: 'HTTP_STATUS', details: { host, status } }
    expect(await rejection(client.info(module, version))).toMatchObject(expected)
    expect(await rejection(client.list(module))).toMatchObject(expected)
  })
})

describe('what no proxy can be asked for', () => {
  it.each(['', '..', 'example.com/../x', 'a b.com', 'nodot'])('the module %j', async (name) => {
    const asked = server.requests.length
    expect(await outcome(client.info(name, version))).toBe('MODULE_PATH_INVALID')
    expect(() => client.zipUrl(name, version)).toThrow(expect.objectContaining({ code: 'MODULE_PATH_INVALID' }))
    expect(server.requests.length).toBe(asked)
  })
  it.each(['', '..', 'a/b', 'v1!', 'é'])('the version %j', async (name) => {
    expect(await outcome(client.info(module, name))).toBe('INVALID_INPUT')
  })
})
