// Red when `headers = {}` is taken out of main/kit/trace/trace.ts, or `goesOn` of main/doctor/targets.ts asks after any error.
import { afterAll, expect, test } from 'vitest'
import { createDoctor } from '../../../main/doctor'
import { badNetwork } from '../../helpers/bad-network'
import { examineIn, tokenWith } from '../../helpers/doctor-scene'
import { rejection } from '../../helpers/failure-of'
import { startHttpProxy } from '../../helpers/http-proxy'
import { testWorld } from '../../helpers/world'
import { answers, https, info, works } from './row'

let cases = 0
const count = (): void => {
  cases += 1
}

const secrets = ['hunter2secret', 'netrcpassword', 'Zm9vYmFyc2VjcmV0', 'proxypassword']

test('no secret of any input is in what is told', async () => {
  const net = badNetwork()
  const token = tokenWith({ exp: 1, jti: 'Zm9vYmFyc2VjcmV0' })
  const proxy = await startHttpProxy({ credentials: 'u:proxypassword' })
  const via = `http://u:proxypassword@127.0.0.1:${proxy.port}`
  const reflecting = https((request, response) => {
    const said = `${request.headers.authorization} ${request.url}`
    response.writeHead(401, { 'www-authenticate': 'Bearer', location: `https://a:hunter2secret@x/${said}` }).end(said)
  })
  const { target } = await reflecting(net)
  const address = (target ?? '').replace('https://', 'https://me:hunter2secret@').concat('?token=hunter2secret')
  const { host } = new URL(address)
  for (const more of [{ via }, { netrc: `machine ${host} login me password netrcpassword\n` }]) {
    const env = { CORP_TOKEN: token, HTTPS_PROXY: via }
    const { report } = await examineIn(net, { target: address, tokenEnv: 'CORP_TOKEN', env, ...more })
    const told = JSON.stringify(report)
    expect(report.exams[0]?.conclusion?.code).toBe('token-expired')
    for (const secret of [...secrets, token, Buffer.from('me:netrcpassword').toString('base64')]) {
      expect(told).not.toContain(secret)
    }
    count()
  }
})

test('a token is never sent; netrc and the address are, over https, and not to where a redirect leads', async () => {
  const net = badNetwork()
  const seen: (string | undefined)[] = []
  const identity = await (await net.authority('everybodys')).issue('localhost')
  const second = await net.origin(
    (request, response) => {
      seen.push(request.headers.authorization)
      response.end(info)
    },
    { identity },
  )
  const first = await net.origin(
    (request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(302, { location: `https://localhost:${second}/x` }).end()
    },
    { identity },
  )
  const host = `localhost:${first}`
  await examineIn(net, {
    target: `https://${host}/x`,
    netrc: `machine ${host} login me password pw\n`,
    tokenEnv: 'CORP_TOKEN',
    env: { CORP_TOKEN: 'opaque-token-value' },
  })
  expect(seen[0]).toBe(`Basic ${Buffer.from('me:pw').toString('base64')}`)
  expect(seen.slice(1)).toEqual([undefined])
  count()
})

test.each([
  [',', [404, 200], 2, 'note'],
  [',', [410, 404, 200], 3, 'note'],
  [',', [502, 200], 1, 'problem'],
  [',', [403, 200], 1, 'problem'],
  ['|', [502, 200], 2, 'note'],
  ['|', [403, 418, 200], 3, 'note'],
  [',', [200, 200], 1, 'good'],
  ['|', [500, 500], 2, 'problem'],
] as const)(
  'a chain separated by %s that answers %j is asked %i times',
  async (separator, statuses, asked, verdict) => {
    const net = badNetwork()
    const ports = await Promise.all(statuses.map((status) => net.origin(status === 200 ? works : answers(status))))
    const GOPROXY = ports.map((port) => `http://proxy.example:${port}`).join(separator)
    const { report } = await examineIn(net, { target: 'example.com/M@v1.0.0', values: { GOPROXY } })
    expect(report.exams.map(({ url }) => url)).toEqual(
      ports.slice(0, asked).map((port) => `http://proxy.example:${port}/example.com/!m/@v/v1.0.0.info`),
    )
    expect(report.verdict).toBe(verdict)
    count()
  },
)

