import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openNote, parseGosumdb, parseVerifierKey, type VerifierKey } from '../../../../main/golang'
import { buildGoOracle, type GoOracle, oracleBuildTime } from '../../../helpers/go-oracle'
import { TestLog } from '../../../helpers/test-log'

const real = parseGosumdb('')
if (real.kind !== 'database') throw new Error('no default database')
const latest = await readFile(join(import.meta.dirname, '../../../fixtures/sumdb/real/latest'))

const keyOf = (log: TestLog): VerifierKey => {
  const key = parseVerifierKey(log.verifierKey)
  if (!key) throw new Error('the test log has no key')
  return key
}
const log = new TestLog().fill(3)
const key = keyOf(log)
const open = (message: string | Buffer): string => openNote(Buffer.from(message), key).kind
const text = 'hello\nworld\n'
const good = log.signed(text)

describe('parseVerifierKey', () => {
  it("has the bytes of the real database's key", () => {
    const raw = real.key.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
    expect(raw.toString('hex')).toBe('ce3372d75ad1ee5ecdaf8727293d4b111d87eb37531d7c86d4d3003f0eb809fc')
    expect(real.key.keyHash).toBe('033de0ae')
  })
  it.each([
    '',
    'name',
    'name+12345678',
    'name+12345678+AAAA',
    log.verifierKey.replace('+', ' +'),
    log.verifierKey.replace(/\+[0-9a-f]{8}\+/, '+00000000+'),
    `${log.verifierKey}=`,
    `${log.verifierKey} `,
    `+${log.verifierKey}`,
  ])('refuses %j', (encoded) => expect(parseVerifierKey(encoded)).toBeNull())
})

describe('openNote', () => {
  it('opens the real tree head', () => {
    expect(openNote(latest, real.key)).toEqual({
      kind: 'verified',
      text: 'go.sum database tree\n71999284\nq5+IcsQ9SCXC+pYmNIRIRUbPnH/iVuVw/N2fPtPImqw=\n',
    })
  })

  it('gives the text that was signed, empty lines within it included', () => {
    expect(openNote(Buffer.from(log.signed('a\n\nb\n')), key)).toEqual({ kind: 'verified', text: 'a\n\nb\n' })
  })

  it('lets others sign as well', () => {
    const witness = new TestLog('witness.test').signature(text)
    expect(open(good + witness)).toBe('verified')
    expect(open(`${text}\n${witness}${log.signature(text)}`)).toBe('verified')
    expect(open(good + log.signature(text))).toBe('verified')
  })

  it('refuses a note that only others signed', () => {
    expect(open(new TestLog('witness.test').signed(text))).toBe('unsigned')
    // the same name with another key
    expect(open(new TestLog(log.name, 'another').signed(text))).toBe('unsigned')
  })

  it('refuses a signature of another text under our key', () => {
    expect(open(`${text}\n${log.signature('other\n')}`)).toBe('forged')
    expect(open(`${good}${log.signature('other\n')}`)).toBe('verified') // the first one counted
    expect(open(`${text}\n${log.signature('other\n')}${log.signature(text)}`)).toBe('forged')
  })

  it.each([
    ['no signature', `${text}\n`],
    ['no empty line', text],
    ['no newline at the end', good.slice(0, -1)],
    ['a hyphen for the dash', good.replace('—', '-')],
    ['a control character', good.replace('hello', 'hel\tlo')],
    ['a carriage return', good.replaceAll('\n', '\r\n')],
    ['bytes that are no UTF-8', Buffer.concat([Buffer.of(0xff), Buffer.from(good)])],
    ['base64 without its padding', good.replace(/=+\n$/, '\n')],
    ['base64 with something after it', good.replace(/\n$/, '!\n')],
    ['a name with a plus', `${good}— a+b AAAAAAAA\n`],
    ['a signature of four bytes', `${good}— a AAAAAA==\n`],
    ['an empty line after the signatures', `${good}\n`],
    ['too many signatures', good + '— a AAAAAAAA\n'.repeat(100)],
  ])('refuses %s', (_, message) => expect(open(message)).toBe('malformed'))

  it('takes exactly a hundred signatures', () => expect(open(good + '— a AAAAAAAA\n'.repeat(99))).toBe('verified'))
})

describe('compared with golang.org/x/mod/sumdb/note', () => {
  let oracle: GoOracle | null
  beforeAll(async () => {
    oracle = await buildGoOracle()
  }, oracleBuildTime)
  afterAll(() => oracle?.close())

  it('opens and refuses the same notes, with each byte changed in four ways', async ({ skip }) => {
    if (!oracle) return skip()
    const whole = Buffer.from(good + new TestLog('witness.test').signature(text))
    const mutants: Buffer[] = [whole]
    for (let at = 0; at < whole.length; at++) {
      const byte = whole.readUInt8(at)
      for (const value of [byte ^ 1, byte ^ 0x20, 0x0a, 0x3d]) {
        const mutant = Buffer.from(whole)
        mutant.writeUInt8(value, at)
        mutants.push(mutant)
      }
      mutants.push(Buffer.concat([whole.subarray(0, at), whole.subarray(at + 1)]))
    }
    const answers = await oracle.ask(
      mutants.map((mutant) => ({ Ask: 'note', Key: log.verifierKey, Bytes: mutant.toString('base64') })),
    )
    const differing = mutants.flatMap((mutant, i) => {
      const opened = openNote(mutant, key)
      const ours = opened.kind === 'verified' ? opened.text : null
      return ours === answers[i] ? [] : [{ mutant: mutant.toString('latin1'), ours, go: answers[i] }]
    })
    // Go's base64 forgives set padding bits; we don't. Nothing else differs, and never do we take what Go refuses.
    expect(differing.filter(({ ours }) => ours !== null)).toEqual([])
    expect(differing.length).toBeLessThan(12)
    expect(answers.filter((answer) => answer !== null).length).toBeGreaterThan(100)
  })
})
