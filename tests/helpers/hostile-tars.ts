import { deflateRawSync } from 'node:zlib'
import type { ArchiveCase } from './hostile-zips'
import { type GzipShape, longName, makeGzip, makeTar, paxHeader, type TarPart } from './tar-maker'

const file = (path: string | Buffer, more: Partial<TarPart> = {}): TarPart => ({
  data: 'hello\n',
  ...more,
  name: Buffer.concat([Buffer.from('go/'), Buffer.from(path)]),
})
const good = file('good.txt')
const plain = (name: string): TarPart => ({ name, data: 'hello\n' })

/** One entry more than there may be. */
const crowd = Array.from({ length: 60_001 }, (_, index) => file(`f${index}`, { data: '' }))

interface More {
  code?: 'ARCHIVE_INVALID'
  end?: Buffer
  gzip?: GzipShape
}
const bad = (title: string, parts: readonly TarPart[], more: More = {}): ArchiveCase => ({
  title: `tar ${title}`,
  archive: makeGzip(makeTar(parts, more.end), more.gzip),
  refusal: more.code ?? 'ARCHIVE_UNSAFE',
})
const fine = (title: string, parts: readonly TarPart[], tree: Record<string, string>): ArchiveCase => ({
  title: `tar fine: ${title}`,
  archive: makeGzip(makeTar(parts)),
  refusal: null,
  tree,
})
const invalid = { code: 'ARCHIVE_INVALID' } as const

const badNames: [string, string | Buffer][] = [
  ['climbs out', 'go/../../evil'],
  ['climbs out from within', 'go/a/../../../x'],
  ['absolute', '/etc/evil'],
  ['a drive', 'C:/evil'],
  ['backslashes', 'go/..\\..\\evil'],
  ['a stream', 'go/a.txt:stream'],
  ['a NUL', 'go/a\0b'],
  ['a newline', 'go/a\nb'],
  ['two slashes', 'go/a//b'],
  ['a dot', 'go/./b'],
  ['a leading dot', './go/b'],
  ['not UTF-8', Buffer.from([0x67, 0x6f, 0x2f, 0xff])],
  ['ends in a dot', 'go/foo.'],
  ['a device', 'go/con.txt'],
  ['ends in a space', 'go/foo '],
  ['a slash at the end', 'go/foo/'],
  ['the prefix alone', 'go/'],
  ['another prefix', 'gopher/a'],
  ['a letter decomposed', 'go/e\u0301'],
  ['a control character', 'go/\x1b[2J'],
]

/** Tar twins of the hostile zips, and what only a tar can do. */
export function tarCases(): ArchiveCase[] {
  return [
    ...badNames.map(([title, name]) => bad(`name: ${title}`, [good, { name, data: 'x' }])),
    ...nameCases(),
    ...typeCases(),
    ...recordCases(),
    ...sizeCases(),
    ...shapeCases(),
    ...gzipCases(),
    ...fineCases(),
  ]
}

function nameCases(): ArchiveCase[] {
  return [
    bad('names: differ in case', [file('README'), file('readme')]),
    bad('names: folders differ in case', [file('Src/a'), file('src/b')]),
    bad('names: differ in the case of other alphabets', [file('Þ'), file('þ')]),
    bad('names: a Kelvin sign', [file('\u212a'), file('k')]),
    bad('names: an I with a dot', [file('\u0130'), file('i\u0307')]),
    bad('names: composed and decomposed', [file('\u00e9'), file('e\u0301')]),
    bad('names: a sharp s', [file('ß'), file('ẞ')]),
    bad('names: twice', [file('a'), file('a')]),
    bad('names: a file and a folder', [file('a'), file('a/b')]),
    bad('names: a folder and a file', [file('a/b'), file('a')]),
    bad('names: a folder, said so, and a file', [dir('a'), file('a')]),
    bad('name: climbs out in its second field', [{ name: 'evil', folder: 'go/../..', data: 'x' }]),
    bad('name: too long', [longName(`go/${'long/'.repeat(80)}x`), good]),
  ]
}

const dir = (path: string): TarPart => ({ name: `go/${path}`, type: '5' })

function typeCases(): ArchiveCase[] {
  const target = { linkName: '../../outside', data: '' }
  return [
    bad('type: a symbolic link', [file('link', { type: '2', ...target })]),
    bad('type: written through a link', [file('link', { type: '2', ...target }), file('link/evil')]),
    bad('type: a hard link', [file('passwd', { type: '1', linkName: '/etc/passwd', data: '' })]),
    bad('type: a character device', [file('null', { type: '3', data: '' })]),
    bad('type: a block device', [file('disk', { type: '4', data: '' })]),
    bad('type: a pipe', [file('pipe', { type: '6', data: '' })]),
    bad('type: contiguous', [file('a', { type: '7' })]),
    bad('type: sparse', [file('a', { type: 'S', magic: 'gnu' })]),
    bad('type: as before 1988', [file('a', { type: '\0' })]),
    bad('type: a file with a link name', [file('a', { linkName: '/etc/passwd' })]),
    bad('type: a folder with data', [{ ...dir('a/'), data: 'data' }]),
    bad('type: a long link name', [{ ...longName('/etc/passwd'), type: 'K' }, file('a')]),
  ]
}

