import { damaged, unsafe } from './archive-failure'

/** Where the deflate stream of a gzip file of one member lies. */
export interface GzipFrame {
  readonly start: number
  readonly end: number
}

/** What a gzip's deflate stream must come to. */
export interface GzipTrailer {
  readonly crc32: number
  /** Bytes unpacked, modulo 2^32. */
  readonly size: number
}

const headerBytes = 10
const trailerBytes = 8
const hasName = 0x08
/** Bytes at the file's beginning that {@link readFrame} wants; fewer of a shorter file. */
export const frameHeadBytes = 1024

/**
 * Reads gzip's header (RFC 1952) of a file that is one member and nothing else. That it is one member shows when its
 * deflate stream ends exactly where the trailer begins.
 *
 * @param size bytes of the file
 * @throws ARCHIVE_INVALID, ARCHIVE_UNSAFE
 */
export function readFrame(head: Buffer, size: number, what: string): GzipFrame {
  if (size < headerBytes + trailerBytes) throw damaged(what, 'it is too short for a gzip')
  if (head.readUInt16BE(0) !== 0x1f8b || head[2] !== 8) throw damaged(what, 'it is not a gzip')
  const flags = head[3] ?? 0
  if ((flags & ~hasName) !== 0) throw unsafe(what, 'an unusual gzip header')
  const nameEnd = (flags & hasName) === 0 ? headerBytes - 1 : head.indexOf(0, headerBytes)
  if (nameEnd < 0 || nameEnd >= size - trailerBytes) throw damaged(what, 'an endless name in its gzip header')
  return { start: nameEnd + 1, end: size - trailerBytes }
}

/** @param bytes what follows the frame */
export function readTrailer(bytes: Buffer): GzipTrailer {
  return { crc32: bytes.readUInt32LE(0), size: bytes.readUInt32LE(4) }
}
