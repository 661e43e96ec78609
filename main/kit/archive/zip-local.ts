import { damaged, quote, unsafe } from './archive-failure'

/** An entry as its central header has it, with the stretch of the archive that it must fill. */
export interface SpannedEntry {
  readonly name: string
  readonly flags: number
  readonly deflated: boolean
  readonly crc32: number
  /** Bytes of the file. */
  readonly size: number
  /** Bytes of it in the archive. */
  readonly packed: number
  /** Where the local header stands. */
  readonly offset: number
  /** Where the next entry or the directory begins. */
  readonly end: number
}

export const localBytes = 30
export const descriptorBytes = 12

/**
 * Finds where the data of an entry begins, and checks that nothing in its stretch says otherwise than the directory: the
 * local header repeats the central one, the descriptor too, and header, data and descriptor fill the stretch.
 *
 * @param read gives so many bytes of the archive at a position
 * @throws ARCHIVE_INVALID, ARCHIVE_UNSAFE
 */
export function locateData(entry: SpannedEntry, read: (at: number, length: number) => Buffer, what: string): number {
  const name = Buffer.from(entry.name)
  const headerEnd = entry.offset + localBytes + name.length
  const extraBytes = localExtraBytes(read(entry.offset, headerEnd - entry.offset), entry, name, what)
  const start = headerEnd + extraBytes
  const tail = entry.end - start - entry.packed
  if (tail < 0) throw unsafe(what, `an entry that overlaps the next: ${quote(entry.name)}`)
  const wrong = extraBytes === 0 ? null : extraProblem(read(headerEnd, extraBytes))
  if (wrong !== null) throw unsafe(what, `${wrong}: ${quote(entry.name)}`)
  checkTail(tail === 0 ? null : read(entry.end - tail, Math.min(tail, 16)), tail, entry, what)
  return start
}

// APPNOTE.TXT 4.3.7
function localExtraBytes(header: Buffer, entry: SpannedEntry, name: Buffer, what: string): number {
  if (header.readUInt32LE(0) !== 0x04034b50) throw damaged(what, `no header where one should be: ${quote(entry.name)}`)
  const sameName = header.readUInt16LE(26) === name.length && header.subarray(localBytes).equals(name)
  if (!sameName) throw unsafe(what, `an entry with two names: ${quote(entry.name)}`)
  const [crc32, packed, size] = [header.readUInt32LE(14), header.readUInt32LE(18), header.readUInt32LE(22)]
  const later = (entry.flags & 0x8) !== 0 && crc32 === 0 && packed === 0 && size === 0
  const same =
    header.readUInt16LE(6) === entry.flags &&
    header.readUInt16LE(8) === (entry.deflated ? 8 : 0) &&
    (later || (crc32 === entry.crc32 && packed === entry.packed && size === entry.size))
  if (!same) throw unsafe(what, `an entry whose two headers differ: ${quote(entry.name)}`)
  return header.readUInt16LE(28)
}

// APPNOTE.TXT 4.3.9; the signature is optional there, and the length tells whether it stands here
function checkTail(tail: Buffer | null, length: number, entry: SpannedEntry, what: string): void {
  const wanted = (entry.flags & 0x8) === 0 ? [0] : [descriptorBytes, descriptorBytes + 4]
  if (!wanted.includes(length)) throw unsafe(what, `bytes that belong to no entry, after ${quote(entry.name)}`)
  if (tail === null) return
  const at = length - descriptorBytes
  const same =
    (at === 0 || tail.readUInt32LE(0) === 0x08074b50) &&
    tail.readUInt32LE(at) === entry.crc32 &&
    tail.readUInt32LE(at + 4) === entry.packed &&
    tail.readUInt32LE(at + 8) === entry.size
  if (!same) throw unsafe(what, `an entry whose descriptor differs: ${quote(entry.name)}`)
}

/** Why a header's extra field is refused: only times are wanted, as other fields override names and sizes. */
export function extraProblem(extra: Buffer): string | null {
  for (let at = 0; at < extra.length; ) {
    if (at + 4 > extra.length) return 'a broken extra field'
    const next = at + 4 + extra.readUInt16LE(at + 2)
    if (next > extra.length) return 'a broken extra field'
    // 0x5455: time stamps (Info-ZIP); Go's zip writer makes no other
    if (extra.readUInt16LE(at) !== 0x5455) return 'an extra field other than a time'
    at = next
  }
  return null
}
