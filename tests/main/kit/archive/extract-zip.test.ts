import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rmdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { exists } from '../../../../main/kit'
import { drain } from '../../../helpers/drain'
import { type UnzipFileOptions, unzipFile } from '../../../helpers/extract-file'
import { extractWorker } from '../../../helpers/extract-worker'
import { modulePrefix } from '../../../helpers/hostile-zips'
import { temporaryDir } from '../../../helpers/temporary-dir'
import { treeOf } from '../../../helpers/tree'
import { makeZip, type ZipPart } from '../../../helpers/zip-maker'

const part = (path: string, more: Partial<ZipPart> = {}): ZipPart => ({ ...more, name: `${modulePrefix}${path}` })

async function zipOf(parts: readonly ZipPart[]): Promise<UnzipFileOptions & { dir: string }> {
  const dir = await temporaryDir()
  const archive = join(dir, 'archive.zip')
  await writeFile(archive, makeZip(parts))
  const destination = join(dir, 'tree')
  return { dir, archive, destination, workerUrl: extractWorker, what: 'the archive', prefix: modulePrefix }
}

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')
const noise = randomBytes(64 * 1024)
/** Files of noise, each other than its neighbours. */
const many = (count: number, bytes: number, method: 0 | 8 = 8): ZipPart[] =>
  Array.from({ length: count }, (_, index) =>
    part(`d${index % 50}/f${index}`, { data: noise.subarray(index % 1024).subarray(0, bytes), method }),
  )

describe('a zip', () => {
  it('becomes a tree, renamed, with the modes wanted, each file hashed', async () => {
    const options = await zipOf([
      part('bin/go', { data: 'binary', mode: 0o100644 }),
      part('src/_go.mod', { data: 'module std\n', mode: 0o104777 }),
      part('doc/left-out', { data: 'left out' }),
      part('empty/', { data: '', method: 0, flags: 0, mode: 0o040755 }),
    ])
    const asked: string[] = []
    const { yielded, returned } = await drain(
      unzipFile({
        ...options,
        rename: (path) => {
          asked.push(path)
          return path.startsWith('doc/') ? null : path.replace('_go.mod', 'go.mod')
        },
        modeOf: (target) => (target.startsWith('bin/') ? 0o755 : 0o644),
      }),
    )
    expect(asked).toEqual(['bin/go', 'src/_go.mod', 'doc/left-out'])
    expect(await treeOf(options.destination)).toBe(
      [`bin/ 755`, `bin/go 755 ${sha256('binary')}`, `src/ 755`, `src/go.mod 644 ${sha256('module std\n')}`].join('\n'),
    )
    expect(returned).toEqual({
      files: 2,
      bytes: 17,
      entries: [
        { name: `${modulePrefix}bin/go`, size: 6, sha256: sha256('binary') },
        { name: `${modulePrefix}src/_go.mod`, size: 11, sha256: sha256('module std\n') },
        { name: `${modulePrefix}doc/left-out`, size: 8, sha256: sha256('left out') },
        { name: `${modulePrefix}empty/`, size: 0, sha256: sha256('') },
      ],
    })
    expect(yielded[0]).toEqual({ kind: 'extract', files: 0, total: 3 })
    expect(yielded.at(-1)).toEqual({ kind: 'extract', files: 3, total: 3 })
  })

  it('may hold files of any size, packed or not', async () => {
    const large = randomBytes(5 * 1024 * 1024 + 1)
    const text = Buffer.alloc(9 * 1024 * 1024, 'all work and no play ')
    const options = await zipOf([
      part('small', { data: 'x' }),
      part('noise', { data: large }),
      part('noise-stored', { data: large, method: 0 }),
      part('text', { data: text }),
      part('exactly', { data: text.subarray(0, 4 * 1024 * 1024) }),
      ...many(300, 2_000),
    ])
    const { returned } = await drain(unzipFile(options))
    const sums = new Map(returned.entries.map((entry) => [entry.name.slice(modulePrefix.length), entry.sha256]))
    expect(sums.get('noise')).toBe(sha256(large))
    expect(sums.get('noise-stored')).toBe(sha256(large))
    expect(sums.get('text')).toBe(sha256(text))
    for (const [path, sum] of sums) {
      expect(sha256(await readFile(join(options.destination, path))), path).toBe(sum)
    }
    expect(sums.size).toBe(305)
  })

  it('reports at most ten times a second, and goes on when nobody asks', async () => {
    const options = await zipOf(many(2_000, 3_000))
    const started = performance.now()
    const { yielded } = await drain(unzipFile({ ...options, destination: join(options.dir, 'drained') }))
    expect(yielded.length).toBeLessThanOrEqual(3 + (performance.now() - started) / 100)
    const files = yielded.map((progress) => progress.files)
    expect(files).toEqual([...new Set(files)].sort((a, b) => a - b))
    const idle = unzipFile({ ...options, workers: 1 })
    await idle.next()
    const second = await idle.next()
    // not asked for any more, yet unpacked to the end
    expect(second.done).toBe(false)
    await expect.poll(() => exists(join(options.destination, 'd49/f1999')), { timeout: 10_000 }).toBe(true)
    await idle.return({ entries: [], files: 0, bytes: 0 })
  })
})

