import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashInRecord, leafHash, openNote, parseGosumdb, parseLookup, parseTreeHead } from '../../../../main/golang'
import { buildGoOracle, type GoOracle, oracleBuildTime } from '../../../helpers/go-oracle'

const fixtures = join(import.meta.dirname, '../../../fixtures/sumdb/real')
const lookup = (name: string): Promise<Buffer> => readFile(join(fixtures, 'lookup', name))
const real = parseGosumdb('')
if (real.kind !== 'database') throw new Error('no default database')
const { key } = real

describe('saved lookups of the real database', () => {
  it.each([
    ['golang.org/x/text', 'v0.3.0', 0, 'h1:g61tztE5qeGQ89tm6NTjjM9VPIm088od1l6aSorWRWg='],
    ['github.com/BurntSushi/toml', 'v0.3.1', 229, null],
    ['rsc.io/quote', 'v1.5.2', 942, 'h1:w5fcysjrx7yqtD/aO+QwRjYZOKnaM9Uh2b40tElTs3Y='],
    [
      'golang.org/toolchain',
      'v0.0.1-go1.26.8.linux-amd64',
      61743986,
      'h1:ZOmGe1OnfREDMIdb1Qi4G9JSuDPBLGExZMQ4nis1RXM=',
    ],
    ['golang.org/toolchain', 'v0.0.1-go1.16.15.linux-amd64', null, 'h1:rXC7VeaCpFEz8KSwJ39iPtXKq/xTfwG9FvIKbWEFUno='],
    ['golang.org/toolchain', 'v0.0.1-go1.20.14.linux-amd64', null, 'h1:8qw1ZS9f0CG9ty0SLWhGEERyjMSNgfMIR+e1g5RRYb0='],
    ['golang.org/toolchain', 'v0.0.1-go1.23.12.linux-amd64', null, 'h1:CQZ55qhuGAYcgv4npnr3DsfZP3i8URMjkpv7TYHRIH4='],
    ['golang.org/toolchain', 'v0.0.1-go1.27.4.linux-amd64', null, 'h1:8Tl0rBb7KdISSdPkZBjlpZxsUBb+004GI/SM2XbmSqI='],
    ['golang.org/toolchain', 'v0.0.1-go1.26.10.windows-amd64', null, 'h1:ZCie1G8rYCijtritoBcOAGoxxCrhTVDHTvM423D7b/o='],
    ['golang.org/toolchain', 'v0.0.1-go1.26.10.darwin-arm64', null, 'h1:SfEWw1me2He9ojf4S+M6xTnGOP6CosVO88yaBsEgjJ0='],
  ])('%s@%s', async (module, version, id, h1) => {
    const file = `${module.replace('BurntSushi', '!burnt!sushi')}@${version}`
    const answer = parseLookup(await lookup(file))
    if (!answer) throw new Error('no lookup')
    if (id !== null) expect(answer.id).toBe(id)
    const found = hashInRecord(answer.text, module, version)
    expect(found).toMatch(/^h1:/)
    if (h1 !== null) expect(found).toBe(h1)
    const opened = openNote(answer.note, key)
    expect(opened.kind === 'verified' && parseTreeHead(opened.text)).toMatchObject({ size: expect.any(Number) })
  })

  it('hash to the published leaves', async () => {
    const leaf = async (name: string): Promise<string> =>
      leafHash(parseLookup(await lookup(name))?.text ?? '').toString('hex')
    expect(await leaf('golang.org/x/text@v0.3.0')).toBe(
      'd7b9018cbad2a2fa3950dcd60411cd67ef9d8c1074043c0e033953ec510fd684',
    )
    expect(await leaf('golang.org/toolchain@v0.0.1-go1.26.8.linux-amd64')).toBe(
      'e644cfc706d044339a4129e690d9aa17a58b3cc1a18b3e8fcb970b59373aa5ce',
    )
  })
})

