import { damaged, quote, unsafe } from './archive-failure'
import type { TarHeader } from './extract-protocol'
import { nameFromRecords } from './tar-records'

/** What a tar holds, in its order: an entry, then the pieces of its bytes. */
export type TarPart =
  | { readonly kind: 'entry'; readonly header: TarHeader }
  | { readonly kind: 'data'; readonly bytes: Buffer }

const blockBytes = 512
/** Bytes of a record that gives the next entry its name. */
const maxRecordBytes = 1024 * 1024
/** A tar is padded to a multiple of its writer's buffer, most often 10 KiB. */
const maxPadding = 1024 * 1024

type State =
  | { readonly kind: 'header' }
  | { readonly kind: 'data'; left: number; readonly padding: number }
  | { readonly kind: 'record'; readonly type: string; readonly bytes: Buffer; done: number; readonly padding: number }
  | { readonly kind: 'padding'; left: number }
  | { readonly kind: 'end'; zeros: number }

/**
 * Reads a tar (POSIX.1-2001 pax, ustar and GNU headers) strictly: regular files and folders only, of which a pax or
 * GNU record may give the name and nothing else; checksums, zero padding and the two closing blocks are required. Names
 * come out as they are: judging them is the caller's part.
 */
export class TarReader {
  readonly #what: string
  readonly #block = Buffer.alloc(blockBytes)
  #filled = 0
  #state: State = { kind: 'header' }
  /** The name that a record gave to the entry to come. */
  #name: string | null = null
  /** True after a record, until its entry comes. */
  #recorded = false
  #sawGlobal = false

  constructor(what: string) {
    this.#what = what
  }

  /** Takes the next bytes. @throws ARCHIVE_INVALID, ARCHIVE_UNSAFE */
  push(bytes: Buffer): TarPart[] {
    const parts: TarPart[] = []
    for (let at = 0; at < bytes.length; ) at += this.#take(bytes.subarray(at), parts)
    return parts
  }