function recordCases(): ArchiveCase[] {
  return [
    bad('record: a path that climbs out', [paxHeader({ path: 'go/../../evil' }), file('a')]),
    bad('record: another prefix', [paxHeader({ path: 'evil' }), file('a')]),
    bad('record: a long name that climbs out', [longName('go/../../evil'), file('a')]),
    bad('record: a link path', [paxHeader({ linkpath: '/etc/passwd' }), file('a')]),
    bad('record: a size', [paxHeader({ size: '1' }), file('a')]),
    bad('record: a sparse map', [paxHeader({ 'GNU.sparse.major': '1', 'GNU.sparse.name': 'go/x' }), file('a')]),
    bad('record: an attribute', [paxHeader({ 'SCHILY.xattr.security.capability': 'x' }), file('a')]),
    bad('record: two paths', [{ ...paxHeader({}), data: Buffer.from('13 path=go/a\n13 path=go/b\n') }, file('c')]),
    bad('record: a path for all', [paxHeader({ path: 'go/x' }, 'g'), file('a')]),
    bad('record: two for all', [paxHeader({ comment: 'x' }, 'g'), paxHeader({ comment: 'y' }, 'g'), file('a')]),
    bad('record: two names', [longName('go/x'), paxHeader({ path: 'go/y' }), file('a')]),
    bad('record: two that say nothing', [paxHeader({ mtime: '1' }), paxHeader({ mtime: '2' }), file('a')]),
    bad('record: a name without a file', [file('a'), longName('go/x')], invalid),
    bad('record: a wrong length', [{ ...paxHeader({}), data: '99 path=go/a\n' }, file('b')], invalid),
    bad('record: no length', [{ ...paxHeader({}), data: 'path=go/a\n' }, file('b')], invalid),
    bad('record: no key', [{ ...paxHeader({}), data: '5 =a\n' }, file('b')], invalid),
    bad('record: empty', [{ ...paxHeader({}), data: '' }, file('b')]),
    bad('record: larger than 1 MiB', [{ ...paxHeader({}), data: Buffer.alloc((1 << 20) + 1, 'x') }, file('b')]),
    bad('record: a long name with more behind it', [{ ...longName(''), data: 'go/a\0evil' }, file('b')]),
  ]
}

function sizeCases(): ArchiveCase[] {
  const binary = (first: number, rest: number): Buffer => Buffer.from([first, ...Array<number>(11).fill(rest)])
  const octal = (digits: string): Buffer => Buffer.from(digits.padEnd(12, '\0'))
  return [
    bad('size: negative', [file('a', { sizeField: binary(0xff, 0xff) })]),
    bad('size: negative, another way', [file('a', { sizeField: binary(0xc0, 0) })]),
    bad('size: huge', [file('a', { sizeField: binary(0x80, 0x7f) })]),
    bad('size: 8 GiB less 1', [file('a', { sizeField: octal('77777777777') })]),
    bad('size: a minus sign', [file('a', { sizeField: octal('-0000000006') })], invalid),
    bad('size: not octal', [file('a', { sizeField: octal('00000000009') })], invalid),
    bad('size: hexadecimal', [file('a', { sizeField: octal('0x6') })], invalid),
    bad('size: none', [file('a', { sizeField: octal('') })], invalid),
    bad('size: too small', [file('a', { sizeField: octal('1'), padding: 0x41 })]),
    bad('size: too large', [file('a', { sizeField: octal('10000000') })], invalid),
  ]
}

function shapeCases(): ArchiveCase[] {
  const junk = Buffer.alloc(512, 'junk')
  const whole = makeTar([file('a')])
  return [
    bad('shape: checksum', [file('a', { sumOff: 1 })], invalid),
    bad('shape: no magic', [file('a', { magic: 'none' })]),
    bad('shape: no end', [file('a')], { end: Buffer.alloc(0), ...invalid }),
    bad('shape: half an end', [file('a')], { end: Buffer.alloc(512), ...invalid }),
    bad('shape: part of a block at the end', [file('a')], { end: Buffer.alloc(700), ...invalid }),
    bad('shape: junk in the end', [file('a')], { end: Buffer.concat([Buffer.alloc(512), junk]) }),
    bad('shape: junk after the end', [file('a')], { end: Buffer.concat([Buffer.alloc(1024), junk]) }),
    bad('shape: a second tar', [file('a')], { end: Buffer.concat([Buffer.alloc(1024), makeTar([file('b')])]) }),
    bad('shape: 60,001 entries', crowd),
    bad('shape: an endless end', [file('a')], { end: Buffer.alloc(2 << 20) }),
    bad('shape: padding that is none', [file('a', { padding: 0x41 })]),
    { title: 'tar shape: empty', archive: makeGzip(makeTar([])), refusal: 'ARCHIVE_INVALID' },
    { title: 'tar shape: nothing', archive: makeGzip(Buffer.alloc(0)), refusal: 'ARCHIVE_INVALID' },
    { title: 'tar shape: not packed', archive: whole, refusal: 'ARCHIVE_INVALID' },
  ]
}

