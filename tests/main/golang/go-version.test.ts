import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  compareGoVersions,
  isGoVersion,
  isReleaseVersion,
  isStableVersion,
  languageOf,
  parseGoVersion,
} from '../../../main/golang'
import { buildGoOracle, type GoOracle, oracleBuildTime } from '../../helpers/go-oracle'

describe('parseGoVersion', () => {
  it.each([
    ['go1.27.4', { major: '1', minor: '27', patch: '4', kind: '', pre: '', suffix: '' }],
    ['go1.21', { major: '1', minor: '21', patch: '', kind: '', pre: '', suffix: '' }],
    ['go1.20', { major: '1', minor: '20', patch: '0', kind: '', pre: '', suffix: '' }],
    ['go1', { major: '1', minor: '0', patch: '0', kind: '', pre: '', suffix: '' }],
    ['go1.21rc2', { major: '1', minor: '21', patch: '', kind: 'rc', pre: '2', suffix: '' }],
    ['go1.9.2rc2', { major: '1', minor: '9', patch: '2', kind: 'rc', pre: '2', suffix: '' }],
    ['go1.22.3-custom', { major: '1', minor: '22', patch: '3', kind: '', pre: '', suffix: '-custom' }],
    ['go1.22.3 X:exp', { major: '1', minor: '22', patch: '3', kind: '', pre: '', suffix: ' X:exp' }],
  ])('%s', (name, expected) => expect(parseGoVersion(name)).toEqual(expected))

  it.each([
    '',
    'go',
    '1.21',
    'go01.2',
    'go1.02',
    'go1.2.',
    'go1.2.3.4',
    'go1.21RC1',
    'gopher',
    'devel go1.28-abc',
    'go1.2-a/b',
  ])('refuses %j', (name) => expect(parseGoVersion(name)).toBeNull())
})

describe('compareGoVersions', () => {
  it('orders every release of a difficult list', () => {
    const ordered = (
      'nonsense go1 go1.1 go1.8beta2 go1.8rc1 go1.8 go1.9.1 go1.9.2rc2 go1.9.2 go1.10 go1.20rc3 go1.20 go1.20.1 ' +
      'go1.21 go1.21rc2 go1.21rc10 go1.21.0 go1.21.10 go1.99999999999'
    ).split(' ')
    const shuffled = ordered.toReversed()
    shuffled.sort(compareGoVersions)
    expect(shuffled).toEqual(ordered)
  })

  it('ignores what a vendor appended', () => {
    expect(compareGoVersions('go1.22.3-custom', 'go1.22.3')).toBe(0)
    expect(compareGoVersions('go1.22.3 X:exp', 'go1.22.4')).toBe(-1)
  })

  it('is a total order', () => {
    fc.assert(
      fc.property(versions, versions, versions, (a, b, c) => {
        expect(compareGoVersions(a, b)).toBe(-compareGoVersions(b, a) || 0)
        if (compareGoVersions(a, b) <= 0 && compareGoVersions(b, c) <= 0)
          expect(compareGoVersions(a, c)).toBeLessThanOrEqual(0)
      }),
    )
  })
})

describe('what a version names', () => {
  it.each([
    ['go1.20', true, true],
    ['go1.21', false, false],
    ['go1.21.0', true, true],
    ['go1.21rc2', true, false],
    ['go1.9.2rc2', true, false],
    ['go1.22.3-custom', false, false],
    ['nonsense', false, false],
  ])('%s', (name, release, stable) => {
    expect(isReleaseVersion(name)).toBe(release)
    expect(isStableVersion(name)).toBe(stable)
  })
})

const small = fc.integer({ min: 0, max: 30 }).map(String)
const versions = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('go', 'go', 'go', 'g', ''),
      fc.constantFrom('1', '1', '2', '01', ''),
      fc.option(fc.oneof(small, fc.constantFrom('20', '21', '22', '099'))),
      fc.option(small),
      fc.constantFrom('', '', '', 'rc1', 'rc', 'beta2', 'alpha', 'rc01', 'x9', '.', '-custom', '-', 'rc2-x'),
    )
    .map(
      ([go, major, minor, patch, tail]) =>
        `${go}${major}${minor === null ? '' : `.${minor}`}${patch === null ? '' : `.${patch}`}${tail}`,
    ),
  fc.string({ maxLength: 8 }).map((rest) => `go1.${rest}`),
)

describe('compared with go/version', () => {
  let oracle: GoOracle | null
  beforeAll(async () => {
    oracle = await buildGoOracle()
  }, oracleBuildTime)
  afterAll(() => oracle?.close())

  it('gives the same order, language and verdict', async ({ skip }) => {
    if (!oracle) return skip()
    // what go refuses and we take on purpose: pre-releases of patches, and suffixes after a space
    const isOurs = (name: string): boolean => /^go\d+\.\d+\.\d+[a-z]|[ \t\\/]/.test(name)
    const names = fc.sample(versions, { numRuns: 6000, seed: 7 }).filter((name) => !isOurs(name))
    const pairs = names.map((a, i) => [a, names[(i * 7 + 1) % names.length] ?? a] as const)
    const answers = await oracle.ask([
      ...pairs.map(([A, B]) => ({ Ask: 'compare', A, B })),
      ...names.map((A) => ({ Ask: 'lang', A })),
      ...names.map((A) => ({ Ask: 'valid', A })),
    ])
    const ours = [
      ...pairs.map(([a, b]) => compareGoVersions(a, b)),
      ...names.map((name) => languageOf(name) ?? ''),
      ...names.map(isGoVersion),
    ]
    const differing = ours.flatMap((our, i) =>
      our === answers[i] ? [] : [[[...pairs, ...names, ...names][i], our, answers[i]]],
    )
    expect(differing).toEqual([])
    expect(names.filter(isGoVersion).length).toBeGreaterThan(500)
  })
})
