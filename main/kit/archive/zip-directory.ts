import { damaged, quote, unsafe } from './archive-failure'
import { type ArchiveLimits, archiveLimits } from './archive-limits'
import { type NameRules, NameSet, nameProblem } from './entry-name'
import { readRange } from './read-range'
import { descriptorBytes, extraProblem, localBytes, type SpannedEntry } from './zip-local'

/** One file or folder of a zip. Whether its local header agrees is for `locateData` to say. */
export interface ZipEntry extends SpannedEntry {
  /** The name without the prefix and without a folder's slash; empty for the folder that is the prefix itself. */
  readonly path: string
  readonly kind: 'file' | 'dir'
}

export interface ZipRules {
  /** What the archive is, for failures. */
  readonly what: string
  /** What every name must begin with; ends in a slash. */
  readonly prefix: string
  /** `ascii` (when not given), or `letters` of every script. */
  readonly letters?: 'ascii' | 'letters' | undefined
  /** `root` (when not given): as in a module zip, a go.mod stands at the root or nowhere. */
  readonly goMod?: 'root' | 'anywhere' | undefined
  /** Refuse names like `PROGRA~1`; true on Windows when not given. */
  readonly shortNames?: boolean | undefined
  readonly limits?: Partial<ArchiveLimits> | undefined
}

export interface ZipDirectory {
  /** In the order of their bytes in the archive. */
  readonly entries: readonly ZipEntry[]
  readonly files: number
  /** Bytes of all files together. */
  readonly bytes: number
}

/** A central header; where its entry ends follows from the next one. */
interface CentralEntry extends ZipEntry {
  readonly nameBytes: number
  end: number
}

const endBytes = 22
const centralBytes = 46
const mebibyte = 1024 * 1024

/** A zip of which perhaps not all bytes are there yet. */
export interface ZipSource {
  readonly fd: number
  readonly size: number
  /** Resolves when the bytes from `start` up to `end` can be read. */
  ready(range: { readonly start: number; readonly end: number }): Promise<void>
}

/** What a zip's end record says of its directory. */
export interface ZipEnd {
  readonly count: number
  /** Where the directory begins, and its length. */
  readonly offset: number
  readonly bytes: number
}

/**
 * Reads the end record, which is to be the file's last bytes, with a directory of a fitting size right before it. When
 * it is done the directory can be read.
 *
 * @throws ARCHIVE_INVALID, ARCHIVE_UNSAFE
 */
export async function readZipEnd(source: ZipSource, { what, limits }: ZipRules): Promise<ZipEnd> {
  const { fd, size } = source
  const allowed = { ...archiveLimits, ...limits }
  if (size > allowed.archiveBytes) throw unsafe(what, `${size} bytes, more than ${allowed.archiveBytes}`)
  if (size < endBytes) throw damaged(what, 'it is too short for a zip')
  await source.ready({ start: size - endBytes, end: size })
  const end = parseEnd(readRange(fd, size - endBytes, endBytes, what), size, what, allowed)
  await source.ready({ start: end.offset, end: size })
  return end
}

/**
 * Reads a zip's directory and vouches for it: each entry has a stretch of its own from the first byte to the directory,
 * and the names are those of a plain tree of regular files (Go: golang.org/x/mod/zip, CheckZip, whose every refusal is
 * one here). Permissions are not looked at. Nothing is inflated. That each entry fills its stretch, and its local header
 * agrees, is for `locateData` to see.
 *
 * @param end as {@link readZipEnd} gave it
 * @throws ARCHIVE_INVALID for a broken archive, ARCHIVE_UNSAFE for one that is made to do harm or exceeds the limits
 */
export function readZipDirectory(fd: number, end: ZipEnd, rules: ZipRules): ZipDirectory {
  const limits = { ...archiveLimits, ...rules.limits }
  const entries: CentralEntry[] = []
  const tree = new TreeCheck(rules, limits)
  const reader = new CentralReader(readRange(fd, end.offset, end.bytes, rules.what), rules)
  for (let index = 0; index < end.count; index++) {
    const entry = reader.next()
    tree.add(entry)
    entries.push(entry)
  }
  if (!reader.isAtEnd) throw damaged(rules.what, 'its directory holds more than its entries')
  return { entries: spanned(entries, end.offset, rules.what), files: tree.files, bytes: tree.bytes }
}

