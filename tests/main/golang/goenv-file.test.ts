import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  commentOutLines,
  editGoenv,
  ignoredSettings,
  parseGoenv,
  settingsByName,
  withoutCarriageReturns,
} from '../../../main/golang/goenv-file'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')
const valuesOf = (file: Uint8Array): Record<string, string> =>
  Object.fromEntries([...settingsByName(parseGoenv(file))].map(([name, { value }]) => [name, value]))

describe('parseGoenv', () => {
  it('takes values verbatim', () => {
    const file = bytes('GOFLAGS=-mod=mod;x # y\nGOPRIVATE= "a b",\'c\' \nGOPROXY=https://x/?a=b=c\n')
    expect(parseGoenv(file)).toEqual([
      { name: 'GOFLAGS', value: '-mod=mod;x # y', line: 1 },
      { name: 'GOPRIVATE', value: ' "a b",\'c\' ', line: 2 },
      { name: 'GOPROXY', value: 'https://x/?a=b=c', line: 3 },
    ])
  })

  it('keeps a carriage return as part of the value', () => {
    expect(valuesOf(bytes('GOPROXY=direct\r\nGOSUMDB=off\r'))).toEqual({ GOPROXY: 'direct\r', GOSUMDB: 'off\r' })
  })

  it('passes over what does not begin with A to Z or has no =', () => {
    expect(
      parseGoenv(bytes('# GOPROXY=a\n GOPROXY=b\ngoproxy=c\nGOPROXY\n\n=d\n_GO=e\n\xef\xbb\xbfGOPROXY=f')),
    ).toEqual([])
  })

  it('lets the last of several lines count', () => {
    expect(valuesOf(bytes('GOPROXY=a\nGOPROXY=b\n'))).toEqual({ GOPROXY: 'b' })
  })

  it('reads UTF-8', () => {
    expect(valuesOf(Buffer.from('GOPATH=/home/世界\n'))).toEqual({ GOPATH: '/home/世界' })
  })
})

describe('editGoenv', () => {
  it('adds at the end, in the order given', () => {
    expect(editGoenv(bytes('# mine\nGOFLAGS=-x\n'), { GOSUMDB: 'b', GOPROXY: 'a' })?.toString()).toBe(
      '# mine\nGOFLAGS=-x\nGOSUMDB=b\nGOPROXY=a\n',
    )
  })

  it('ends a last line that had no newline before it adds another', () => {
    expect(editGoenv(bytes('GOFLAGS=-x'), { GOPROXY: 'a' })?.toString()).toBe('GOFLAGS=-x\nGOPROXY=a\n')
  })

  it('changes a value where its last line stands and drops earlier ones', () => {
    const file = bytes('GOPROXY=a\n# between\nFOO=1\nGOPROXY=b\n# end\nFOO=2\n')
    expect(editGoenv(file, { GOPROXY: 'c' })?.toString()).toBe('# between\nFOO=1\nGOPROXY=c\n# end\nFOO=2\n')
  })

  it('resets every line of a name and leaves an empty file empty', () => {
    expect(editGoenv(bytes('GOPROXY=a\nGOPROXY=b\n'), { GOPROXY: null })?.toString()).toBe('')
  })

  it('makes no file where none is needed', () => {
    expect(editGoenv(null, { GOPROXY: null })).toBeNull()
    expect(editGoenv(null, { GOPROXY: 'a' })?.toString()).toBe('GOPROXY=a\n')
  })

  it('does not touch a file that says so already, newline or not', () => {
    for (const file of ['GOPROXY=a', 'GOPROXY=a\n', '\r\n GOPROXY=x\nGOPROXY=a\n\xff\n']) {
      expect(editGoenv(bytes(file), { GOPROXY: 'a', GOSUMDB: null })?.toString('latin1')).toBe(file)
    }
  })

  it('replaces a value that ended in a carriage return by one that does not', () => {
    expect(editGoenv(bytes('# a\r\nGOPROXY=a\r\n'), { GOPROXY: 'a' })?.toString()).toBe('# a\r\nGOPROXY=a\n')
  })

  it('keeps every byte of other lines, whatever they are', () => {
    const line = fc.uint8Array({ maxLength: 12 }).map((raw) => raw.map((byte) => (byte === 10 ? 35 : byte)))
    const file = fc.array(fc.oneof(line, fc.constantFrom(bytes('GOPROXY=1'), bytes('GOX=\xe9\xff'))), { maxLength: 8 })
    fc.assert(
      fc.property(file, fc.boolean(), fc.option(fc.string({ unit: 'binary-ascii' })), (lines, ended, wanted) => {
        const value = wanted === null ? null : wanted.replaceAll('\n', '')
        const before = Buffer.concat(lines.flatMap((part) => [Buffer.from(part), bytes('\n')]))
        const input = ended ? before : before.subarray(0, Math.max(0, before.length - 1))
        const after = editGoenv(input, { GOPROXY: value }) ?? Buffer.alloc(0)
        const others = (all: Buffer): string[] =>
          all
            .toString('latin1')
            .split('\n')
            .filter((text) => text !== '' && !text.startsWith('GOPROXY='))
        expect(others(after)).toEqual(others(input))
        expect(valuesOf(after).GOPROXY ?? null).toBe(value)
        expect({ ...valuesOf(after), GOPROXY: null }).toEqual({ ...valuesOf(input), GOPROXY: null })
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('repairs', () => {
  it('comments lines out by number and keeps the rest', () => {
    const file = bytes('A=1\nGOROOT=/gone\n\xff\nB=2')
    expect(commentOutLines(file, new Set([2, 4])).toString('latin1')).toBe('A=1\n# GOROOT=/gone\n\xff\n# B=2')
    expect(valuesOf(commentOutLines(file, new Set([2, 4])))).toEqual({ A: '1' })
  })

  it('takes carriage returns off settings alone', () => {
    expect(withoutCarriageReturns(bytes('# c\r\nA=1\r\n\r\nB=2\r')).toString()).toBe('# c\r\nA=1\n\r\nB=2')
  })
})

describe('ignoredSettings', () => {
  it('names lines that were meant to count', () => {
    const file = bytes(
      '\xef\xbb\xbfGOPROXY=a\n  GOSUMDB=b\nexport GOFLAGS=c\ngoprivate=d\n# GOROOT=x\nGOBIN=/e\nnot a line\n',
    )
    expect(ignoredSettings(file)).toEqual([
      { name: 'GOPROXY', line: 1, why: 'byte-order-mark' },
      { name: 'GOSUMDB', line: 2, why: 'indented' },
      { name: 'GOFLAGS', line: 3, why: 'export' },
      { name: 'GOPRIVATE', line: 4, why: 'lower-case' },
    ])
  })
})
