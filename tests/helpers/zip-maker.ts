import { crc32, deflateRawSync } from 'node:zlib'

/** What a header says of an entry. */
export interface ZipClaims {
  name?: string | Buffer
  flags?: number
  method?: number
  crc32?: number
  packed?: number
  size?: number
  extra?: Buffer
}

export interface ZipPart extends ZipClaims {
  name: string | Buffer
  /** The file's real content; deflated unless the method is 0. */
  data?: Buffer | string
  /** The bytes that stand in the archive, when not what `data` is packed to. */
  packedData?: Buffer
  /** Type and permissions as Unix has them; a regular file's 0100644 when not given. */
  mode?: number
  dosAttributes?: number
  /** Lies of the central header alone. */
  central?: ZipClaims & { comment?: Buffer; disk?: number; offset?: number }
  /** Lies of the local header alone. Sizes and checksum there are 0 when a descriptor follows. */
  local?: ZipClaims
  /** Lies of the data descriptor alone; `short` leaves its signature away. */
  descriptor?: { crc32?: number; packed?: number; size?: number; short?: boolean }
  /** Bytes put before the local header. */
  junk?: Buffer
  /** Has a central header only, which points to the local header of the part with this index. */
  sharesDataOf?: number
}

/** What is wrong with the archive as a whole. */
export interface ZipShape {
  /** Offsets do not count it. */
  before?: Buffer
  beforeDirectory?: Buffer
  afterDirectory?: Buffer
  after?: Buffer
  comment?: Buffer
  end?: { disk?: number; directoryDisk?: number; countHere?: number; count?: number; bytes?: number; offset?: number }
}

/** Writes a zip that says whatever it is told to; without lies it is as Go's zip writer makes them. */
export function makeZip(parts: readonly ZipPart[], shape: ZipShape = {}): Buffer {
  const pieces: Buffer[] = shape.before ? [shape.before] : []
  let offset = 0
  const put = (bytes: Buffer): void => {
    pieces.push(bytes)
    offset += bytes.length
  }
  const offsets: number[] = []
  for (const part of parts) {
    if (part.sharesDataOf !== undefined) {
      offsets.push(offsets[part.sharesDataOf] ?? 0)
      continue
    }
    if (part.junk) put(part.junk)
    offsets.push(offset)
    const truth = truthOf(part)
    const later = (truth.flags & 0x8) !== 0
    put(localHeader({ ...truth, ...(later ? { crc32: 0, packed: 0, size: 0 } : {}), ...part.local }))
    put(packedOf(part))
    if (later) put(descriptor({ ...truth, ...part.descriptor }))
  }
  if (shape.beforeDirectory) put(shape.beforeDirectory)
  const start = offset
  for (const [index, part] of parts.entries()) put(centralHeader(part, offsets[index] ?? 0))
  if (shape.afterDirectory) put(shape.afterDirectory)
  const { end = {}, comment = Buffer.alloc(0) } = shape
  const record = Buffer.alloc(22)
  record.writeUInt32LE(0x06054b50, 0)
  record.writeUInt16LE(end.disk ?? 0, 4)
  record.writeUInt16LE(end.directoryDisk ?? 0, 6)
  record.writeUInt16LE(end.countHere ?? end.count ?? parts.length, 8)
  record.writeUInt16LE(end.count ?? parts.length, 10)
  record.writeUInt32LE(end.bytes ?? offset - start, 12)
  record.writeUInt32LE(end.offset ?? start, 16)
  record.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...pieces, record, comment, ...(shape.after ? [shape.after] : [])])
}

function dataOf(part: ZipPart): Buffer {
  return Buffer.from(part.data ?? `content of ${part.name}\n`)
}

function packedOf(part: ZipPart): Buffer {
  if (part.packedData) return part.packedData
  return (part.method ?? 8) === 0 ? dataOf(part) : deflateRawSync(dataOf(part))
}

function truthOf(part: ZipPart): Required<ZipClaims> {
  const data = dataOf(part)
  return {
    name: part.name,
    flags: part.flags ?? 0x8,
    method: part.method ?? 8,
    crc32: part.crc32 ?? crc32(data),
    packed: part.packed ?? packedOf(part).length,
    size: part.size ?? data.length,
    extra: part.extra ?? Buffer.alloc(0),
  }
}

function localHeader(claims: Required<ZipClaims>): Buffer {
  const name = Buffer.from(claims.name)
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(claims.flags, 6)
  header.writeUInt16LE(claims.method, 8)
  header.writeUInt32LE(claims.crc32, 14)
  header.writeUInt32LE(claims.packed, 18)
  header.writeUInt32LE(claims.size, 22)
  header.writeUInt16LE(name.length, 26)
  header.writeUInt16LE(claims.extra.length, 28)
  return Buffer.concat([header, name, claims.extra])
}

function descriptor(claims: { crc32: number; packed: number; size: number; short?: boolean }): Buffer {
  const record = Buffer.alloc(16)
  record.writeUInt32LE(0x08074b50, 0)
  record.writeUInt32LE(claims.crc32, 4)
  record.writeUInt32LE(claims.packed, 8)
  record.writeUInt32LE(claims.size, 12)
  return claims.short ? record.subarray(4) : record
}

function centralHeader(part: ZipPart, offset: number): Buffer {
  const claims = { ...truthOf(part), ...part.central }
  const name = Buffer.from(claims.name)
  const comment = part.central?.comment ?? Buffer.alloc(0)
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(0x0314, 4)
  header.writeUInt16LE(20, 6)
  header.writeUInt16LE(claims.flags, 8)
  header.writeUInt16LE(claims.method, 10)
  header.writeUInt32LE(claims.crc32, 16)
  header.writeUInt32LE(claims.packed, 20)
  header.writeUInt32LE(claims.size, 24)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt16LE(claims.extra.length, 30)
  header.writeUInt16LE(comment.length, 32)
  header.writeUInt16LE(part.central?.disk ?? 0, 34)
  header.writeUInt32LE((((part.mode ?? 0o100644) << 16) | (part.dosAttributes ?? 0)) >>> 0, 38)
  header.writeUInt32LE(part.central?.offset ?? offset, 42)
  return Buffer.concat([header, name, claims.extra, comment])
}
