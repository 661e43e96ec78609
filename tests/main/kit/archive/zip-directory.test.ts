import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  readZipDirectory,
  readZipEnd,
  type ZipDirectory,
  type ZipRules,
} from '../../../../main/kit/archive/zip-directory'
import { locateData } from '../../../../main/kit/archive/zip-local'
import { modulePrefix } from '../../../helpers/hostile-zips'
import { temporaryDir } from '../../../helpers/temporary-dir'
import { makeZip, type ZipPart } from '../../../helpers/zip-maker'

async function zipFile(parts: readonly ZipPart[]): Promise<string> {
  const path = join(await temporaryDir(), 'archive.zip')
  await writeFile(path, makeZip(parts))
  return path
}

async function directoryOf(path: string, rules: ZipRules): Promise<ZipDirectory> {
  const file = await open(path)
  try {
    const source = { fd: file.fd, size: (await file.stat()).size, ready: async () => undefined }
    return readZipDirectory(file.fd, await readZipEnd(source, rules), rules)
  } finally {
    await file.close()
  }
}

const rules = { what: 'the archive', prefix: modulePrefix }
const part = (path: string, more: Partial<ZipPart> = {}): ZipPart => ({ ...more, name: `${modulePrefix}${path}` })

describe('a zip directory', () => {
  it('names every entry with where its data is', async () => {
    const path = await zipFile([
      part('b', { data: 'bb' }),
      part('d/', { data: '', method: 0, flags: 0, mode: 0o040755 }),
      part('a', { data: 'stored', method: 0 }),
    ])
    const { entries, files, bytes } = await directoryOf(path, rules)
    expect({ files, bytes }).toEqual({ files: 2, bytes: 8 })
    expect(entries.map(({ name, path, kind, deflated, size }) => ({ name, path, kind, deflated, size }))).toEqual([
      { name: `${modulePrefix}b`, path: 'b', kind: 'file', deflated: true, size: 2 },
      { name: `${modulePrefix}d/`, path: 'd', kind: 'dir', deflated: false, size: 0 },
      { name: `${modulePrefix}a`, path: 'a', kind: 'file', deflated: false, size: 6 },
    ])
    const [first, , stored] = entries
    const zip = await readFile(path)
    const read = (at: number, length: number) => zip.subarray(at, at + length)
    if (!first || !stored) throw new Error('three entries')
    const start = locateData(stored, read, 'the archive')
    expect(read(start, stored.packed).toString()).toBe('stored')
    expect(stored.end).toBe(zip.readUInt32LE(zip.length - 6))
    // one byte of a local header that says otherwise
    zip[first.offset + 6] = 0
    expect(() => locateData(first, read, 'the archive')).toThrow('two headers differ')
  })

  it('takes the order of the bytes, whatever the order of the directory', async () => {
    const zip = makeZip([part('a'), part('b')])
    const start = zip.readUInt32LE(zip.length - 6)
    const half = (zip.length - 22 - start) / 2
    const swapped = Buffer.concat([
      zip.subarray(0, start),
      zip.subarray(start + half, start + 2 * half),
      zip.subarray(start, start + half),
      zip.subarray(-22),
    ])
    const path = join(await temporaryDir(), 'swapped.zip')
    await writeFile(path, swapped)
    expect((await directoryOf(path, rules)).entries.map((entry) => entry.path)).toEqual(['a', 'b'])
  })

  it('keeps to the limits it is given', async () => {
    const path = await zipFile([part('a', { data: 'x'.repeat(100) }), part('bb', { data: 'y' })])
    const within = { archiveBytes: 1_000, bytes: 101, entries: 2, nameBytes: modulePrefix.length + 2 }
    await expect(directoryOf(path, { ...rules, limits: within })).resolves.toMatchObject({ files: 2 })
    for (const name of ['archiveBytes', 'bytes', 'entries', 'nameBytes'] as const) {
      const limits = { ...within, [name]: name === 'archiveBytes' ? 100 : within[name] - 1 }
      await expect(directoryOf(path, { ...rules, limits }), name).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE' })
    }
  })

  it('allows what is not a module only when told so', async () => {
    const nested = await zipFile([part('src/go.mod')])
    await expect(directoryOf(nested, rules)).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE' })
    await expect(directoryOf(nested, { ...rules, goMod: 'anywhere' })).resolves.toMatchObject({ files: 1 })
    const letters = await zipFile([part('Þfoo.go', { flags: 0x808 })])
    await expect(directoryOf(letters, rules)).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE' })
    await expect(directoryOf(letters, { ...rules, letters: 'letters' })).resolves.toMatchObject({ files: 1 })
    const unsaid = await zipFile([part('Þfoo.go')])
    await expect(directoryOf(unsaid, { ...rules, letters: 'letters' })).rejects.toMatchObject({
      code: 'ARCHIVE_UNSAFE',
    })
    const short = await zipFile([part('PROGRA~1')])
    await expect(directoryOf(short, { ...rules, shortNames: true })).rejects.toMatchObject({
      code: 'ARCHIVE_UNSAFE',
    })
  })
})
