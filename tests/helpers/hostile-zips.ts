import { constants, deflateRawSync } from 'node:zlib'
import { makeZip, type ZipPart, type ZipShape } from './zip-maker'

export interface ArchiveCase {
  readonly title: string
  readonly archive: Buffer
  /** `null`: to be unpacked, to the files of `tree`. */
  readonly refusal: 'ARCHIVE_INVALID' | 'ARCHIVE_UNSAFE' | null
  /** What it takes to find out, when the directory alone does not tell: a local header, or inflating. */
  readonly late?: 'header' | 'content'
  readonly tree?: Readonly<Record<string, string>>
}

export const modulePrefix = 'example.com/m@v1.0.0/'

const file = (path: string | Buffer, more: Partial<ZipPart> = {}): ZipPart => ({
  data: 'hello\n',
  ...more,
  name: Buffer.concat([Buffer.from(modulePrefix), Buffer.from(path)]),
})
const good = file('good.txt')

const bad = (
  title: string,
  parts: readonly ZipPart[],
  more: { shape?: ZipShape; code?: 'ARCHIVE_INVALID'; late?: 'header' | 'content' } = {},
): ArchiveCase => ({
  title,
  archive: makeZip(parts, more.shape),
  refusal: more.code ?? 'ARCHIVE_UNSAFE',
  ...(more.late ? { late: more.late } : {}),
})
const fine = (title: string, parts: readonly ZipPart[], tree: Record<string, string>): ArchiveCase => ({
  title,
  archive: makeZip(parts),
  refusal: null,
  tree,
})

const invalid = { code: 'ARCHIVE_INVALID' } as const
const late = { code: 'ARCHIVE_INVALID', late: 'content' } as const
const local = { late: 'header' } as const
const field = (id: number, bytes: number): Buffer => {
  const extra = Buffer.alloc(4 + bytes)
  extra.writeUInt16LE(id, 0)
  extra.writeUInt16LE(bytes, 2)
  return extra
}
/** One entry more than there may be. */
const crowd = Array.from({ length: 60_001 }, (_, index) => file(`f${index}`, { data: '', method: 0, flags: 0 }))
/** 600 MiB of zeros, deflated. */
const bomb = Buffer.concat([
  ...Array<Buffer>(599).fill(deflateRawSync(Buffer.alloc(1 << 20), { finishFlush: constants.Z_FULL_FLUSH })),
  deflateRawSync(Buffer.alloc(1 << 20)),
])

const badNames: [string, string | Buffer][] = [
  ['climbs out', '../../evil'],
  ['climbs out from within', 'a/../../x'],
  ['absolute', '/etc/evil'],
  ['a drive', 'C:/evil'],
  ['backslashes', '..\\..\\evil'],
  ['a stream', 'a.txt:stream'],
  ['a NUL', 'a\0b'],
  ['a newline', 'a\nb'],
  ['two slashes', 'a//b'],
  ['a dot', 'a/./b'],
  ['only dots', 'a/.../b'],
  ['not UTF-8', Buffer.from([0x61, 0xff, 0x62])],
  ['ends in a dot', 'foo.'],
  ['a folder that ends in a dot', 'foo./a'],
  ['a device', 'con.txt'],
  ['a device as folder', 'a/LPT1/b'],
  ['ends in a space', 'foo '],
  ['a folder that ends in a space', 'foo /a'],
  ['empty', ''],
  ['a go.mod below the root', 'sub/go.mod'],
  ['a GO.MOD', 'GO.MOD'],
  ['a control character', 'a\x1b[2Jb'],
  ['a quote', 'a"b'],
  ['too long', `${'long/'.repeat(80)}x`],
]

/** Zips that a hostile mirror could send, and some that only look odd. */
export function zipCases(): ArchiveCase[] {
  return [
    ...badNames.map(([title, name]) => bad(`name: ${title}`, [good, file(name)])),
    ...nameCases(),
    ...typeCases(),
    ...headerCases(),
    ...shapeCases(),
    ...contentCases(),
    ...fineCases(),
  ]
}

