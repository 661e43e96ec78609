import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  escapePath,
  escapeVersion,
  filePathFault,
  importPathFault,
  isSemver,
  matchPrefixPatterns,
  modulePathFault,
  newModulePathFault,
  splitPathVersion,
  unescapePath,
  unescapeVersion,
  versionFault,
} from '../../../main/golang'
import { matchPath } from '../../../main/golang/path-match'
import { buildGoOracle, type GoOracle, oracleBuildTime } from '../../helpers/go-oracle'

describe('modulePathFault', () => {
  it.each([
    ['example.com/hello', null],
    ['gopkg.in/yaml.v3', null],
    ['example.com/m/v2', null],
    ['github.com/BurntSushi/toml', null],
    ['', 'empty'],
    ['\ud800.com/x', 'not-unicode'],
    ['-a.com/x', 'leading-dash'],
    ['a.com//x', 'double-slash'],
    ['/a.com', 'leading-slash'],
    ['a.com/', 'trailing-slash'],
    ['a.com/..', 'only-dots'],
    ['a.com/.x', 'leading-dot'],
    ['a.com/x.', 'trailing-dot'],
    ['a.com/x y', 'bad-character'],
    ['a.com/é', 'bad-character'],
    ['a.com/x+y', 'bad-character'],
    ['a.com/con.txt', 'windows-name'],
    ['a.com/LPT1', 'windows-name'],
    ['a.com/foo~1', 'short-name'],
    ['hello', 'missing-dot'],
    ['A.com/x', 'host-character'],
    ['a_b.com/x', 'host-character'],
    ['example.com/m/v1', 'version-suffix'],
    ['example.com/m/v02', 'version-suffix'],
    ['example.com/m/v2.1', 'version-suffix'],
    ['gopkg.in/yaml', 'version-suffix'],
  ])('%j is %j', (path, fault) => expect(modulePathFault(path)).toBe(fault))
})

describe('newModulePathFault', () => {
  it.each([
    ['hello', null],
    ['hello/v2', null],
    ['example.com/c++', null],
    ['go', 'reserved'],
    ['toolchain', 'reserved'],
    ['hello world', 'bad-character'],
    ['./hello', 'only-dots'],
    ['hello/v1', 'version-suffix'],
  ])('%j is %j', (path, fault) => expect(newModulePathFault(path)).toBe(fault))
})

describe('escaping', () => {
  it('writes capitals with a bang', () => {
    expect(escapePath('github.com/BurntSushi/toml')).toBe('github.com/!burnt!sushi/toml')
    expect(escapeVersion('v1.0.0-RC1')).toBe('v1.0.0-!r!c1')
    expect(unescapePath('github.com/!burnt!sushi/toml')).toBe('github.com/BurntSushi/toml')
  })
  it.each(['github.com/Burnt', 'github.com/!Burnt', 'github.com/x!', 'github.com/!!x', 'github.com/!1', 'nodot'])(
    'takes %j for no escaped path',
    (escaped) => expect(unescapePath(escaped)).toBeNull(),
  )
  it('is undone by unescaping', () => {
    fc.assert(
      fc.property(paths, (path) => {
        fc.pre(modulePathFault(path) === null)
        expect(unescapePath(escapePath(path))).toBe(path)
      }),
    )
  })
  it('knows versions that no proxy can be asked for', () => {
    expect(versionFault('v1.0.0')).toBeNull()
    expect(versionFault('main')).toBeNull()
    for (const version of ['', 'a/b', 'v1!', '..', 'é', 'v1.']) expect(versionFault(version)).not.toBeNull()
    expect(unescapeVersion('v1.0.0-!r!c1')).toBe('v1.0.0-RC1')
  })
})