  /** To be called after the last bytes. @throws ARCHIVE_INVALID when something is missing */
  end(): void {
    if (this.#state.kind !== 'end' || this.#state.zeros < blockBytes || this.#filled !== 0) {
      throw damaged(this.#what, 'it breaks off')
    }
  }

  /** Uses some of the bytes, at least one; returns how many. */
  #take(bytes: Buffer, parts: TarPart[]): number {
    const state = this.#state
    switch (state.kind) {
      case 'header':
        return this.#fillBlock(bytes, parts)
      case 'data': {
        const piece = bytes.subarray(0, state.left)
        parts.push({ kind: 'data', bytes: piece })
        state.left -= piece.length
        if (state.left === 0) this.#pad(state.padding)
        return piece.length
      }
      case 'record': {
        const count = bytes.copy(state.bytes, state.done)
        state.done += count
        if (state.done === state.bytes.length) {
          this.#readRecord(state.type, state.bytes)
          this.#pad(state.padding)
        }
        return count
      }
      case 'padding': {
        const count = this.#zeros(bytes.subarray(0, state.left))
        state.left -= count
        if (state.left === 0) this.#state = { kind: 'header' }
        return count
      }
      case 'end':
        state.zeros += this.#zeros(bytes)
        if (state.zeros > maxPadding) throw unsafe(this.#what, 'it goes on after its end')
        return bytes.length
    }
  }

  #fillBlock(bytes: Buffer, parts: TarPart[]): number {
    const count = bytes.copy(this.#block, this.#filled)
    this.#filled += count
    if (this.#filled < blockBytes) return count
    this.#filled = 0
    if (this.#block.every((byte) => byte === 0)) {
      if (this.#recorded) throw damaged(this.#what, 'a record without a file')
      this.#state = { kind: 'end', zeros: 0 }
    } else {
      this.#readHeader(this.#block, parts)
    }
    return count
  }

  #readHeader(block: Buffer, parts: TarPart[]): void {
    checkSum(block, this.#what)
    const isPosix = block.toString('latin1', 257, 265) === 'ustar\x0000'
    const isGnu = block.toString('latin1', 257, 265) === 'ustar  \0'
    if (!isPosix && !isGnu) throw unsafe(this.#what, 'it is not a tar of the usual kind')
    const size = readSize(block, this.#what)
    const type = String.fromCharCode(block[156] ?? 0)
    const name = textOf(block, 0, 100, this.#what)
    const folder = isPosix ? textOf(block, 345, 500, this.#what) : ''
    const ownName = folder === '' ? name : `${folder}/${name}`
    const padding = (blockBytes - (size % blockBytes)) % blockBytes
    if (type === 'x' || type === 'g' || type === 'L') {
      this.#startRecord(type, size, padding)
      return
    }
    const whole = this.#name ?? ownName
    this.#name = null
    this.#recorded = false
    if (type !== '0' && type !== '5') throw unsafe(this.#what, `neither a plain file nor a folder: ${quote(whole)}`)
    if (block[157] !== 0) throw unsafe(this.#what, `a file that is also a link: ${quote(whole)}`)
    if (type === '5' && size !== 0) throw unsafe(this.#what, `a folder with data: ${quote(whole)}`)
    parts.push({ kind: 'entry', header: { kind: type === '0' ? 'file' : 'dir', name: whole, size } })
    if (size > 0) this.#state = { kind: 'data', left: size, padding }
  }

  #startRecord(type: string, size: number, padding: number): void {
    if (size === 0 || size > maxRecordBytes) throw unsafe(this.#what, `a record of ${size} bytes`)
    // so that records can't go on forever
    if (type === 'g' ? this.#sawGlobal : this.#recorded) throw unsafe(this.#what, 'two records for one entry')
    if (type === 'g') this.#sawGlobal = true
    else this.#recorded = true
    this.#state = { kind: 'record', type, bytes: Buffer.alloc(size), done: 0, padding }
  }

  #readRecord(type: string, bytes: Buffer): void {
    if (type === 'L') {
      this.#name = textOf(bytes, 0, bytes.length, this.#what)
      return
    }
    const name = nameFromRecords(bytes, this.#what)
    if (type === 'g' && name !== null) throw unsafe(this.#what, 'one name for all its files')
    this.#name = name ?? this.#name
  }

  #pad(padding: number): void {
    this.#state = padding === 0 ? { kind: 'header' } : { kind: 'padding', left: padding }
  }

  #zeros(bytes: Buffer): number {
    if (bytes.some((byte) => byte !== 0)) throw unsafe(this.#what, 'bytes that belong to no file')
    return bytes.length
  }
}

function checkSum(block: Buffer, what: string): void {
  let sum = 0
  for (let index = 0; index < blockBytes; index++) sum += index >= 148 && index < 156 ? 0x20 : (block[index] ?? 0)
  const field = /^ *([0-7]+)[\0 ]*$/.exec(block.toString('latin1', 148, 156))
  if (!field?.[1] || Number.parseInt(field[1], 8) !== sum) throw damaged(what, 'the checksum of a header is wrong')
}

function readSize(block: Buffer, what: string): number {
  const field = block.subarray(124, 136)
  if ((field[0] ?? 0) & 0x80) return readBinary(field, what)
  const octal = /^ *([0-7]+)[\0 ]*$/.exec(field.toString('latin1'))
  if (!octal?.[1]) throw damaged(what, 'a size that is no number')
  return Number.parseInt(octal[1], 8)
}

// GNU's base-256: the first bit set, then a big-endian two's complement number
function readBinary(field: Buffer, what: string): number {
  let value = BigInt((field[0] ?? 0) & 0x7f)
  for (const byte of field.subarray(1)) value = value * 256n + BigInt(byte)
  // a negative number has its next bit set, so it is huge when read as positive
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw unsafe(what, 'an impossible size')
  return Number(value)
}

/** A text field, ended by a NUL behind which nothing hides. */
function textOf(block: Buffer, start: number, end: number, what: string): string {
  const field = block.subarray(start, end)
  const nul = field.indexOf(0)
  if (nul >= 0 && field.subarray(nul).some((byte) => byte !== 0)) throw unsafe(what, 'a name with something behind it')
  return field.toString('utf8', 0, nul < 0 ? undefined : nul)
}