function nameCases(): ArchiveCase[] {
  return [
    bad('name: UTF-8 by its flag, but not', [file(Buffer.from([0xc3, 0x28]), { flags: 0x808 })]),
    bad('name: a letter decomposed', [file('e\u0301', { flags: 0x808 })]),
    bad('name: another alphabet', [file('Þ', { flags: 0x808 })]),
    bad('name: another prefix', [good, { name: 'example.com/n@v1.0.0/x' }]),
    bad('name: the prefix without its slash', [{ name: 'example.com/m@v1.0.0' }]),
    bad('names: differ in case', [file('README'), file('readme')]),
    bad('names: folders differ in case', [file('Src/a'), file('src/b')]),
    bad('names: a Kelvin sign', [file('\u212a', { flags: 0x808 }), file('k')]),
    bad('names: a sharp s', [file('ß', { flags: 0x808 }), file('SS')]),
    bad('names: an I with a dot', [file('İ', { flags: 0x808 }), file('i')]),
    bad('names: composed and decomposed', [file('\u00e9', { flags: 0x808 }), file('e\u0301', { flags: 0x808 })]),
    bad('names: twice, the same content', [file('a'), file('a')]),
    bad('names: twice, other content', [file('a', { data: 'one' }), file('a', { data: 'two' })]),
    bad('names: a file and a folder', [file('a'), file('a/b')]),
    bad('names: a folder and a file', [file('a/b'), file('a')]),
    bad('names: one folder twice', [file('a/', dirPart), file('a/', dirPart)]),
    bad('name: two slashes at the end', [file('/', dirPart)]),
  ]
}

const dirPart: Partial<ZipPart> = { data: '', method: 0, flags: 0, mode: 0o040755 }

function typeCases(): ArchiveCase[] {
  return [
    bad('type: a symbolic link', [file('link', { mode: 0o120777, data: '/etc/passwd' })]),
    bad('type: a pipe', [file('pipe', { mode: 0o010644 })]),
    bad('type: a device', [file('null', { mode: 0o020666 }), good]),
    bad('type: a socket', [file('socket', { mode: 0o140644 })]),
    bad('type: a folder under a file name', [file('dir', { mode: 0o040755, data: '' })]),
    bad('type: a file under a folder name', [file('dir/', { mode: 0o100644, data: '' })]),
    bad('type: a DOS folder', [file('dir', { mode: 0, dosAttributes: 0x10 })]),
    bad('type: a DOS volume', [file('volume', { mode: 0, dosAttributes: 0x08 })]),
    bad('type: a folder with data', [file('dir/', { ...dirPart, data: 'data' })]),
  ]
}

