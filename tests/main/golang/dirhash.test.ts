import { hash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dirHash, goModH1, isH1 } from '../../../main/golang'
import { buildGoOracle, type GoOracle, oracleBuildTime } from '../../helpers/go-oracle'

const file = (name: string, content = ''): { name: string; sha256: string } => ({
  name,
  sha256: hash('sha256', content, 'hex'),
})

describe('dirHash', () => {
  it('gives the published hashes of go.mod files', () => {
    expect(goModH1('')).toBe('h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=')
    expect(goModH1(Buffer.from('module golang.org/toolchain\n'))).toBe(
      'h1:8wlg68NqwW7eMnI1aABk/C2pDYXj8mrMY4TyRfiLeS0=',
    )
  })

  it('orders names by their bytes, not by UTF-16', () => {
    // U+FF5E comes before U+1F642 in UTF-8, after it in UTF-16
    const names = ['m@v1/\uff5e', 'm@v1/\u{1f642}', 'm@v1/a', 'm@v1/B']
    const expected = ['m@v1/B', 'm@v1/a', 'm@v1/\uff5e', 'm@v1/\u{1f642}']
    const lines = expected.map((name) => `${hash('sha256', '', 'hex')}  ${name}\n`).join('')
    expect(
      dirHash(
        names.map((name) => file(name)),
        'm',
      ),
    ).toBe(`h1:${hash('sha256', lines, 'base64')}`)
  })

  it('refuses names that would let two trees have one hash', () => {
    const unsafe = expect.objectContaining({ code: 'ARCHIVE_UNSAFE' })
    expect(() => dirHash([file('a\nb')], 'x.zip')).toThrow(unsafe)
    expect(() => dirHash([file('a'), file('b'), file('a', 'other')], 'x.zip')).toThrow(unsafe)
    expect(() => dirHash([file('a'), file('a')], 'x.zip')).toThrow(unsafe)
  })

  it('knows a hash when it sees one', () => {
    expect(isH1('h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=')).toBe(true)
    for (const text of [
      '',
      'h1:',
      'h2:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=',
      'h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydZ=',
      'h1:AAAA',
    ])
      expect(isH1(text)).toBe(false)
  })
})

describe('compared with golang.org/x/mod/sumdb/dirhash', () => {
  let oracle: GoOracle | null
  beforeAll(async () => {
    oracle = await buildGoOracle()
  }, oracleBuildTime)
  afterAll(() => oracle?.close())

  it('gives the same hashes', async ({ skip }) => {
    if (!oracle) return skip()
    const name = fc.string({ maxLength: 6, unit: fc.constantFrom(...'abzAZ/._-~é\uff5e\u{1f642}') })
    const trees = fc.sample(fc.dictionary(name, fc.string(), { maxKeys: 12, noNullPrototype: true }), {
      numRuns: 300,
      seed: 3,
    })
    const questions = trees.map((tree) => ({
      Ask: 'dirhash',
      Files: Object.fromEntries(
        Object.entries(tree).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
      ),
    }))
    const ours = trees.map((tree) =>
      dirHash(
        Object.entries(tree).map(([key, value]) => file(key, value)),
        'tree',
      ),
    )
    expect(ours).toEqual(await oracle.ask(questions))
  })
})
