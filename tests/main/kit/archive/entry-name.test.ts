import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foldName, NameSet, nameProblem } from '../../../../main/kit/archive/entry-name'
import { buildGoOracle, type GoOracle } from '../../../helpers/go-oracle'

const ascii = { letters: 'ascii', shortNames: false, maxBytes: 400 } as const
const letters = { ...ascii, letters: 'letters' } as const

describe('a name', () => {
  it.each([
    'a',
    'src/cmd/go/main.go',
    '.gitignore',
    'a..b',
    'lib/wasm/go_js_wasm_exec',
    'console',
    'nulls/com10',
    ' a',
  ])('may be %j', (name) => expect(nameProblem(name, ascii)).toBeNull())

  it.each([
    ['', 'an empty name'],
    ['..', 'a path that is not plain: ".."'],
    ['/a', 'a path that is not plain: "/a"'],
    ['a/', 'a path that is not plain: "a/"'],
    ['a. /b', 'a path that is not plain: "a. /b"'],
    ['AUX', 'a device name of Windows: "AUX"'],
    ['src/com1.tar.gz', 'a device name of Windows: "src/com1.tar.gz"'],
    ['CONOUT$', 'a device name of Windows: "CONOUT$"'],
    ['a*b', 'a forbidden character: "a*b"'],
    ['Þ', 'a forbidden character: "\\u00de"'],
  ])('may not be %j', (name, problem) => expect(nameProblem(name, ascii)).toBe(problem))

  it('may have letters of every script where that is wanted, but no signs', () => {
    expect(nameProblem('test/Þfoo.go', letters)).toBeNull()
    expect(nameProblem('说明', letters)).toBeNull()
    expect(nameProblem('x²', letters)).toMatch(/forbidden/)
    expect(nameProblem('a\u202eb', letters)).toMatch(/forbidden/)
  })

  it('is measured in bytes', () => {
    expect(nameProblem('Þ'.repeat(200), letters)).toBeNull()
    expect(nameProblem(`${'Þ'.repeat(200)}x`, letters)).toMatch(/longer than 400 bytes/)
  })

  it('may look like a short name only where there are none', () => {
    expect(nameProblem('PROGRA~1', ascii)).toBeNull()
    expect(nameProblem('a~b', { ...ascii, shortNames: true })).toBeNull()
    expect(nameProblem('PROGRA~1', { ...ascii, shortNames: true })).toMatch(/short name/)
    expect(nameProblem('a~12.txt/b', { ...ascii, shortNames: true })).toMatch(/short name/)
  })
})

describe('names of one tree', () => {
  it('are told apart, folders taken once and parents first', () => {
    const names = new NameSet()
    expect(names.add('b/c/d', 'file')).toBeNull()
    expect(names.add('b/c', 'dir')).toBeNull()
    expect(names.add('a', 'dir')).toBeNull()
    expect(names.takeDirs()).toEqual(['a', 'b', 'b/c'])
    expect(names.add('b/x/y', 'file')).toBeNull()
    expect(names.takeDirs()).toEqual(['b/x'])
  })

  it.each([
    ['a', 'A'],
    ['a/b', 'A/c'],
    ['straße', 'STRASSE'],
    ['ẞ', 'ß'],
    ['\u212a', 'k'],
    ['ς', 'Σ'],
    ['ſ', 'S'],
    ['\u00e9', 'e\u0301'],
  ])('may not be %j and %j', (one, two) => {
    const names = new NameSet()
    expect(names.add(one, 'file')).toBeNull()
    expect(names.add(two, 'file')).toMatch(/differ in case/)
  })

  it('may be i and İ, which no file system takes for one', () => {
    const names = new NameSet()
    expect(names.add('i', 'file')).toBeNull()
    expect(names.add('İ', 'file')).toBeNull()
  })
})

describe("next to Go's rules", () => {
  let oracle: GoOracle | null
  beforeAll(async () => {
    oracle = await buildGoOracle()
  }, 180_000)
  afterAll(() => oracle?.close())

  it('accepts no name that Go refuses', async (context) => {
    if (!oracle) return context.skip('no go')
    const names = randomNames(20_000)
    const goes = await oracle.ask(names.map((A) => ({ ask: 'file', A })))
    const accepted = names.map((name) => nameProblem(name, letters) === null)
    const wrong = names.filter((_, index) => accepted[index] && goes[index] !== true)
    expect(wrong).toEqual([])
    console.log(`names: ${accepted.filter(Boolean).length} accepted, ${goes.filter(Boolean).length} by Go`)
    expect(accepted.filter(Boolean).length).toBeGreaterThan(2_000)
  })

  it('folds together whatever Go folds together', async (context) => {
    if (!oracle) return context.skip('no go')
    const [orbits] = (await oracle.ask([{ ask: 'folds' }])) as [string[]]
    const apart = orbits.filter((orbit) => new Set([...orbit].map(foldName)).size > 1)
    expect(apart.map((orbit) => `${orbit} ${[...orbit].map((char) => char.codePointAt(0)?.toString(16))}`)).toEqual([])
    expect(orbits.length).toBeGreaterThan(1_300)
  })
})

/** Names of pieces that matter, by a fixed generator so that a failure comes again. */
function randomNames(count: number): string[] {
  const pieces = [
    ...'abzAZ09._- ~!#$%&()+,=@[]^{}`\'";:*?<>|\\/\n\0',
    '/',
    '/',
    '..',
    'con',
    'NUL',
    'com1',
    'lpt9',
    '.txt',
    'Þ',
    'é',
    'e\u0301',
    '说',
    '²',
    '\u00a0',
    '\u200b',
    'ª',
    'ʰ',
    'Ⅷ',
    '𝒜',
    '٣',
  ]
  let state = 1
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + next(6) }, () => pieces[next(pieces.length)]).join(''),
  )
}