describe('a tree that somebody else touches', () => {
  it('is not begun where something is', async () => {
    const options = await zipOf([part('a')])
    await mkdir(options.destination)
    await writeFile(join(options.destination, 'mine'), 'mine')
    const before = await treeOf(options.dir)
    await expect(drain(unzipFile(options))).rejects.toMatchObject({
      code: 'FILE_CHANGED',
      details: { path: options.destination },
    })
    expect(await treeOf(options.dir)).toBe(before)
  })

  it('is not begun through a link', async () => {
    const options = await zipOf([part('a')])
    await mkdir(join(options.dir, 'elsewhere'))
    await symlink('elsewhere', options.destination)
    await expect(drain(unzipFile(options))).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    expect(await treeOf(join(options.dir, 'elsewhere'))).toBe('')
  })

  it('may be below a link', async () => {
    const options = await zipOf([part('a', { data: 'x' })])
    await mkdir(join(options.dir, 'real'))
    await symlink('real', join(options.dir, 'link'))
    await drain(unzipFile({ ...options, destination: join(options.dir, 'link/tree') }))
    expect(await readFile(join(options.dir, 'real/tree/a'), 'utf8')).toBe('x')
  })

  it('takes no file into a folder that became a link', async () => {
    const options = await zipOf([part('bin/evil')])
    const outside = join(options.dir, 'outside')
    await mkdir(outside)
    const extracting = unzipFile(options)
    await extracting.next()
    await rmdir(join(options.destination, 'bin'))
    await symlink(outside, join(options.destination, 'bin'))
    await expect(drain(extracting)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    expect(await treeOf(outside)).toBe('')
  })

  it('takes no file when its root was exchanged', async () => {
    const options = await zipOf([part('a')])
    const extracting = unzipFile(options)
    await extracting.next()
    await rename(options.destination, `${options.destination}-moved`)
    await mkdir(join(options.dir, 'outside'))
    await symlink('outside', options.destination)
    await expect(drain(extracting)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    expect(await treeOf(join(options.dir, 'outside'))).toBe('')
  })

  it('has no file replaced, and no link followed', async () => {
    const options = await zipOf([part('a', { data: 'new' })])
    await writeFile(join(options.dir, 'outside'), 'old')
    const extracting = unzipFile(options)
    await extracting.next()
    await symlink('../outside', join(options.destination, 'a'))
    await expect(drain(extracting)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    expect(await readFile(join(options.dir, 'outside'), 'utf8')).toBe('old')
  })
})

describe('new names', () => {
  it.each([
    ['climb out', () => '../x'],
    ['are absolute', () => '/tmp/x'],
    ['meet', () => 'x'],
    ['meet in another case', (path: string) => (path === 'a' ? 'X' : 'x')],
    ['lie in a file', (path: string) => (path === 'a' ? 'x' : 'x/y')],
  ])('that %s are refused before anything is made', async (_title, rename) => {
    const options = await zipOf([part('a'), part('b')])
    await expect(drain(unzipFile({ ...options, rename }))).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE' })
    expect(await exists(options.destination)).toBe(false)
  })
})

describe('breaking off', () => {
  it('before the start does nothing', async () => {
    const options = await zipOf([part('a')])
    await expect(drain(unzipFile({ ...options, signal: AbortSignal.abort() }))).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    expect(await exists(options.destination)).toBe(false)
  })

  it('amid the work takes less than a second, and nothing is written after', async () => {
    const options = await zipOf([...many(4_000, 20_000, 0), part('large', { data: Buffer.alloc(60 * 1024 * 1024) })])
    const stop = new AbortController()
    const extracting = unzipFile({ ...options, signal: stop.signal })
    await extracting.next()
    const { value } = await extracting.next()
    expect(value).toMatchObject({ kind: 'extract' })
    const asked = performance.now()
    stop.abort()
    await expect(drain(extracting)).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - asked).toBeLessThan(1_000)
    const left = await treeOf(options.destination)
    expect(left.split('\n').length).toBeLessThan(4_000)
    // a thread still at work would add to it
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await treeOf(options.destination)).toBe(left)
    expect((await treeOf(options.dir, ['tree'])).split('\n').length).toBe(1)
  })

  it('by not asking any more ends the work too', async () => {
    const options = await zipOf(many(3_000, 20_000, 0))
    const extracting = unzipFile(options)
    await extracting.next()
    await extracting.next()
    await extracting.return({ entries: [], files: 0, bytes: 0 })
    const left = await treeOf(options.destination)
    expect(left.split('\n').length).toBeLessThan(3_000)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await treeOf(options.destination)).toBe(left)
  })
})

describe('what can fail, and is said', () => {
  it('is no parent folder, no worker', async () => {
    const options = await zipOf([part('a')])
    const absent = join(options.dir, 'absent')
    await expect(drain(unzipFile({ ...options, destination: join(absent, 'tree') }))).rejects.toMatchObject({
      code: 'INTERNAL',
    })
    await expect(drain(unzipFile({ ...options, workerUrl: pathToFileURL(absent) }))).rejects.toMatchObject({
      code: 'INTERNAL',
    })
  })

  it('is a disk that is too small, before anything is made', async () => {
    // 2,000 files of 4 GiB
    const options = await zipOf(many(2_000, 10).map((one) => ({ ...one, size: 0xfffffff0, crc32: 0 })))
    const limits = { bytes: Number.MAX_SAFE_INTEGER }
    await expect(drain(unzipFile({ ...options, limits }))).rejects.toMatchObject({
      code: 'DISK_FULL',
      details: { path: options.destination, needed: 2_000 * 0xfffffff0, free: expect.any(Number) },
    })
    expect(await exists(options.destination)).toBe(false)
  })
})
