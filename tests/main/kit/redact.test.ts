import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Failure, redact, secretsOf } from '../../../main/kit'

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N'

test.each([
  ['https://user:pass@host/x', 'https://•••@host/x'],
  ['https://only-a-token@host/x', 'https://•••@host/x'],
  ['GOPROXY=https://a:b@one,https://c@two|direct', 'GOPROXY=https://•••@one,https://•••@two|direct'],
  ['Authorization: Bearer abc.def', 'Authorization: •••'],
  ['proxy-authorization: Basic dXNlcjpwYXNz', 'proxy-authorization: •••'],
  [`token ${jwt}!`, 'token •••!'],
  ['ghp_abcdefghijklmnop and glpat-abcdefghijkl', '••• and •••'],
  ['https://h/x?access_token=abc&v=1', 'https://h/x?access_token=•••&v=1'],
  ['https://h/Sesame5Folder5Abcdefghijk/x', 'https://h/•••/x'],
  ['503 for /Sesame5Folder5Abcdefghijk/golang.org/x/text', '503 for /•••/golang.org/x/text'],
  ['{"what":"/0123456789abcdef0123456789ABCDEF/@v/list"}', '{"what":"/•••/@v/list"}'],
  ['machine h login me password hunter2', 'machine h login me password •••'],
  ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nrest', '•••\nrest'],
])('%s', (from, to) => {
  expect(redact(from)).toBe(to)
})

test.each([
  'https://proxy.golang.org,direct',
  'go@1.27',
  '/home/me/@v/list',
  '/home/me/Sesame5Folder5Abcdefghijk/x',
  '/golang.org/toolchain/@v/v0.0.1-go1.27.4.linux-amd64.zip',
  'a@b.example',
])('%s stays', (value) => {
  expect(redact(value)).toBe(value)
})

test('known values are hidden in every form, short ones are not', () => {
  expect(redact('a s3cret/value b s3cret%2Fvalue', ['s3cret/value'])).toBe('a ••• b •••')
  expect(redact('abc', ['abc'])).toBe('abc')
  expect(secretsOf({ MY_TOKEN: 'hunter22', DB_PASSWORD: 'x', GOPROXY: 'direct' })).toEqual(['hunter22'])
})

test('redacting twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.webUrl({ withQueryParameters: true }), (noise, url) => {
      const once = redact(`${noise} ${url} https://u:p@h`)
      expect(redact(once)).toBe(once)
    }),
  )
})

test('a long line is redacted in linear time', () => {
  const line = `${'a'.repeat(200_000)} ${'token='.repeat(20_000)} https://${'x'.repeat(100_000)}`
  expect(redact(line).length).toBeGreaterThan(0)
})

test('a failure is redacted when it is made', () => {
  const failure = new Failure('HTTP_STATUS', 'GET https://u:p@h/x', { host: 'https://u:p@h', status: 500 })
  expect(JSON.stringify(failure.toShape())).not.toContain('u:p')
})
