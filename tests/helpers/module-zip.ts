import { hash } from 'node:crypto'
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

/**
 * A module zip as the Go project makes them: every entry deflated, sizes in data descriptors, no directory entries.
 *
 * @param prefix `module@version`, put before every name
 * @param files content by path
 */
export function moduleZip(prefix: string, files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(`${prefix}/${path}`)
    const data = Buffer.from(content)
    const packed = deflateRawSync(data)
    const sum = crc32(data)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(20, 4)
    local.writeUInt16LE(8, 6)
    local.writeUInt16LE(8, 8)
    local.writeUInt16LE(name.length, 26)
    const descriptor = Buffer.alloc(16)
    descriptor.writeUInt32LE(0x08074b50, 0)
    descriptor.writeUInt32LE(sum, 4)
    descriptor.writeUInt32LE(packed.length, 8)
    descriptor.writeUInt32LE(data.length, 12)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(20, 4)
    central.writeUInt16LE(20, 6)
    central.writeUInt16LE(8, 8)
    central.writeUInt16LE(8, 10)
    central.writeUInt32LE(sum, 16)
    central.writeUInt32LE(packed.length, 20)
    central.writeUInt32LE(data.length, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(offset, 42)
    parts.push(local, name, packed, descriptor)
    directory.push(central, name)
    offset += local.length + name.length + packed.length + descriptor.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(directory.length / 2, 8)
  end.writeUInt16LE(directory.length / 2, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}

/** The `h1:` hash of a zip, read the plain way: for zips that a test made itself. */
export function zipHash(zip: Buffer): string {
  const count = zip.readUInt16LE(zip.length - 12)
  let at = zip.readUInt32LE(zip.length - 6)
  const lines: [Buffer, string][] = []
  for (let i = 0; i < count; i++) {
    const nameLength = zip.readUInt16LE(at + 28)
    const name = zip.subarray(at + 46, at + 46 + nameLength)
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20))
    const data = zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)
    lines.push([name, `${hash('sha256', data, 'hex')}  ${name.toString()}\n`])
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  lines.sort(([a], [b]) => Buffer.compare(a, b))
  return `h1:${hash('sha256', lines.map(([, line]) => line).join(''), 'base64')}`
}

/** The `h1:` hash of a go.mod file. */
export function modHash(mod: string): string {
  return `h1:${hash('sha256', `${hash('sha256', mod, 'hex')}  go.mod\n`, 'base64')}`
}
