import type { BadNetwork, Behaviour } from '../../helpers/bad-network'
import type { Situation } from '../../helpers/doctor-scene'
import { answers, http, https, info, type Row, works } from './row'

const page = '<!doctype html><title>Hotel</title><form>Room number</form>'
const html = answers(200, { 'content-type': 'text/html' }, page)
const stall: Behaviour = { raw: (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"V') }
const cut: Behaviour = { raw: (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"V') }
const circle: Behaviour = (request, response) =>
  void response.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' }).end()
const leadsTo = (location: string): Behaviour => answers(302, { location })

/** A module along the user's chain, whose entries behave so; the separator stands between all of them. */
const chain =
  (module: string, behaviours: readonly Behaviour[], separator = ',', more: Partial<Situation> = {}) =>
  async (net: BadNetwork): Promise<Situation> => {
    const ports = await Promise.all(behaviours.map((behaviour) => net.origin(behaviour)))
    const GOPROXY = ports.map((port) => `http://proxy.example:${port}`).join(separator)
    return { target: module, values: { GOPROXY }, ...more }
  }
const open = { publicHosts: ['proxy.example'] }
const server = (status: number, code: Row['code'], next: string[] = ['wait']): Row => ({
  name: `${status}`,
  world: http(answers(status)),
  code,
  evidence: ['status'],
  next,
  mutation: http(answers(200, {}, info)),
  becomes: 'ok',
})

export const answerRows: readonly Row[] = [
  server(500, 'server-error'),
  server(502, 'bad-gateway'),
  server(503, 'unavailable'),
  server(504, 'gateway-timeout', ['otherMirror']),
  server(418, 'teapot', ['checkUrl']),
  server(403, 'forbidden', ['askAccess']),
  server(404, 'not-found', ['checkUrl']),
  server(451, 'other-status', ['askOwner']),
  {
    name: '429 that says how long to wait',
    world: http(answers(429, { 'retry-after': '37' })),
    code: 'rate-limited',
    evidence: ['status', 'retryAfter'],
    next: ['waitFor'],
    mutation: http(answers(410, { 'retry-after': '37' })),
    becomes: 'not-found',
  },
  {
    name: 'a body that stalls',
    world: http(stall, { limits: { idle: 300 } }),
    code: 'stalled',
    evidence: ['stalledAfter'],
    next: ['mtu'],
    mutation: http(cut),
    becomes: 'cut-off',
  },
  {
    name: 'a body that is cut off',
    world: http(cut),
    code: 'cut-off',
    evidence: ['cutAfter'],
    next: ['retry'],
    mutation: http(works),
    becomes: 'ok',
  },
  {
    name: 'a question without an answer',
    world: http({ raw: () => undefined }, { limits: { head: 300 } }),
    code: 'no-answer',
    evidence: ['fault.timeout', 'tcpOpen'],
    next: ['wait'],
    mutation: http({ raw: (socket) => void socket.resetAndDestroy() }),
    becomes: 'reset',
  },
  {
    name: 'a login page instead of a version',
    world: http(html),
    code: 'captive-portal',
    evidence: ['webPage', 'said'],
    next: ['signIn'],
    mutation: http(html, {}, '/'),
    becomes: 'ok',
  },
  {
    name: 'a redirect to the local network',
    world: http(leadsTo('http://192.168.7.1/login')),
    code: 'captive-portal',
    evidence: ['redirect'],
    next: ['signIn'],
    mutation: http(leadsTo('ftp://elsewhere.example/')),
    becomes: 'redirect-refused',
  },
  {
    name: 'a redirect to a name that is this computer',
    world: http(leadsTo('http://portal.example/login')),
    code: 'captive-portal',
    evidence: ['leadsInward'],
    next: ['signIn'],
    mutation: async (net) => {
      net.resolveTo('portal.example', null)
      return http(leadsTo('http://portal.example/login'))(net)
    },
    becomes: 'dns-failed',
  },
  {
    name: '511',
    world: http(answers(511, {}, 'sign in')),
    code: 'captive-portal',
    evidence: ['status'],
    next: ['signIn'],
    mutation: http(answers(510)),
    becomes: 'server-error',
  },
  {
    name: 'redirects in a circle',
    world: http(circle, {}, '/a'),
    code: 'redirect-loop',
    evidence: ['redirect', 'redirects'],
    next: ['askOwner'],
    mutation: http(
      (request, response) => {
        if (request.url === '/a') response.writeHead(302, { location: '/b' }).end()
        else response.end(info)
      },
      {},
      '/a',
    ),
    becomes: 'ok',
  },
  {
    name: 'https that leads to http',
    world: https(leadsTo('http://origin.example/')),
    code: 'redirect-refused',
    evidence: ['redirect'],
    next: ['checkUrl'],
    mutation: https(works),
    becomes: 'ok',
  },
  {
    name: 'something else than a version',
    world: http(answers(200, {}, 'It works!')),
    code: 'not-a-proxy',
    evidence: ['said'],
    next: ['checkUrl'],
    mutation: http(works),
    becomes: 'ok',
  },
  {
    name: 'what does not speak HTTP',
    world: http({ raw: (socket) => void socket.end('220 mail.example ESMTP\r\n') }),
    code: 'malformed',
    evidence: ['fault.malformed'],
    next: ['checkPort'],
    mutation: http(works),
    becomes: 'ok',
  },
  {
    name: 'a private module asked of a public proxy',
    world: chain('corp.example/team/lib@v1.0.0', [answers(404, {}, 'not found: unrecognized import path')], ',', open),
    code: 'not-found-private',
    evidence: ['publicSeesPath', 'said'],
    next: ['goprivate'],
    mutation: chain('corp.example/team/lib@v1.0.0', [answers(404)], ',', { publicHosts: [] }),
    becomes: 'not-found',
  },
  {
    name: 'a module that a public proxy lacks, from where public modules live',
    world: chain('github.com/some/thing@v1.0.0', [answers(410), works], ',', open),
    code: 'not-found',
    evidence: ['goAsksNext'],
    next: ['checkModule', 'goprivate'],
    mutation: chain('github.com/some/thing@v1.0.0', [works], ',', open),
    becomes: 'ok',
  },
  {
    name: 'a first entry that fails, and a comma',
    world: chain('example.com/m@v1.0.0', [answers(502), works]),
    code: 'bad-gateway',
    evidence: ['goStops'],
    next: ['usePipe'],
    mutation: chain('example.com/m@v1.0.0', [answers(404), works]),
    becomes: 'not-found',
  },
  {
    name: 'GOPROXY=off',
    world: async () => ({ target: 'example.com/m@v1.0.0', values: { GOPROXY: 'off' } }),
    code: 'off',
    evidence: [],
    next: ['notOff'],
    mutation: chain('example.com/m@v1.0.0', [works]),
    becomes: 'ok',
  },
]
