import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatGoproxy, parseGoproxy, parseGosumdb } from '../../../main/golang'

describe('parseGoproxy', () => {
  it('tells what each entry is and what follows it', () => {
    const value = 'https://proxy.example.com/go, goproxy.cn|file:///srv/proxy,direct,https://never.example.com'
    expect(parseGoproxy(value).entries).toEqual([
      {
        kind: 'url',
        url: 'https://proxy.example.com/go',
        written: 'https://proxy.example.com/go',
        separator: ',',
        isReached: true,
      },
      { kind: 'url', url: 'https://goproxy.cn', written: ' goproxy.cn', separator: '|', isReached: true },
      { kind: 'file', url: 'file:///srv/proxy', written: 'file:///srv/proxy', separator: ',', isReached: true },
      { kind: 'direct', url: 'direct', written: 'direct', separator: ',', isReached: true },
      {
        kind: 'url',
        url: 'https://never.example.com',
        written: 'https://never.example.com',
        separator: '',
        isReached: false,
      },
    ])
  })

  it.each([
    ['off', 'off'],
    ['', 'empty'],
    ['  ', 'empty'],
    ['ftp://a.example', 'invalid'],
    ['noproxy', 'invalid'],
    ['/srv/proxy', 'invalid'],
    ['file://host/path', 'invalid'],
    ['http://127.0.0.1:3000', 'url'],
    ['localhost:3000', 'url'],
  ])('%j is %s', (value, kind) => expect(parseGoproxy(value).entries[0]?.kind).toBe(kind))

  it('is written again as it was, whatever it was', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...',| ao:/.') }))
    fc.assert(
      fc.property(text, (value) => {
        expect(formatGoproxy(parseGoproxy(value))).toBe(value)
      }),
    )
  })
})

describe('parseGosumdb', () => {
  const key = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'

  it.each([
    ['', key, null],
    ['sum.golang.org', key, null],
    [' sum.golang.org  https://sums.example.com/db/ ', key, 'https://sums.example.com/db'],
    ['sum.golang.google.cn', key, 'https://sum.golang.google.cn'],
    [key, key, null],
    [`${key} http://127.0.0.1:9`, key, 'http://127.0.0.1:9'],
  ])('%j', (value, encoded, url) => {
    expect(parseGosumdb(value)).toMatchObject({ kind: 'database', key: { encoded, name: 'sum.golang.org' }, url })
  })

  it.each([
    ['off', { kind: 'off' }],
    ['off https://x.example', { kind: 'invalid', why: 'unknown-key' }],
    ['sums.example.com', { kind: 'invalid', why: 'unknown-key' }],
    [key.replace('033de0ae', '033de0af'), { kind: 'invalid', why: 'unknown-key' }],
    [key.replace('Ac4z', 'Ac4y'), { kind: 'invalid', why: 'unknown-key' }],
    ['a b c', { kind: 'invalid', why: 'too-many-words' }],
    [`${key} ftp://x.example`, { kind: 'invalid', why: 'bad-url' }],
    [`${key} nonsense`, { kind: 'invalid', why: 'bad-url' }],
  ])('%j is refused', (value, expected) => expect(parseGosumdb(value)).toEqual(expected))
})