describe('hashInRecord', () => {
  const text = 'm.test/a v1.0.0 h1:zip=\nm.test/a v1.0.0/go.mod h1:mod=\n'
  it('finds the very line', () => {
    expect(hashInRecord(text, 'm.test/a', 'v1.0.0')).toBe('h1:zip=')
    expect(hashInRecord(text, 'm.test/a', 'v1.0.0/go.mod')).toBe('h1:mod=')
  })
  it('finds nothing that is only like it', () => {
    for (const [module, version] of [
      ['m.test/a', 'v1.0'],
      ['m.test', 'v1.0.0'],
      ['test/a', 'v1.0.0'],
      ['m.test/a', 'v1.0.0/'],
    ])
      expect(hashInRecord(text, module ?? '', version ?? '')).toBeNull()
  })
  it('refuses to choose between two', () => {
    expect(hashInRecord(`${text}m.test/a v1.0.0 h1:other=\n`, 'm.test/a', 'v1.0.0')).toBeNull()
  })
})

describe('compared with golang.org/x/mod/sumdb/tlog', () => {
  let oracle: GoOracle | null
  beforeAll(async () => {
    oracle = await buildGoOracle()
  }, oracleBuildTime)
  afterAll(() => oracle?.close())

  it('takes apart only what Go takes apart, and alike', async ({ skip }) => {
    if (!oracle) return skip()
    const record = await lookup('rsc.io/quote@v1.5.2')
    const tree = Buffer.from('go.sum database tree\n71999284\nq5+IcsQ9SCXC+pYmNIRIRUbPnH/iVuVw/N2fPtPImqw=\nmore\n')
    const bytes = fc.constantFrom(0x0a, 0x20, 0x2b, 0x2d, 0x30, 0x31, 0x39, 0x3d, 0x41, 0x00, 0x0d, 0xc3, 0xff)
    const mutantsOf = (whole: Buffer, count: number): Buffer[] =>
      fc.sample(
        fc.tuple(fc.nat(whole.length - 1), bytes, fc.constantFrom('set', 'insert', 'cut')).map(([at, byte, how]) => {
          if (how === 'cut') return whole.subarray(0, at)
          return Buffer.concat([whole.subarray(0, at), Buffer.of(byte), whole.subarray(how === 'set' ? at + 1 : at)])
        }),
        { numRuns: count, seed: 5 },
      )
    const cases = [
      ...[record, ...mutantsOf(record.subarray(0, 220), 1500)].map((Bytes) => ({ Ask: 'record', Bytes })),
      ...[tree, ...mutantsOf(tree, 1500)].map((Bytes) => ({ Ask: 'tree', Bytes })),
    ]
    const answers = await oracle.ask(cases.map(({ Ask, Bytes }) => ({ Ask, Bytes: Bytes.toString('base64') })))
    const ours = cases.map(({ Ask, Bytes }) => {
      if (Ask === 'record') {
        const found = parseLookup(Bytes)
        return (
          found && {
            id: found.id,
            text: Buffer.from(found.text).toString('base64'),
            rest: found.note.toString('base64'),
          }
        )
      }
      const found = parseTreeHead(Bytes.toString('latin1'))
      return found && { size: found.size, hash: found.hash.toString('base64') }
    })
    const differing = cases.flatMap(({ Bytes }, i) =>
      ours[i] === null || JSON.stringify(sorted(ours[i])) === JSON.stringify(sorted(answers[i]))
        ? []
        : [{ bytes: Bytes.toString('latin1'), ours: ours[i], go: answers[i] }],
    )
    expect(differing).toEqual([])
    const refused = ours.filter((our, i) => our === null && answers[i] !== null)
    // Go takes `+942`, `0942` for numbers and forgives padding bits
    expect(refused.length).toBeLessThan(150)
    expect(ours.filter((our) => our !== null).length).toBeGreaterThan(500)
  })
})

function sorted(value: unknown): unknown {
  return value && Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