function headerCases(): ArchiveCase[] {
  return [
    bad('header: local name differs', [file('a', { local: { name: `${modulePrefix}b` } })], local),
    bad('header: local name is longer', [file('a', { local: { name: `${modulePrefix}ab` } })], local),
    bad('header: local method differs', [file('a', { local: { method: 0 } })], local),
    bad('header: local flags differ', [file('a', { local: { flags: 0 } })], local),
    bad('header: local size differs', [file('a', { local: { size: 1 } })], local),
    bad('header: local checksum differs', [file('a', { flags: 0, local: { crc32: 1 } })], local),
    bad('header: encrypted', [file('a', { flags: 0x9 })]),
    bad('header: strongly encrypted', [file('a', { flags: 0x48 })]),
    bad('header: masked', [file('a', { flags: 0x2008 })]),
    bad('header: a patch', [file('a', { flags: 0x28 })]),
    bad('header: zstd', [file('a', { method: 93 })]),
    bad('header: deflate64', [file('a', { method: 9 })]),
    bad('header: a comment', [file('a', { central: { comment: Buffer.from('hi') } })]),
    bad('header: on another disk', [file('a', { central: { disk: 1 } })]),
    bad('header: zip64 extra field', [file('a', { extra: field(1, 16) })]),
    bad('header: another name in an extra field', [file('a', { extra: field(0x7075, 9) })]),
    bad('header: another name in the local extra field', [file('a', { local: { extra: field(0x7075, 9) } })], local),
    bad('header: a broken extra field', [file('a', { extra: Buffer.from([0x55, 0x54, 9, 0, 1]) })]),
    bad('header: zip64 size', [file('a', { central: { size: 0xffffffff } })]),
    bad('header: 4 GiB less 2', [file('a', { size: 0xfffffffe })]),
    bad('header: stored with two sizes', [file('a', { method: 0, size: 3 })]),
    bad('descriptor: checksum differs', [file('a', { descriptor: { crc32: 1 } })], local),
    bad('descriptor: packed size differs', [file('a', { descriptor: { packed: 1 } })], local),
    bad('descriptor: size differs', [file('a', { descriptor: { size: 1 } })], local),
    bad(
      'header: descriptor not announced',
      [file('a', { flags: 0x8, central: { flags: 0 }, local: { flags: 0 } })],
      local,
    ),
  ]
}

function shapeCases(): ArchiveCase[] {
  const whole = makeZip([file('a'), file('b')])
  const headless = Buffer.from(whole)
  headless[0] = 0
  // what makes other readers look for the directory elsewhere
  const zip64Locator = Buffer.alloc(20)
  zip64Locator.writeUInt32LE(0x07064b50)
  const fakeEnd = makeZip([file('evil')]).subarray(-22)
  return [
    bad('shape: junk before', [good], { shape: { before: Buffer.from('#!/bin/sh\n') }, ...invalid }),
    bad('shape: junk before, offsets right', [{ ...good, junk: Buffer.from('#!/bin/sh\n') }]),
    bad('shape: junk between entries', [good, file('b', { junk: Buffer.from('junk') })], local),
    bad('shape: junk before the directory', [good], { ...local, shape: { beforeDirectory: Buffer.alloc(100) } }),
    bad('shape: junk after the directory', [good], { shape: { afterDirectory: Buffer.alloc(20) }, ...invalid }),
    bad('shape: junk between the directory and its end', [good], {
      shape: { afterDirectory: zip64Locator, end: { bytes: 46 + Buffer.byteLength(good.name) } },
      ...invalid,
    }),
    bad('shape: junk after', [good], { shape: { after: Buffer.from('junk') }, ...invalid }),
    bad('shape: a comment', [good], { shape: { comment: Buffer.from('hi') }, ...invalid }),
    bad('shape: an end record in a comment', [good], { shape: { comment: fakeEnd }, ...invalid }),
    bad('shape: two entries share data', [file('a'), { ...file('a'), sharesDataOf: 0 }]),
    bad('shape: two names share data', [file('a'), file('b', { sharesDataOf: 0 })]),
    bad('shape: an entry inside another', [
      file('a', { method: 0, data: makeZip([file('b', { flags: 0 })]).subarray(0, 200) }),
      file('b', { sharesDataOf: 0, central: { offset: 52 } }),
    ]),
    bad('shape: fewer entries said', [file('a'), file('b')], { shape: { end: { count: 1 } }, ...invalid }),
    bad('shape: more entries said', [file('a'), file('b')], { shape: { end: { count: 3 } }, ...invalid }),
    bad('shape: other count on this disk', [file('a')], { shape: { end: { countHere: 0 } } }),
    bad('shape: second disk', [file('a')], { shape: { end: { disk: 1, directoryDisk: 1 } } }),
    bad('shape: 60,001 entries', crowd),
    bad('shape: zip64', [file('a')], { shape: { end: { offset: 0xffffffff } } }),
    bad('shape: empty', [], invalid),
    bad('shape: directory elsewhere', [file('a')], { shape: { end: { offset: 0 } }, ...invalid }),
    bad('shape: a header past its place', [file('a', { central: { offset: 1 } })]),
    { title: 'shape: no header in its place', archive: headless, refusal: 'ARCHIVE_INVALID', ...local },
    bad('shape: more entries said, with room for them', [file('a'), file('b')], {
      shape: { end: { count: 3 }, afterDirectory: Buffer.alloc(46) },
      ...invalid,
    }),
    bad('shape: a header behind the directory', [file('a'), file('b', { central: { offset: 0xfffffff0 } })]),
    { title: 'shape: truncated', archive: whole.subarray(0, -30), refusal: 'ARCHIVE_INVALID' },
    { title: 'shape: no bytes', archive: Buffer.alloc(0), refusal: 'ARCHIVE_INVALID' },
    { title: 'shape: a web page', archive: Buffer.from('<html>log in</html>'.repeat(9)), refusal: 'ARCHIVE_INVALID' },
  ]
}

