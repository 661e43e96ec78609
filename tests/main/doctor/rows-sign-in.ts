import { tokenWith } from '../../helpers/doctor-scene'
import { answers, http, https, type Row } from './row'

const now = Math.floor(Date.now() / 1000)
const bearer = answers(401, {
  'www-authenticate': 'Bearer realm="corp", service="go.corp.example", error="invalid_token"',
})
const basic = answers(401, { 'www-authenticate': ['Basic realm="go"', 'Negotiate'] })
const token = (claims: object): { tokenEnv: string; env: Record<string, string> } => ({
  tokenEnv: 'CORP_TOKEN',
  env: { CORP_TOKEN: tokenWith(claims) },
})
const good = { exp: now + 86_400, nbf: now - 60, aud: 'go.corp.example' }

export const signInRows: readonly Row[] = [
  {
    name: '401 and a token that has expired',
    world: https(bearer, token({ ...good, exp: now - 7200 })),
    code: 'token-expired',
    evidence: ['tokenExpired', 'wants', 'serverSays', 'netrcAbsent'],
    next: ['renewToken'],
    mutation: https(bearer, token(good)),
    becomes: 'unauthorized',
  },
  {
    name: '401 and a token that is valid here and expired at the server: the clock here is behind',
    world: http(bearer, { ...token({ ...good, exp: now - 600, nbf: 0, aud: [] }), clockAhead: -3600_000 }),
    code: 'token-expired',
    evidence: ['tokenExpired', 'clockBehind'],
    next: ['renewToken'],
    mutation: http(bearer, { ...token({ ...good, exp: now + 600, nbf: 0, aud: [] }), clockAhead: -3600_000 }),
    becomes: 'unauthorized',
  },
  {
    name: '401 and a token of the future',
    world: https(bearer, token({ ...good, nbf: now + 3600 })),
    code: 'token-not-yet-valid',
    evidence: ['tokenNotBefore'],
    next: ['renewToken'],
    mutation: https(bearer, { ...token({ ...good, nbf: now + 3600 }), clockAhead: 3600_000 }),
    becomes: 'wrong-clock',
  },
  {
    name: '401 and a token for another service',
    world: https(bearer, token({ ...good, aud: ['https://npm.corp.example'] })),
    code: 'token-audience',
    evidence: ['tokenAudience'],
    next: ['tokenFor'],
    mutation: https(bearer, token({ ...good, aud: ['https://npm.corp.example', 'go.corp.example'] })),
    becomes: 'unauthorized',
  },
  {
    name: '401 and a variable that is not set',
    world: https(bearer, { tokenEnv: 'CORP_TOKEN' }),
    code: 'unauthorized',
    evidence: ['tokenUnset', 'wants'],
    next: ['setToken', 'addNetrc'],
    mutation: https(bearer, token({ ...good, exp: now - 1 })),
    becomes: 'token-expired',
  },
  {
    name: '401 and a netrc that knows other hosts only',
    world: https(basic, { netrc: 'machine other.example login a password b\n' }),
    code: 'unauthorized',
    evidence: ['netrcOthers'],
    next: ['addNetrc', 'tokenEnv'],
    mutation: https(answers(200, {}, '{}')),
    becomes: 'ok',
  },
  {
    name: '401 and a netrc whose machine lacks the port',
    world: https(basic, { netrc: 'machine origin.example\n  login a\n  password b\n' }),
    code: 'unauthorized',
    evidence: ['netrcWithoutPort'],
    next: ['addNetrc'],
    mutation: https(answers(403)),
    becomes: 'forbidden',
  },
  {
    name: '401 with GOAUTH=off over plain http',
    world: http(basic, { values: { GOAUTH: 'off' } }),
    code: 'unauthorized',
    evidence: ['goauthOff', 'httpSendsNone'],
    next: ['useHttps', 'goauthOn'],
    mutation: http(answers(500)),
    becomes: 'server-error',
  },
]
