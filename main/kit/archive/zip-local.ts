import type { FileHandle } from 'node:fs/promises'
import { damaged, quote, unsafe } from './archive-failure'
import type { Breather } from './breather'
import { readExactly } from './read-exactly'
import type { CentralEntry, ZipEntry } from './zip-directory'

const localBytes = 30
const descriptorBytes = 12
const windowBytes = 1024 * 1024

/**
 * Finds where the data of each entry begins, and checks that nothing in the archive says otherwise: the local headers
 * repeat the central ones, descriptors too, and entry follows entry from byte 0 to the directory without gap or overlap.
 *
 * @param entries in the order of their offsets
 */
export async function locateData(
  file: FileHandle,
  entries: readonly CentralEntry[],
  directoryOffset: number,
  what: string,
  breather: Breather,
): Promise<ZipEntry[]> {
  const window = new ReadWindow(file, directoryOffset)
  const located: ZipEntry[] = []
  if (entries[0]?.offset !== 0) throw unsafe(what, 'something stands before its first entry')
  for (const [index, entry] of entries.entries()) {
    if (breather.isDue) await breather.breathe()
    const end = entries[index + 1]?.offset ?? directoryOffset
    const headerEnd = entry.offset + localBytes + entry.rawName.length
    const least = headerEnd + entry.packed + (entry.flags & 0x8 ? descriptorBytes : 0)
    if (least > end) throw unsafe(what, `an entry that overlaps the next: ${quote(entry.name)}`)
    const header = await window.at(entry.offset, headerEnd - entry.offset, what)
    const extraBytes = localExtraBytes(header, entry, what)
    const start = headerEnd + extraBytes
    // one window: the descriptor is most often in it, the next header always just behind
    const extra = extraBytes === 0 ? header.subarray(0, 0) : await window.at(headerEnd, extraBytes, what)
    const wrong = extraProblem(extra)
    if (wrong !== null) throw unsafe(what, `${wrong}: ${quote(entry.name)}`)
    const tail = end - start - entry.packed
    if (tail < 0) throw unsafe(what, `an entry that overlaps the next: ${quote(entry.name)}`)
    checkTail(tail === 0 ? null : await window.at(end - tail, Math.min(tail, 16), what), tail, entry, what)
    const { name, path, kind, deflated, crc32, size, packed } = entry
    located.push({ name, path, kind, deflated, crc32, size, packed, start })
  }
  return located
}

// APPNOTE.TXT 4.3.7
function localExtraBytes(header: Buffer, entry: CentralEntry, what: string): number {
  if (header.readUInt32LE(0) !== 0x04034b50) throw damaged(what, `no header where one should be: ${quote(entry.name)}`)
  const sameName = header.readUInt16LE(26) === entry.rawName.length && header.subarray(localBytes).equals(entry.rawName)
  if (!sameName) throw unsafe(what, `an entry with two names: ${quote(entry.name)}`)
  const said = [header.readUInt32LE(14), header.readUInt32LE(18), header.readUInt32LE(22)]
  const meant = [entry.crc32, entry.packed, entry.size]
  const later = (entry.flags & 0x8) !== 0 && said.every((value) => value === 0)
  const same =
    header.readUInt16LE(6) === entry.flags &&
    header.readUInt16LE(8) === entry.method &&
    (later || said.every((value, index) => value === meant[index]))
  if (!same) throw unsafe(what, `an entry whose two headers differ: ${quote(entry.name)}`)
  return header.readUInt16LE(28)
}

// APPNOTE.TXT 4.3.9; the signature is optional there, and the length tells whether it stands here
function checkTail(tail: Buffer | null, length: number, entry: CentralEntry, what: string): void {
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

/** Reads a file forward, a mebibyte at a time, so that 12,000 headers cost some hundred reads. */
class ReadWindow {
  readonly #file: FileHandle
  readonly #end: number
  #start = 0
  #bytes: Buffer = Buffer.alloc(0)

  constructor(file: FileHandle, end: number) {
    this.#file = file
    this.#end = end
  }

  async at(position: number, length: number, what: string): Promise<Buffer> {
    if (position < this.#start || position + length > this.#start + this.#bytes.length) await this.#move(position, what)
    const from = position - this.#start
    if (from + length > this.#bytes.length) throw damaged(what, 'it breaks off')
    return this.#bytes.subarray(from, from + length)
  }

  async #move(position: number, what: string): Promise<void> {
    this.#bytes = await readExactly(this.#file, position, Math.min(windowBytes, this.#end - position), what)
    this.#start = position
  }
}
