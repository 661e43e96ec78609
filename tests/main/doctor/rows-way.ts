import type { BadNetwork, Behaviour } from '../../helpers/bad-network'
import type { Situation } from '../../helpers/doctor-scene'
import { startHttpProxy } from '../../helpers/http-proxy'
import { answers, http, https, type Row, works } from './row'

const at = (port: number): string => `http://origin.example:${port}/x/@v/v1.0.0.info`
const reset: Behaviour = { raw: (socket) => void socket.resetAndDestroy() }
const close: Behaviour = { raw: (socket) => void socket.end() }

/** Through a proxy that HTTPS_PROXY and HTTP_PROXY name. */
const through =
  (proxy: (net: BadNetwork) => Promise<string>, origin: (net: BadNetwork) => Promise<Situation>) =>
  async (net: BadNetwork): Promise<Situation> => {
    const situation = await origin(net)
    const url = await proxy(net)
    return { ...situation, env: { ...situation.env, HTTP_PROXY: url, HTTPS_PROXY: url } }
  }
const proxyWith =
  (options: Parameters<typeof startHttpProxy>[0], user = '') =>
  async (): Promise<string> =>
    `http://${user}127.0.0.1:${(await startHttpProxy(options)).port}`
const wants = (...challenge: string[]) => proxyWith({ credentials: 'a:b', challenge })
const dead = async (net: BadNetwork): Promise<string> => `http://127.0.0.1:${await net.refusing()}`
const failing =
  (status: number) =>
  async (net: BadNetwork): Promise<string> =>
    `http://127.0.0.1:${await net.origin(answers(status, {}, 'bad gateway'))}`

export const wayRows: readonly Row[] = [
  {
    name: 'a name without an address',
    world: async (net) => {
      net.resolveTo('origin.example', null)
      return { target: at(1) }
    },
    code: 'dns-failed',
    evidence: ['fault.no-address'],
    next: ['checkName', 'vpn'],
    mutation: async (net) => ({ target: at(await net.origin(works)) }),
    becomes: 'ok',
  },
  {
    name: 'nobody listens',
    world: async (net) => ({ target: at(await net.refusing()) }),
    code: 'refused',
    evidence: ['connect.refused'],
    next: ['checkPort'],
    mutation: async (net) => ({ target: at(await net.origin(works)) }),
    becomes: 'ok',
  },
  {
    name: 'no sign of life',
    world: async (net) => ({ target: at(await net.blackHole('127.0.0.1')), limits: { connect: 300 } }),
    code: 'connect-timeout',
    evidence: ['connect.timeout'],
    next: ['firewall', 'setProxy'],
    mutation: async (net) => ({ target: at(await net.refusing()), limits: { connect: 300 } }),
    becomes: 'refused',
  },
  {
    name: 'IPv6 hangs and IPv4 works',
    world: async (net) => {
      const port = await net.blackHole('::1')
      net.resolveTo('origin.example', ['::1', '127.0.0.1'])
      return { target: at(await net.origin(works, { port })), limits: { connect: 1000 } }
    },
    code: 'ipv6-hangs',
    evidence: ['ipv6', 'answered'],
    next: ['ipv6'],
    mutation: async (net) => {
      const port = await net.refusing()
      net.resolveTo('origin.example', ['::1', '127.0.0.1'])
      return { target: at(await net.origin(works, { port })), limits: { connect: 1000 } }
    },
    becomes: 'ok',
  },
  {
    name: 'a connection that is reset',
    world: http(reset),
    code: 'reset',
    evidence: ['fault.reset'],
    next: ['firewall'],
    mutation: http(works),
    becomes: 'ok',
  },
  {
    name: 'a connection that is closed without an answer',
    world: http(close),
    code: 'reset',
    evidence: ['fault.closed'],
    next: ['firewall'],
    mutation: http({ raw: (socket) => void socket.end('SSH-2.0-OpenSSH_9\r\n') }),
    becomes: 'malformed',
  },
  {
    name: 'a proxy that wants Basic credentials',
    world: through(wants('Basic realm="corp"'), https(works)),
    code: 'proxy-auth',
    evidence: ['proxySchemes', 'proxyNoCredentials'],
    next: ['proxyPassword'],
    mutation: through(proxyWith({ credentials: 'a:b' }, 'a:b@'), https(works)),
    becomes: 'ok',
  },
  {
    name: 'a proxy that refuses the credentials',
    world: through(proxyWith({ credentials: 'a:b' }, 'a:wrong@'), https(works)),
    code: 'proxy-auth',
    evidence: ['proxyCredentialsRefused'],
    next: ['checkProxyPassword'],
    mutation: through(proxyWith({}), https(works)),
    becomes: 'ok',
  },
  {
    name: 'a proxy that speaks NTLM and Negotiate only',
    world: through(wants('NTLM', 'Negotiate'), https(works)),
    code: 'proxy-auth',
    evidence: ['proxySchemes'],
    next: ['localHelper'],
    mutation: through(proxyWith({ refuse: 403 }), https(works)),
    becomes: 'proxy-refused',
  },
  {
    name: 'a proxy that speaks Digest only, asked for a plain address',
    world: through(wants('Digest realm="corp", qop="auth", nonce="x"'), http(works)),
    code: 'proxy-auth',
    evidence: ['proxySchemes'],
    next: ['goOnlyBasic'],
    mutation: through(proxyWith({}), http(works)),
    becomes: 'ok',
  },
  {
    name: 'a proxy that forbids the host',
    world: through(proxyWith({ refuse: 403 }), https(works)),
    code: 'proxy-refused',
    evidence: ['connectStatus', 'directAnswers'],
    next: ['askProxyAdmin'],
    mutation: through(proxyWith({ refuse: 502 }), https(works)),
    becomes: 'proxy-down',
  },
  {
    name: 'a proxy that is not there while the target is',
    world: through(dead, https(works)),
    code: 'proxy-down',
    evidence: ['connect.refused', 'directAnswers', 'proxyFrom'],
    next: ['noProxy', 'startProxy'],
    mutation: through(dead, async (net) => ({ target: `https://origin.example:${await net.refusing()}/` })),
    becomes: 'proxy-unreachable',
  },
  {
    name: 'a tunnel that fails because the target is down',
    world: through(proxyWith({ refuse: 504 }), async (net) => ({
      target: `https://origin.example:${await net.refusing()}/`,
    })),
    code: 'target-down',
    evidence: ['connectStatus', 'directFails'],
    next: ['wait'],
    mutation: through(proxyWith({ refuse: 504 }), https(works)),
    becomes: 'proxy-down',
  },
  {
    name: '502 by a proxy whose target works without it',
    world: through(failing(502), http(works)),
    code: 'proxy-down',
    evidence: ['status', 'directAnswers'],
    next: ['noProxy'],
    mutation: through(failing(502), http(answers(503))),
    becomes: 'target-down',
  },
  {
    name: 'a proxy named on the command line holds for loopback too',
    world: async (net) => ({
      target: `http://127.0.0.1:${await net.origin(works)}/x/@v/v1.0.0.info`,
      via: await dead(net),
    }),
    code: 'proxy-down',
    evidence: ['proxyNamedHere'],
    next: ['withoutVia'],
    mutation: async (net) => ({
      target: `http://127.0.0.1:${await net.origin(works)}/x/@v/v1.0.0.info`,
      env: { HTTP_PROXY: await dead(net) },
    }),
    becomes: 'ok',
  },
]
