import { describe, expect, test } from 'vitest'
import { excerpt, expectOk, looksLikeHtml, unexpectedBody } from '../../../../main/kit'
import { failureOf } from '../../../helpers/failure-of'

const url = 'https://mirror.example/go.zip?token=opensesame'

describe('expectOk', () => {
  const answer = (status: number, headers: Record<string, string> = {}) => ({ status, headers, url })

  test('lets a 200 pass and names everything else', () => {
    expectOk(answer(200), 'the list')
    for (const status of [201, 204, 206, 301, 404, 503])
      expect(failureOf(() => expectOk(answer(status), 'the list'))).toMatchObject({
        code: 'HTTP_STATUS',
        details: { host: 'mirror.example', status, what: 'the list' },
      })
  })

  test('carries Retry-After as seconds', () => {
    const retryAfter = (headers: Record<string, string>): unknown =>
      failureOf(() => expectOk(answer(429, headers), 'x')).details.retryAfter
    expect(retryAfter({ 'retry-after': '7' })).toBe(7)
    const date = 'Tue, 24 Nov 2026 05:50:00 GMT'
    expect(retryAfter({ 'retry-after': 'Tue, 24 Nov 2026 05:50:09 GMT', date })).toBe(9)
    expect(retryAfter({ 'retry-after': 'Tue, 24 Nov 2026 05:49:00 GMT', date })).toBe(0)
    expect(retryAfter({ 'retry-after': 'Tue, 24 Nov 2026 05:50:09 GMT' })).toBeUndefined()
    expect(retryAfter({ 'retry-after': 'soon' })).toBeUndefined()
    expect(retryAfter({})).toBeUndefined()
  })
})

test('looksLikeHtml knows pages from files', () => {
  for (const page of [
    '<!DOCTYPE html>',
    '<html>',
    '  \n<HTML lang="x">',
    '\uFEFF<head>',
    '<!-- x --> <html>',
    '<script>',
  ])
    expect(looksLikeHtml(Buffer.from(page)), page).toBe(true)
  for (const other of ['', '{"a":"<html>"}', 'PK\x03\x04<html>', '<?xml version="1.0"?><svg/>', 'v1.0.0\n', '<htmlx'])
    expect(looksLikeHtml(Buffer.from(other)), other).toBe(false)
})

describe('excerpt', () => {
  test('is one printable line of at most 200 characters', () => {
    const text = excerpt(Buffer.from(`a\u0000b\u001b[31m\r\n\tc\u202Ed \u{1F600}${'x'.repeat(300)}`))
    expect(text).toMatch(/^a b \[31m c d 😀x+$/u)
    expect([...text]).toHaveLength(200)
    expect(excerpt(Buffer.from([0xff, 0xfe, 0, 1]))).toBe('\uFFFD\uFFFD')
    expect(excerpt(Buffer.alloc(0))).toBe('')
  })

  test('shows the words of a page and hides secrets', () => {
    const page =
      '<!doctype html><script>var t="x"</script><title>Hotel</title><p class="a">Log in <b>now</b></p><a href="'
    expect(excerpt(Buffer.from(page))).toBe('Hotel Log in now')
    expect(excerpt(Buffer.from('see https://me:opensesame@host/'))).not.toContain('opensesame')
  })

  test('takes no longer for hostile input', () => {
    const started = performance.now()
    for (const piece of ['<', '<script', '<script>', '<!--', ' ', '<a '])
      excerpt(Buffer.from(`<html>${piece.repeat(20_000)}`))
    expect(performance.now() - started).toBeLessThan(500)
  })
})

test('unexpectedBody tells a login page', () => {
  const failure = unexpectedBody({ url }, 'the index', Buffer.from('<html><title>Wi-Fi</title>'))
  expect(failure).toMatchObject({
    code: 'RESPONSE_INVALID',
    details: { host: 'mirror.example', what: 'the index', got: 'a web page: Wi-Fi' },
  })
  expect(unexpectedBody({ url }, 'x', Buffer.alloc(0)).details.got).toBe('nothing')
})