function contentCases(): ArchiveCase[] {
  const packed = deflateRawSync(Buffer.from('hello\n'))
  return [
    bad('content: checksum wrong everywhere', [good, file('a', { crc32: 1 })], late),
    bad('content: larger than declared', [good, file('a', { size: 5 })], late),
    bad('content: smaller than declared', [good, file('a', { size: 7 })], late),
    bad('content: bytes behind the deflate stream', [file('a', { packedData: Buffer.concat([packed, packed]) })], late),
    bad('content: deflate stream cut off', [file('a', { packedData: packed.subarray(0, -2) })], late),
    bad('content: no deflate stream', [file('a', { packedData: Buffer.from('garbage!') })], late),
    bad('content: nothing packed', [file('a', { packedData: Buffer.alloc(0) })], late),
    bad('content: stored, checksum wrong', [file('a', { method: 0, flags: 0, crc32: 1 })], late),
    bad('content: 600 MiB, as declared', [file('a', { packedData: bomb, size: 600 << 20, crc32: 0 })]),
    bad('content: 600 MiB, declared as 1 KiB', [file('a', { packedData: bomb, size: 1024, crc32: 0 })], late),
    bad('content: 600 MiB, declared as 5 MiB', [file('a', { packedData: bomb, size: 5 << 20, crc32: 0 })], late),
    bad('content: licence of 17 MiB', [file('LICENSE', { size: 17 << 20, crc32: 0 })]),
    bad(
      'content: together over 500 MiB',
      ['a', 'b', 'c'].map((name) => file(name, { size: 200 << 20, crc32: 0 })),
    ),
  ]
}

function fineCases(): ArchiveCase[] {
  const time = field(0x5455, 5)
  return [
    fine('fine: as Go makes them', [file('a'), file('b/c')], { a: 'hello\n', 'b/c': 'hello\n' }),
    fine('fine: stored, no descriptor', [file('a', { method: 0, flags: 0 })], { a: 'hello\n' }),
    fine('fine: a descriptor without signature', [file('a', { descriptor: { short: true } })], { a: 'hello\n' }),
    fine('fine: times in extra fields', [file('a', { extra: time })], { a: 'hello\n' }),
    fine('fine: setuid is not heard', [file('a', { mode: 0o104755 })], { a: 'hello\n' }),
    fine('fine: no type', [file('a', { mode: 0 })], { a: 'hello\n' }),
    fine('fine: folders', [file('', dirPart), file('d/', dirPart), file('d/a')], { 'd/a': 'hello\n' }),
    fine('fine: an empty file', [file('a', { data: '' })], { a: '' }),
    fine('fine: marks', [file('!#$%&()+,-.=@[]^_{}~ x')], { '!#$%&()+,-.=@[]^_{}~ x': 'hello\n' }),
    fine('fine: the root go.mod', [file('go.mod')], { 'go.mod': 'hello\n' }),
    fine('fine: the flag for UTF-8', [file('a', { flags: 0x808 })], { a: 'hello\n' }),
  ]
}
