import { crc32, deflateRawSync } from 'node:zlib'

export interface TarPart {
  name: string | Buffer
  data?: Buffer | string
  type?: string
  linkName?: string
  /** ustar's second name field. */
  folder?: string
  magic?: 'posix' | 'gnu' | 'none'
  /** The size as the field's 12 bytes say it. */
  sizeField?: Buffer
  /** Added to the true checksum. */
  sumOff?: number
  /** What the data is padded with. */
  padding?: number
}

/** Writes a tar that says whatever it is told to; without lies it is a plain ustar. */
export function makeTar(parts: readonly TarPart[], end: Buffer = Buffer.alloc(1024)): Buffer {
  return Buffer.concat([...parts.flatMap(recordOf), end])
}

function recordOf(part: TarPart): Buffer[] {
  const data = Buffer.from(part.data ?? '')
  const padding = Buffer.alloc((512 - (data.length % 512)) % 512, part.padding ?? 0)
  return [headerOf(part, data.length), data, padding]
}

function headerOf(part: TarPart, size: number): Buffer {
  const block = Buffer.alloc(512)
  Buffer.from(part.name).copy(block, 0, 0, 100)
  block.write('0000644\0', 100)
  block.write('0000000\0', 108)
  block.write('0000000\0', 116)
  if (part.sizeField) part.sizeField.copy(block, 124)
  else block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  block.write('00000000000\0', 136)
  block.write(part.type ?? '0', 156, 'latin1')
  block.write(part.linkName ?? '', 157)
  if (part.magic === 'gnu') block.write('ustar  \0', 257)
  else if (part.magic !== 'none') block.write('ustar\x0000', 257)
  block.write(part.folder ?? '', 345)
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0) + (part.sumOff ?? 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** A pax extended header (type `x`, or `g` for all that follow) with these records. */
export function paxHeader(records: Readonly<Record<string, string>>, type: 'x' | 'g' = 'x'): TarPart {
  const lines = Object.entries(records).map(([key, value]) => paxRecord(key, value))
  return { name: 'PaxHeaders/x', type, data: Buffer.concat(lines) }
}

function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`)
  let length = rest.length
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return Buffer.concat([Buffer.from(String(length)), rest])
}

/** GNU's way of giving the next entry a long name. */
export function longName(name: string): TarPart {
  return { name: '././@LongLink', type: 'L', magic: 'gnu', data: `${name}\0` }
}

/** What is wrong with the gzip around the tar. */
export interface GzipShape {
  flags?: number
  /** Stands between header and data. */
  extra?: Buffer
  crc32?: number
  size?: number
  packed?: Buffer
}

/** One gzip member. */
export function makeGzip(data: Buffer, shape: GzipShape = {}): Buffer {
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(shape.crc32 ?? crc32(data), 0)
  trailer.writeUInt32LE(shape.size ?? data.length % 2 ** 32, 4)
  const header = Buffer.from([0x1f, 0x8b, 8, shape.flags ?? 0, 0, 0, 0, 0, 0, 255])
  return Buffer.concat([header, shape.extra ?? Buffer.alloc(0), shape.packed ?? deflateRawSync(data), trailer])
}