test('a private module is asked of no proxy', async () => {
  const net = badNetwork()
  net.resolveTo('corp.example', null)
  let asked = 0
  const port = await net.origin((_request, response) => {
    asked += 1
    response.end(info)
  })
  const values = { GOPROXY: `http://proxy.example:${port}`, GONOPROXY: 'corp.example' }
  const { report } = await examineIn(net, { target: 'corp.example/x@latest', values })
  expect(asked).toBe(0)
  expect(report.exams).toMatchObject([{ role: 'direct', conclusion: { code: 'dns-failed' } }])
  count()
})

test('without a target every entry and the checksum database are examined', async () => {
  const net = badNetwork()
  const port = await net.origin((request, response) => {
    if (request.url?.startsWith('/sumdb/')) response.writeHead(404).end()
    else response.end(info)
  })
  net.resolveTo('sum.golang.org', null)
  const { report } = await examineIn(net, { target: null, values: { GOPROXY: `http://proxy.example:${port}` } })
  expect(report.exams.map(({ role, conclusion }) => [role, conclusion?.code])).toEqual([
    ['entry', 'ok'],
    ['sumdb', 'sumdb-not-served'],
    ['sumdb', 'dns-failed'],
  ])
  expect(report.verdict).toBe('problem')
  count()
})

test('what stands in reserve behind something that works is no problem', async () => {
  const net = badNetwork()
  const port = await net.origin((request, response) => {
    response.end(request.url?.startsWith('/sumdb/') ? '' : info)
  })
  const dead = await net.refusing()
  net.resolveTo('sum.golang.org', null)
  const [good, bad] = [`http://proxy.example:${port}`, `http://proxy.example:${dead}`]
  const { report } = await examineIn(net, { target: null, values: { GOPROXY: `${good},${bad}` } })
  expect(report.exams.map(({ role, conclusion }) => [role, conclusion?.code])).toEqual([
    ['entry', 'ok'],
    ['entry', 'refused'],
    ['sumdb', 'ok'],
  ])
  expect(report.verdict).toBe('note')
  const turned = await examineIn(net, { target: null, values: { GOPROXY: `${bad},${good}` } })
  expect(turned.report.verdict).toBe('problem')
  count()
})

test.each([
  [{ target: 'ftp://x.example' }, 'INVALID_INPUT'],
  [{ target: 'http://' }, 'INVALID_INPUT'],
  [{ target: 'Not A Module@v1.0.0' }, 'MODULE_PATH_INVALID'],
  [{ target: 'example.com/m@../../etc' }, 'INVALID_INPUT'],
  [{ target: 'http://x.example', via: 'nonsense://x' }, 'INVALID_INPUT'],
])('%j is refused', async (situation, code) => {
  expect(await rejection(examineIn(badNetwork(), { via: '', ...situation }))).toMatchObject({ code })
  count()
})

test('it ends at once when it is cancelled, wherever it is', async () => {
  const net = badNetwork()
  const identity = await (await net.authority('everybodys')).issue('origin.example')
  const silent = await net.origin(() => undefined, { identity })
  const deaf = await net.origin({ raw: () => undefined })
  const half = await net.origin({ raw: (socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\n{') })
  const world = await testWorld()
  const doctor = createDoctor(world, {
    goenv: { effective: async () => '' },
    lookup: net.lookup,
    publicRoots: [(await net.authority('everybodys')).cert],
  })
  for (const [target, kind] of [
    [`https://origin.example:${silent}/`, 'http'],
    [`https://origin.example:${deaf}/`, 'tls'],
    [`http://origin.example:${half}/`, 'body'],
    [`https://origin.example:${silent}/`, 'dns'],
  ] as const) {
    const stop = new AbortController()
    const running = async (): Promise<void> => {
      for await (const exam of doctor.examine({ target, via: null, tokenEnv: null }, stop.signal)) {
        const last = exam.hops.at(-1)
        if (last?.kind === kind && last.verdict === 'running') setImmediate(() => stop.abort())
      }
    }
    expect(await rejection(running())).toMatchObject({ code: 'CANCELLED' })
    count()
  }
})

afterAll(() => {
  console.log(`doctor: ${cases} runs`)
  expect(cases).toBeGreaterThanOrEqual(23)
})
