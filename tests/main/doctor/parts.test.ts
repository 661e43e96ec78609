import { describe, expect, test } from 'vitest'
import { entryFor, parseNetrc } from '../../../main/doctor/netrc'
import { readToken } from '../../../main/doctor/token'
import { parseChallenges } from '../../../main/kit/trace/challenge'
import { tokenWith } from '../../helpers/doctor-scene'

describe('challenges', () => {
  test.each([
    ['Basic realm="a, b=c"', [{ scheme: 'Basic', params: { realm: 'a, b=c' } }]],
    ['NTLM TlRMTVNTUAACAAAA==', [{ scheme: 'NTLM', params: {} }]],
    [
      'Negotiate, NTLM',
      [
        { scheme: 'Negotiate', params: {} },
        { scheme: 'NTLM', params: {} },
      ],
    ],
    [
      'Digest realm="x", qop="auth,auth-int", nonce="a\\"b", Basic realm="y"',
      [
        { scheme: 'Digest', params: { realm: 'x', qop: 'auth,auth-int', nonce: 'a"b' } },
        { scheme: 'Basic', params: { realm: 'y' } },
      ],
    ],
    [
      'Bearer realm="https://auth.example/token",service="go",error=invalid_token',
      [{ scheme: 'Bearer', params: { realm: 'https://auth.example/token', service: 'go', error: 'invalid_token' } }],
    ],
    [', ,', []],
    ['@@@ ???', []],
  ])('%s', (value, expected) => {
    expect(parseChallenges([value])).toEqual(expected)
  })
})

test('netrc is read as go does', () => {
  const data =
    'machine a login x password y\nmacdef init\nmachine b login m password n\n\nmachine c:8443\nlogin q\npassword r\n'
  expect(parseNetrc(data).map(({ machine }) => machine)).toEqual(['a', 'c:8443'])
  expect(parseNetrc('default login x password y\nmachine a login b password c')).toHaveLength(1)
  expect(parseNetrc('machine a login b')).toEqual([])
  const read = { path: '', state: 'read', entries: parseNetrc(data), goauth: '' } as const
  expect(entryFor(read, new URL('https://a/x'))).toMatchObject({ login: 'x' })
  expect(entryFor(read, new URL('https://c:8443/x'))).toMatchObject({ login: 'q' })
  expect(entryFor(read, new URL('https://c/x'))).toBeNull()
  expect(entryFor(read, new URL('http://a/x'))).toBeNull()
  expect(entryFor({ ...read, goauth: 'off' }, new URL('https://a/x'))).toBeNull()
  expect(entryFor({ ...read, goauth: 'git /x; netrc' }, new URL('https://a/x'))).not.toBeNull()
})

test('a token is decoded for its times and audience, or not at all', () => {
  expect(readToken('T', tokenWith({ exp: 10, nbf: 5, aud: 'a' }))).toMatchObject({
    kind: 'jwt',
    algorithm: 'RS256',
    expires: 10_000,
    notBefore: 5000,
    audience: ['a'],
  })
  expect(readToken('T', `Bearer ${tokenWith({ aud: ['a', 7, 'b'] })}`)).toMatchObject({
    expires: null,
    audience: ['a', 'b'],
  })
  expect(readToken('T', undefined).kind).toBe('unset')
  expect(readToken('T', 'ghp_abcdefghijklmnop').kind).toBe('opaque')
  expect(readToken('T', 'eyJ.eyJ.x').kind).toBe('opaque')
  expect(readToken('T', tokenWith({ exp: 'soon', nbf: 1e300 }))).toMatchObject({
    kind: 'jwt',
    expires: null,
    notBefore: null,
  })
})