/** Gives each entry the stretch up to the next. @throws ARCHIVE_UNSAFE when one has not room enough */
function spanned(entries: CentralEntry[], directoryOffset: number, what: string): ZipEntry[] {
  entries.sort((a, b) => a.offset - b.offset)
  if (entries[0]?.offset !== 0) throw unsafe(what, 'something stands before its first entry')
  let next = directoryOffset
  for (const entry of entries.toReversed()) {
    entry.end = next
    const least = localBytes + entry.nameBytes + entry.packed + (entry.flags & 0x8 ? descriptorBytes : 0)
    if (entry.offset + least > next) throw unsafe(what, `an entry that overlaps the next: ${quote(entry.name)}`)
    next = entry.offset
  }
  return entries
}

// APPNOTE.TXT 4.3.16. With no comment and no zip64 the record has one possible place, so no search can be misled.
function parseEnd(record: Buffer, size: number, what: string, limits: ArchiveLimits): ZipEnd {
  if (record.readUInt32LE(0) !== 0x06054b50) throw damaged(what, 'it does not end as a zip does')
  const count = record.readUInt16LE(10)
  const bytes = record.readUInt32LE(12)
  const offset = record.readUInt32LE(16)
  if (count === 0xffff || bytes === 0xffffffff || offset === 0xffffffff) throw unsafe(what, 'it is a zip64')
  if (record.readUInt16LE(4) !== 0 || record.readUInt16LE(6) !== 0 || record.readUInt16LE(8) !== count) {
    throw unsafe(what, 'it is one part of several')
  }
  if (record.readUInt16LE(20) !== 0) throw unsafe(what, 'it has a comment')
  if (offset + bytes !== size - endBytes) throw damaged(what, 'its directory does not end where its end record begins')
  if (count === 0) throw damaged(what, 'it holds nothing')
  if (count > limits.entries) throw unsafe(what, `${count} entries, more than ${limits.entries}`)
  if (bytes < count * centralBytes) throw damaged(what, 'its directory is too short for its entries')
  return { count, offset, bytes }
}

/**
 * Reads central headers one by one (APPNOTE.TXT 4.3.12). A release has 12,000 of them, read while unpacking waits:
 * hence a DataView, which needs no warming up, and names cut from one string.
 */
class CentralReader {
  readonly #bytes: Buffer
  readonly #view: DataView
  readonly #text: string
  readonly #rules: ZipRules
  #at = 0

  constructor(bytes: Buffer, rules: ZipRules) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#text = bytes.toString('latin1')
    this.#rules = rules
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  next(): CentralEntry {
    const at = this.#at
    const view = this.#view
    const { what, prefix } = this.#rules
    const nameAt = at + centralBytes
    if (nameAt > view.byteLength || view.getUint32(at, true) !== 0x02014b50) {
      throw damaged(what, 'its directory breaks off')
    }
    const extraAt = nameAt + view.getUint16(at + 28, true)
    const next = extraAt + view.getUint16(at + 30, true)
    if (next > view.byteLength) throw damaged(what, 'its directory breaks off')
    const flags = view.getUint16(at + 8, true)
    const name = this.#nameAt(nameAt, extraAt, flags)
    const method = view.getUint16(at + 10, true)
    const packed = view.getUint32(at + 20, true)
    const size = view.getUint32(at + 24, true)
    const offset = view.getUint32(at + 42, true)
    const isDir = name.endsWith('/')
    const wrong =
      headerProblem(flags, method, packed, size) ??
      (view.getUint16(at + 32, true) !== 0 ? 'a comment' : null) ??
      (view.getUint16(at + 34, true) !== 0 ? 'a part on another disk' : null) ??
      (offset === 0xffffffff ? 'zip64 sizes' : null) ??
      (next === extraAt ? null : extraProblem(this.#bytes.subarray(extraAt, next))) ??
      typeProblem(view.getUint32(at + 38, true), isDir, size)
    if (wrong !== null) throw unsafe(what, `${wrong}: ${quote(name)}`)
    if (!name.startsWith(prefix)) throw unsafe(what, `a name outside ${prefix}: ${quote(name)}`)
    this.#at = next
    return {
      name,
      path: name.slice(prefix.length, isDir ? -1 : undefined),
      kind: isDir ? 'dir' : 'file',
      flags,
      deflated: method === 8,
      crc32: view.getUint32(at + 16, true),
      size,
      packed,
      offset,
      end: 0,
      nameBytes: extraAt - nameAt,
    }
  }

  #nameAt(start: number, end: number, flags: number): string {
    const { what } = this.#rules
    const plain = this.#text.slice(start, end)
    if (isAscii.test(plain)) return plain
    // Without the UTF-8 flag other programs would read other letters.
    if ((flags & 0x800) === 0) throw unsafe(what, `a name in an unknown alphabet: ${quote(plain)}`)
    const name = this.#bytes.toString('utf8', start, end)
    if (name.includes('\ufffd')) throw unsafe(what, `a name that is not UTF-8: ${quote(name)}`)
    return name
  }
}

const isAscii = /^[\0-\x7f]*$/

function headerProblem(flags: number, method: number, packed: number, size: number): string | null {
  // 0x8: sizes follow the data; 0x800: the name is UTF-8. The rest is encryption, patches and the like.
  if ((flags & ~0x808) !== 0) return (flags & 0x2041) !== 0 ? 'an encrypted entry' : 'an unusual entry'
  if (method !== 0 && method !== 8) return `compression method ${method}`
  if (packed === 0xffffffff || size === 0xffffffff) return 'zip64 sizes'
  if (method === 0 && packed !== size) return 'two sizes of an entry that is not compressed'
  return null
}

/** Refuses everything but regular files and folders: links, devices, and what old systems called volumes. */
function typeProblem(attributes: number, isDir: boolean, size: number): string | null {
  const type = (attributes >>> 16) & 0o170000
  if (type !== 0 && type !== (isDir ? 0o040000 : 0o100000)) return 'neither a plain file nor a folder'
  if ((attributes & 0x08) !== 0 || (!isDir && (attributes & 0x10) !== 0)) return 'neither a plain file nor a folder'
  if (isDir && size !== 0) return 'a folder with data'
  return null
}

/** The rules on the whole: names that fit together, and sizes that add up to no more than allowed. */
class TreeCheck {
  files = 0
  bytes = 0
  readonly #names = new NameSet()
  readonly #dirs = new Set<string>()
  readonly #plainDirs = new Set<string>()
  readonly #rules: ZipRules
  readonly #limits: ArchiveLimits
  readonly #nameRules: NameRules