describe('matchPrefixPatterns', () => {
  it.each([
    ['*.corp.example.com,rsc.io/private', 'git.corp.example.com/xyzzy', true],
    ['*.corp.example.com,rsc.io/private', 'rsc.io/private/quux', true],
    ['*.corp.example.com,rsc.io/private', 'rsc.io/public', false],
    ['rsc.io/private/', 'rsc.io/private', true],
    ['rsc.io/private', 'rsc.io/privately', false],
    ['github.com/[a-c]*', 'github.com/bob/x', true],
    ['github.com/[^a-c]*', 'github.com/bob/x', false],
    ['a/b/c', 'a/b', false],
    ['[', '[', false],
    [',,', 'a', false],
    ['*', 'anything/at/all', true],
  ])('%j on %j: %s', (patterns, path, expected) => expect(matchPrefixPatterns(patterns, path)).toBe(expected))

  it('takes no exponential time', () => {
    const started = performance.now()
    expect(matchPath(`${'*a'.repeat(60)}b`, 'a'.repeat(4000))).toBe(false)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

const element = fc.oneof(
  fc.constantFrom(
    'a.com',
    'hello',
    'v2',
    'v1',
    'v0',
    'v2.1',
    'v02',
    'con',
    'COM1',
    'nul.x',
    'x~1',
    'x~1.y',
    '..',
    '.x',
    'x.',
    '',
    'A',
    'gopkg.in',
    'yaml.v2',
    'y.v0',
    'y.v01',
    'y.v3-unstable',
    'c++',
    'é',
    'x y',
    'con ',
    '-x',
    '~1',
    '~',
    '.',
    'go.mod',
    'ﬁ',
    '名',
    '🙂',
    '\u0301',
  ),
  fc.string({ maxLength: 5, unit: fc.constantFrom(...'aZ0.-_~+!@ /\\:*?"<>|#%&()\'`$=,;[]{}^\n\0é') }),
)
const paths = fc.array(element, { minLength: 1, maxLength: 4 }).map((elements) => elements.join('/'))
const patternText = fc.string({ maxLength: 10, unit: fc.constantFrom(...'ab/*?[]^-\\é') })
const nameText = fc.string({ maxLength: 8, unit: fc.constantFrom(...'ab/-é^]') })
const versionText = fc.string({ maxLength: 12, unit: fc.constantFrom(...'v0123.-+aZ') })

describe('compared with golang.org/x/mod', () => {
  let oracle: GoOracle | null
  beforeAll(async () => {
    oracle = await buildGoOracle()
  }, oracleBuildTime)
  afterAll(() => oracle?.close())

  it('gives the same verdicts', async ({ skip }) => {
    if (!oracle) return skip()
    const sample = <Value>(arbitrary: fc.Arbitrary<Value>): Value[] => fc.sample(arbitrary, { numRuns: 2500, seed: 11 })
    const cases: { question: object; ours: unknown }[] = []
    const orNull = (fault: unknown, value: string): string | null => (fault === null ? value : null)
    for (const A of [...sample(paths), ...sample(element)]) {
      cases.push(
        { question: { Ask: 'module', A }, ours: modulePathFault(A) === null },
        { question: { Ask: 'import', A }, ours: importPathFault(A) === null },
        { question: { Ask: 'file', A }, ours: filePathFault(A) === null },
        { question: { Ask: 'split', A }, ours: splitPathVersion(A) },
        { question: { Ask: 'escapePath', A }, ours: orNull(modulePathFault(A), escapePath(A)) },
        { question: { Ask: 'unescapePath', A }, ours: unescapePath(A) },
        { question: { Ask: 'escapeVersion', A }, ours: orNull(versionFault(A), escapeVersion(A)) },
      )
    }
    for (const [A, B] of sample(fc.tuple(patternText, nameText))) {
      cases.push({ question: { Ask: 'match', A, B }, ours: matchPath(A, B) })
      cases.push({ question: { Ask: 'patterns', A: `${A},${B}`, B }, ours: matchPrefixPatterns(`${A},${B}`, B) })
    }
    for (const A of [...sample(versionText), 'v1.2.3', 'v1.2.3-rc.1+build.5', 'v1.2.3-01', 'v2.0.0+incompatible']) {
      cases.push({ question: { Ask: 'semver', A }, ours: isSemver(A) })
    }
    const answers = await oracle.ask(cases.map(({ question }) => question))
    const differing = cases.flatMap(({ question, ours }, i) =>
      isDeepStrictEqual(ours, answers[i]) ? [] : [{ question, ours, go: answers[i] }],
    )
    expect(differing.slice(0, 10)).toEqual([])
  })
})
