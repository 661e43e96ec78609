import { describe, expect, test } from 'vitest'
import { classOfHost } from '../../../../main/kit/http/address-class'
import { followRedirect, isRedirect } from '../../../../main/kit/http/redirect'
import { failureOf } from '../../../helpers/failure-of'

describe('classOfHost', () => {
  test.each([
    ['localhost', 'loopback'],
    ['LOCALHOST.', 'loopback'],
    ['a.localhost', 'loopback'],
    ['127.0.0.1', 'loopback'],
    ['0.0.0.0', 'loopback'],
    ['[::1]', 'loopback'],
    ['[::]', 'loopback'],
    ['[::ffff:127.0.0.1]', 'loopback'],
    ['169.254.169.254', 'link-local'],
    ['[fe80::1]', 'link-local'],
    ['10.0.0.1', 'private'],
    ['172.31.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['[fd00::1]', 'private'],
    ['8.8.8.8', 'public'],
    ['[2001:4860:4860::8888]', 'public'],
    ['localhost.example', 'public'],
    ['go.dev', 'public'],
  ])('%s is %s', (host, expected) => {
    expect(classOfHost(new URL(`http://${host}/`).hostname)).toBe(expected)
  })

  test('sees through other spellings of an address', () => {
    for (const host of ['2130706433', '0x7f.1', '0177.0.0.1', '127.1'])
      expect(classOfHost(new URL(`http://${host}/`).hostname)).toBe('loopback')
  })
})

describe('followRedirect', () => {
  const follow = (from: string, to: string): string => followRedirect(new URL(from), to).href

  test('resolves what is relative and drops the fragment', () => {
    expect(follow('https://a.example/x/y?q', '../z#f')).toBe('https://a.example/z')
    expect(follow('https://a.example/x', '//b.example/z')).toBe('https://b.example/z')
  })

  test('keeps credentials on one origin only', () => {
    expect(follow('https://u:p@a.example/x', '/y')).toBe('https://u:p@a.example/y')
    expect(follow('https://u:p@a.example/x', 'https://b.example/y')).toBe('https://b.example/y')
  })

  test.each([
    ['https://a.example/', 'http://a.example/'],
    ['https://a.example/', 'file:///etc/passwd'],
    ['https://a.example/', 'data:text/plain,x'],
    ['https://a.example/', 'ftp://a.example/'],
    ['https://a.example/', 'javascript:alert(1)'],
    ['https://a.example/', 'https://'],
    ['https://a.example/', 'https://u:p@b.example/'],
    ['http://a.example/', 'http://127.0.0.1:8080/'],
    ['http://a.example/', 'http://localhost/'],
    ['http://a.example/', 'http://[::1]/'],
    ['http://a.example/', 'http://2130706433/'],
    ['http://a.example/', 'http://169.254.169.254/latest/meta-data/'],
    ['http://a.example/', 'http://192.168.0.1/'],
    ['http://a.example/', 'http://10.1.1.1/'],
    ['http://8.8.8.8/', 'http://10.1.1.1/'],
    ['http://10.1.1.1/', 'http://127.0.0.1/'],
    ['http://10.1.1.1/', 'http://169.254.169.254/'],
    ['http://127.0.0.1/', 'http://169.254.169.254/'],
  ])('from %s refuses %s', (from, to) => {
    expect(failureOf(() => follow(from, to))).toMatchObject({
      code: 'NETWORK_REDIRECT',
      details: { host: new URL(from).host },
    })
  })

  test.each([
    ['http://127.0.0.1:1/', 'http://127.0.0.1:2/'],
    ['http://127.0.0.1:1/', 'https://a.example/'],
    ['http://10.0.0.1/', 'http://10.0.0.2/'],
    ['http://10.0.0.1/', 'http://a.example/'],
    ['http://a.example/', 'https://b.example/'],
  ])('from %s goes to %s', (from, to) => {
    expect(follow(from, to)).toBe(to)
  })
})

test('isRedirect needs a status and an address', () => {
  expect(isRedirect(302, '/x')).toBe(true)
  expect(isRedirect(302, undefined)).toBe(false)
  expect(isRedirect(304, '/x')).toBe(false)
  expect(isRedirect(300, '/x')).toBe(false)
  expect(isRedirect(200, '/x')).toBe(false)
})