function gzipCases(): ArchiveCase[] {
  const member = makeGzip(makeTar([good]))
  const half = makeTar([good])
  const cases: [string, Buffer, ArchiveCase['refusal']][] = [
    ['two members', Buffer.concat([member, member]), 'ARCHIVE_INVALID'],
    [
      'one tar in two members',
      Buffer.concat([makeGzip(half.subarray(0, 600)), makeGzip(half.subarray(600))]),
      'ARCHIVE_INVALID',
    ],
    ['two members, parted where a read ends', Buffer.concat([oneRead(), makeGzip(half)]), 'ARCHIVE_INVALID'],
    ['an empty second member', Buffer.concat([member, makeGzip(Buffer.alloc(0))]), 'ARCHIVE_INVALID'],
    ['zeros behind', Buffer.concat([member, Buffer.alloc(512)]), 'ARCHIVE_INVALID'],
    ['junk behind', Buffer.concat([member, Buffer.from('junk')]), 'ARCHIVE_INVALID'],
    ['junk before', Buffer.concat([Buffer.from('junk'), member]), 'ARCHIVE_INVALID'],
    ['wrong checksum', makeGzip(half, { crc32: 1 }), 'ARCHIVE_INVALID'],
    ['wrong size', makeGzip(half, { size: 1 }), 'ARCHIVE_INVALID'],
    ['an extra field', makeGzip(half, { flags: 4, extra: Buffer.from([2, 0, 1, 1]) }), 'ARCHIVE_UNSAFE'],
    ['a flag unknown', makeGzip(half, { flags: 0x20 }), 'ARCHIVE_UNSAFE'],
    ['an endless name', makeGzip(half, { flags: 8, extra: Buffer.alloc(2000, 'x') }), 'ARCHIVE_INVALID'],
    ['no deflate stream', makeGzip(half, { packed: Buffer.from('garbage!') }), 'ARCHIVE_INVALID'],
    ['no bytes', Buffer.alloc(0), 'ARCHIVE_INVALID'],
    ['a web page', Buffer.from('<html>log in</html>'.repeat(9)), 'ARCHIVE_INVALID'],
  ]
  return cases.map(([title, archive, refusal]) => ({ title: `gzip ${title}`, archive, refusal }))
}

/** A good member whose deflate stream is 256 KiB long, which is what is read at once. */
function oneRead(): Buffer {
  const tar = makeTar([file('a')])
  const padded = Buffer.concat([tar, Buffer.alloc(262_109 - tar.length)])
  const packed = deflateRawSync(padded, { level: 0 })
  if (packed.length !== 256 * 1024) throw new Error(`${packed.length} bytes: stored blocks are written otherwise`)
  return makeGzip(padded, { packed })
}

function fineCases(): ArchiveCase[] {
  const long = `${'long/'.repeat(30)}x`
  const hello = { a: 'hello\n' }
  return [
    fine('as Go makes them', [file('a'), file('b/c')], { a: 'hello\n', 'b/c': 'hello\n' }),
    fine('folders', [dir(''), dir('d/'), dir('e'), file('d/a')], { 'd/a': 'hello\n' }),
    fine('an empty file', [file('a', { data: '' })], { a: '' }),
    fine('a second name field', [{ ...plain('x'), folder: 'go/b' }], { 'b/x': 'hello\n' }),
    fine('a name by pax', [paxHeader({ path: `go/${long}`, mtime: '1.5' }), file('x')], { [long]: 'hello\n' }),
    fine('a long name by GNU', [longName(`go/${long}`), file('x', { magic: 'gnu' })], { [long]: 'hello\n' }),
    fine('a comment for all', [paxHeader({ comment: 'x' }, 'g'), file('a')], hello),
    fine('letters', [paxHeader({ path: 'go/Þfoo.go' }), file('x')], { 'Þfoo.go': 'hello\n' }),
    fine('a binary size', [file('a', { sizeField: Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6]) })], hello),
    { ...fine('padded', [], hello), archive: makeGzip(makeTar([file('a')], Buffer.alloc(10_240))) },
    {
      ...fine('a name in gzip', [], hello),
      archive: makeGzip(makeTar([file('a')]), { flags: 8, extra: Buffer.from('go.tar\0') }),
    },
  ]
}
