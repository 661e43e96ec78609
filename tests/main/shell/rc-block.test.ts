import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyBlock, findBlock, removeBlock } from '../../../main/shell/rc-block'

const body = '# what it is for\nif [ -r "$HOME/x" ]; then . "$HOME/x"; fi\n'
const path = '/home/someone/.bashrc'
const apply = (bytes: Uint8Array | null, text = body): Buffer => applyBlock(bytes, text, path)
const remove = (bytes: Uint8Array): Buffer | null => removeBlock(bytes, path)
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

describe('applyBlock', () => {
  it('appends behind an empty line, and makes a file that is not there', () => {
    expect(apply(latin1('export A=1\n')).toString()).toMatch(
      /^export A=1\n\n# >>> goready initialize >>> v1 sha256:[0-9a-f]{12}\n# what it is for\nif .*fi\n# <<< goready initialize <<<\n$/s,
    )
    expect(apply(null).toString()).toMatch(/^# >>> goready/)
  })

  it.each([
    ['nothing', ''],
    ['one empty line', '\n'],
    ['no final newline', 'export A=1'],
    ['a trailing backslash', 'export A=1 \\'],
    ['an open quote', "export A='1"],
    ['an open here-document', 'cat <<EOF\nx\n'],
    ['an open if', 'if true; then\n'],
    ['Windows line ends', 'export A=1\r\nexport B=2\r\n'],
    ['a final carriage return', 'export A=1\r'],
    ['carriage returns and newlines mixed up', 'a\n\r'],
    ['empty lines at the end', 'a\n\n\n'],
    ['a byte order mark', '\xef\xbb\xbfexport A=1\n'],
    ['bytes that are no UTF-8', 'export A=\xe9\xff\n'],
    ['NUL bytes', 'a\0b'],
    ['markers inside other lines', 'echo "# >>> goready initialize >>>"\n #\n# <<< other initialize <<<\n'],
  ])('gives back a file with %s', (_, content) => {
    const before = latin1(content)
    const after = apply(before)
    expect(after.subarray(0, before.length)).toEqual(before)
    expect(remove(after)).toEqual(before)
    expect(apply(after)).toEqual(after)
  })

  it('replaces its block where it stands, with the lines around it untouched', () => {
    const moved = Buffer.concat([apply(latin1('first\n'), '# old\n'), latin1('last \xff')])
    const after = apply(moved)
    expect(after.toString('latin1')).toBe(`${apply(latin1('first\n')).toString('latin1')}last \xff`)
    expect(remove(after)?.toString('latin1')).toBe('first\nlast \xff')
  })

  it('keeps a line that was added behind the block apart from the one before', () => {
    const after = Buffer.concat([apply(latin1('export A=1')), latin1('export B=2\n')])
    expect(remove(after)?.toString()).toBe('export A=1\nexport B=2\n')
  })

  it('rewrites a block whose line ends an editor made Windows ones', () => {
    const converted = latin1(apply(latin1('export A=1\n')).toString('latin1').replaceAll('\n', '\r\n'))
    expect(findBlock(converted).kind).toBe('intact')
    const after = apply(converted).toString('latin1')
    expect(after.slice(after.indexOf('# >>>'))).not.toContain('\r')
    expect(after.startsWith('export A=1\r\n\r\n# >>>')).toBe(true)
    expect(remove(converted)?.toString('latin1')).toBe('export A=1\r\n')
  })

  it('recognises an indented block and one without a final newline', () => {
    const indented = apply(latin1('a\n'))
      .toString()
      .replace(/^# (>>>|<<<)/gm, '  # $1')
      .trimEnd()
    expect(findBlock(latin1(indented)).kind).toBe('intact')
    expect(apply(latin1(indented))).toEqual(apply(latin1('a\n')))
  })

  it('removes a file that held nothing but the block, and keeps one that was empty', () => {
    expect(remove(apply(null))).toBeNull()
    expect(remove(apply(latin1('')))).toEqual(latin1(''))
  })
})

describe('a block that somebody touched', () => {
  const good = apply(latin1('a\n')).toString()
  const [first = '', ...rest] = good.slice(good.indexOf('# >>>')).trimEnd().split('\n')
  const last = rest.at(-1) ?? ''
  it.each([
    ['a line added', good.replace('# what', 'export MINE=1\n# what')],
    ['a line removed', good.replace(/# what.*\n/, '')],
    ['a line changed', good.replace('what', 'WHAT')],
    ['the checksum changed', good.replace(/sha256:./, 'sha256:x')],
    ['a header of another shape', good.replace(/ v1.*/, '')],
    ['text behind the last marker', good.trimEnd().concat(' export MINE=1\n')],
  ])('is kept and refused: %s', (_, content) => {
    expect(() => apply(latin1(content))).toThrow(
      expect.objectContaining({ code: 'RC_BLOCK_EDITED', details: { path } }),
    )
    expect(() => remove(latin1(content))).toThrow(expect.objectContaining({ code: 'RC_BLOCK_EDITED' }))
  })

  it.each([
    ['no last line', `${first}\n# body\n`, /last line.*missing/],
    ['no first line', `# body\n${last}\n`, /first line.*missing/],
    ['two blocks', `${good}${good}`, /2 times/],
    ['one in the other', `${first}\n${first}\n${last}\n${last}\n`, /pair up/],
    ['the wrong way round', `${last}\n${first}\n`, /before its first/],
    ['two first lines', `${first}\n${first}\n`, /last line.*missing/],
  ])('is refused with its reason: %s', (_, content, why) => {
    expect(findBlock(latin1(content)).kind).toBe('broken')
    expect(() => apply(latin1(content))).toThrow(
      expect.objectContaining({
        code: 'RC_MARKERS_BROKEN',
        details: expect.objectContaining({ path, why: expect.stringMatching(why) }),
      }),
    )
  })
})

describe('any file at all', () => {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.uint8Array({ maxLength: 24 }).map((bytes) => Buffer.from(bytes).toString('latin1')) },
    fc.constantFrom(
      '\n',
      '\r\n',
      '\r',
      '\\',
      "'",
      '"',
      '<<EOF\n',
      'if x; then\n',
      '# >>> goready',
      '\xff\xfe',
      '\0',
      '\n\n',
    ),
  )
  const file = fc.array(piece, { maxLength: 12 }).map((pieces) => latin1(pieces.join('')))

  it('is given back byte for byte, and twice is the same as once (10,000 files)', () => {
    fc.assert(
      fc.property(file, (before) => {
        const after = apply(before)
        expect(remove(after)?.equals(before)).toBe(true)
        expect(apply(after).equals(after)).toBe(true)
        expect(findBlock(after).kind).toBe('intact')
      }),
      { numRuns: 10_000 },
    )
  })

  it('keeps every byte outside the block when the block is replaced (2,000 files)', () => {
    fc.assert(
      fc.property(file, file, (ahead, behind) => {
        const old = apply(ahead, '# older\n')
        const after = apply(Buffer.concat([old, behind]))
        expect(after.subarray(0, ahead.length).equals(ahead)).toBe(true)
        expect(after.subarray(after.length - behind.length).equals(behind)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
