import type { BadNetwork, Behaviour } from '../../helpers/bad-network'
import type { Situation } from '../../helpers/doctor-scene'
import { answers, https, type Row, works } from './row'

const day = 86_400_000

/** An https origin with a certificate of this authority's, for this name, for so many days. */
const signedBy =
  (
    which: Parameters<BadNetwork['authority']>[0],
    more: Omit<Situation, 'target'> = {},
    { name = 'origin.example', days = 2, behaviour = works as Behaviour } = {},
  ) =>
  async (net: BadNetwork): Promise<Situation> => {
    const identity = await (await net.authority(which)).issue(name, days)
    return { target: `https://origin.example:${await net.origin(behaviour, { identity })}/x/@v/v1.0.0.info`, ...more }
  }
const bare =
  (behaviour: Behaviour, limits = {}) =>
  async (net: BadNetwork): Promise<Situation> => ({
    target: `https://origin.example:${await net.origin(behaviour)}/`,
    limits,
  })
const past = answers(200, { date: new Date(Date.now() - 30 * day).toUTCString() })

export const tlsRows: readonly Row[] = [
  {
    name: 'an expired certificate',
    world: signedBy('everybodys', {}, { days: -1 }),
    code: 'cert-expired',
    evidence: ['valid', 'clockHere', 'issuer'],
    next: ['askOwner'],
    mutation: signedBy('everybodys'),
    becomes: 'ok',
  },
  {
    name: 'a clock that is a month ahead',
    world: signedBy('everybodys', { clockAhead: 30 * day }),
    code: 'wrong-clock',
    evidence: ['clockHere', 'clockThere', 'valid'],
    next: ['setClock'],
    mutation: signedBy('everybodys', { clockAhead: 30 * day }, { days: -1 }),
    becomes: 'cert-expired',
  },
  {
    name: 'a clock that is a month behind',
    world: signedBy('everybodys', { clockAhead: -30 * day }),
    code: 'wrong-clock',
    evidence: ['clockThere'],
    next: ['setClock'],
    mutation: signedBy('everybodys', { clockAhead: -30 * day }, { behaviour: past }),
    becomes: 'cert-not-yet-valid',
  },
  {
    name: 'a clock that is ten minutes ahead, though all works',
    world: https(works, { clockAhead: 600_000 }),
    code: 'wrong-clock',
    evidence: ['clockAhead', 'answered'],
    next: ['setClock'],
    mutation: https(works, { clockAhead: 30_000 }),
    becomes: 'ok',
  },
  {
    name: 'the certificate of another host',
    world: signedBy('everybodys', {}, { name: 'login.hotel.example' }),
    code: 'wrong-host',
    evidence: ['names', 'issuer'],
    next: ['checkName', 'signIn'],
    mutation: signedBy('everybodys', {}, { name: 'origin.example' }),
    becomes: 'ok',
  },
  {
    name: 'a self-signed certificate',
    world: async (net) => {
      const identity = await (await net.authority('stranger')).selfSigned('origin.example')
      return { target: `https://origin.example:${await net.origin(works, { identity })}/` }
    },
    code: 'self-signed',
    evidence: ['subject', 'issuer'],
    next: ['trustRoot', 'notInsecure'],
    mutation: signedBy('everybodys'),
    becomes: 'ok',
  },
  {
    name: 'an authority that nobody here knows',
    world: signedBy('company'),
    code: 'unknown-issuer',
    evidence: ['unknownIssuer'],
    next: ['trustRoot', 'notInsecure'],
    mutation: signedBy('company', { trusts: 'company' }),
    becomes: 'ok-local-authority',
  },
  {
    name: 'a public host that only the company vouches for',
    world: signedBy('company', { trusts: 'company', publicHosts: ['origin.example'] }),
    code: 'ok-intercepted',
    evidence: ['localAuthority', 'answered'],
    next: ['keepRoot'],
    mutation: signedBy('everybodys', { trusts: 'company', publicHosts: ['origin.example'] }),
    becomes: 'ok',
  },
  {
    name: 'an intercepting proxy that forbids',
    world: signedBy(
      'company',
      { trusts: 'company', publicHosts: ['origin.example'] },
      { behaviour: answers(403, {}, 'blocked by policy') },
    ),
    code: 'forbidden',
    evidence: ['localAuthority', 'said'],
    next: ['askAccess'],
    mutation: signedBy('company', { publicHosts: ['origin.example'] }, { behaviour: answers(403) }),
    becomes: 'unknown-issuer',
  },
  {
    name: 'plain http where https was asked',
    world: bare(works),
    code: 'not-tls',
    evidence: ['fault.not-tls'],
    next: ['useHttp'],
    mutation: https(works),
    becomes: 'ok',
  },
  {
    name: 'silence after the first flight',
    world: bare({ raw: () => undefined }, { tls: 300 }),
    code: 'tls-stalled',
    evidence: ['fault.timeout', 'tcpOpen'],
    next: ['mtu'],
    mutation: bare({ raw: (socket) => void socket.resetAndDestroy() }, { tls: 5000 }),
    becomes: 'reset',
  },
  {
    name: 'a handshake that is refused',
    // alert 40, handshake failure
    world: bare({ raw: (socket) => void socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40])) }),
    code: 'tls-failed',
    evidence: ['fault.tls'],
    next: ['askOwner'],
    mutation: https(works),
    becomes: 'ok',
  },
]