  constructor(rules: ZipRules, limits: ArchiveLimits) {
    this.#rules = rules
    this.#limits = limits
    this.#nameRules = {
      letters: rules.letters ?? 'ascii',
      shortNames: rules.shortNames ?? process.platform === 'win32',
      maxBytes: limits.nameBytes - Buffer.byteLength(rules.prefix),
    }
  }

  add(entry: CentralEntry): void {
    const isRoot = entry.name === this.#rules.prefix
    const wrong = isRoot ? null : (this.#nameProblem(entry) ?? this.#names.add(entry.path, entry.kind))
    if (wrong !== null) throw unsafe(this.#rules.what, wrong)
    if (entry.kind === 'dir') {
      this.#addDir(entry.name)
      return
    }
    this.files += 1
    this.bytes += entry.size
    if (this.bytes > this.#limits.bytes) {
      throw unsafe(this.#rules.what, `it unpacks to more than ${this.#limits.bytes} bytes`)
    }
  }

  #addDir(name: string): void {
    if (this.#dirs.has(name)) throw unsafe(this.#rules.what, `a name that comes twice: ${quote(name)}`)
    this.#dirs.add(name)
  }

  /** As `nameProblem`; the folder part, which many files share, is looked at once. */
  #plainProblem(path: string, slash: number, base: string): string | null {
    const dir = path.slice(0, Math.max(0, slash))
    const { letters, maxBytes } = this.#nameRules
    const isKnown = letters === 'ascii' && path.length <= maxBytes && this.#plainDirs.has(dir)
    const wrong = nameProblem(isKnown ? base : path, this.#nameRules)
    if (wrong === null && slash > 0) this.#plainDirs.add(dir)
    return wrong
  }

  #nameProblem({ path, kind, size }: CentralEntry): string | null {
    const slash = path.lastIndexOf('/')
    const base = path.slice(slash + 1)
    const wrong = this.#plainProblem(path, slash, base)
    if (wrong !== null || kind === 'dir') return wrong
    if ((this.#rules.goMod ?? 'root') === 'root' && base.toLowerCase() === 'go.mod' && path !== 'go.mod') {
      return `a go.mod that is not the root's: ${quote(path)}`
    }
    // golang.org/x/mod/zip: MaxGoMod, MaxLICENSE
    if ((path === 'go.mod' || path === 'LICENSE') && size > 16 * mebibyte) return `a ${path} of more than 16 MiB`
    return null
  }
}
