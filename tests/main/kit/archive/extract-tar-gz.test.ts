import { execFile, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { create } from 'tar'
import { describe, expect, it } from 'vitest'
import { exists } from '../../../../main/kit'
import { drain } from '../../../helpers/drain'
import { type UntarFileOptions, untarFile } from '../../../helpers/extract-file'
import { extractWorker } from '../../../helpers/extract-worker'
import { makeGzip, makeTar, type TarPart } from '../../../helpers/tar-maker'
import { temporaryDir } from '../../../helpers/temporary-dir'
import { treeOf } from '../../../helpers/tree'

async function tarGzOf(archive: Buffer): Promise<UntarFileOptions & { dir: string }> {
  const dir = await temporaryDir()
  const path = join(dir, 'archive.tar.gz')
  await writeFile(path, archive)
  const destination = join(dir, 'tree')
  return { dir, archive: path, destination, workerUrl: extractWorker, what: 'the archive', prefix: 'go/' }
}

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')
const noise = randomBytes(64 * 1024)
const many = (count: number, bytes: number): TarPart[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `go/d${index % 50}/f${index}`,
    data: noise.subarray(index % 1024).subarray(0, bytes),
  }))

/** Ways to make a tar.gz of `go` in `dir` that are not ours: a library's, and GNU's where it is. */
const makers: Record<string, (dir: string, file: string) => Promise<unknown>> = {
  'node-tar': (dir, file) => create({ gzip: true, portable: true, noPax: true, file, cwd: dir }, ['go']),
  ...Object.fromEntries(
    ['ustar', 'pax', 'gnu'].map((format) => [
      `GNU tar, ${format}`,
      (dir: string, file: string) =>
        promisify(execFile)('tar', [`--format=${format}`, '-czf', file, 'go'], { cwd: dir }),
    ]),
  ),
}
const hasGnuTar = spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout?.includes('GNU tar') ?? false

describe('a tar.gz', () => {
  it('becomes a tree, renamed, with the modes wanted, files and archive hashed', async () => {
    const archive = makeGzip(
      makeTar([
        { name: 'go/', type: '5' },
        { name: 'go/bin/go', data: 'binary' },
        { name: 'go/doc/left-out', data: 'left out' },
        { name: 'go/src/_go.mod', data: 'module std\n' },
        { name: 'go/src/empty', data: '' },
      ]),
    )
    const options = await tarGzOf(archive)
    const { yielded, returned } = await drain(
      untarFile({
        ...options,
        rename: (path) => (path.startsWith('doc/') ? null : path.replace('_go.mod', 'go.mod')),
        modeOf: (target) => (target.startsWith('bin/') ? 0o755 : 0o644),
      }),
    )
    expect(await treeOf(options.destination)).toBe(
      [
        'bin/ 755',
        `bin/go 755 ${sha256('binary')}`,
        'src/ 755',
        `src/empty 644 ${sha256('')}`,
        `src/go.mod 644 ${sha256('module std\n')}`,
      ].join('\n'),
    )
    expect(returned).toEqual({
      sha256: sha256(archive),
      files: 3,
      bytes: 17,
      entries: [
        { name: 'go/bin/go', size: 6, sha256: sha256('binary') },
        { name: 'go/doc/left-out', size: 8, sha256: sha256('left out') },
        { name: 'go/src/_go.mod', size: 11, sha256: sha256('module std\n') },
        { name: 'go/src/empty', size: 0, sha256: sha256('') },
      ],
    })
    expect(yielded[0]).toMatchObject({ kind: 'extract', files: 0 })
    expect(yielded.at(-1)).toEqual({ kind: 'extract', files: 4, total: 4 })
  })

  it.each(Object.entries(makers))('may be one that %s made', async (maker, make) => {
    if (maker.startsWith('GNU') && !hasGnuTar) return console.warn(`skipped: no ${maker} here`)
    const options = await tarGzOf(Buffer.alloc(0))
    const long = `go/${'deep/'.repeat(maker.endsWith('pax') || maker.endsWith('gnu') ? 60 : 22)}file`
    const files: Record<string, Buffer> = {
      'go/VERSION': Buffer.from('go1.27.4\n'),
      'go/test/Þfoo.go': Buffer.from('package foo\n'),
      [long]: Buffer.from('deep'),
      'go/bin/go': randomBytes(3 * 1024 * 1024 + 3),
      'go/text': Buffer.alloc(9 * 1024 * 1024, 'all work and no play '),
      ...Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`go/src/f${index}`, randomBytes(index * 7)])),
    }
    for (const [path, bytes] of Object.entries(files)) {
      await mkdir(dirname(join(options.dir, path)), { recursive: true })
      await writeFile(join(options.dir, path), bytes)
    }
    await make(options.dir, options.archive)
    const { returned } = await drain(untarFile(options))
    expect(returned.sha256).toBe(sha256(await readFile(options.archive)))
    expect(Object.fromEntries(returned.entries.map((entry) => [entry.name, entry.sha256]))).toEqual(
      Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, sha256(bytes)])),
    )
    expect(await treeOf(options.destination)).toBe(await treeOf(join(options.dir, 'go')))
  })

  it('keeps to the limits it is given', async () => {
    const archive = makeGzip(
      makeTar([
        { name: 'go/a', data: 'x'.repeat(100) },
        { name: 'go/bb', data: 'y' },
      ]),
    )
    const options = await tarGzOf(archive)
    const within = { archiveBytes: archive.length, bytes: 101, entries: 2, nameBytes: 5 }
    for (const name of ['archiveBytes', 'bytes', 'entries', 'nameBytes'] as const) {
      const limits = { ...within, [name]: within[name] - 1 }
      const destination = join(options.dir, name)
      const run = drain(untarFile({ ...options, destination, limits }))
      await expect(run, name).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE' })
    }
    await expect(drain(untarFile({ ...options, limits: within }))).resolves.toMatchObject({
      returned: { files: 2, bytes: 101 },
    })
  })

  it('is not unpacked over anything, nor through a planted link', async () => {
    const options = await tarGzOf(makeGzip(makeTar([{ name: 'go/bin/evil', data: 'x' }])))
    const outside = join(options.dir, 'outside')
    await mkdir(outside)
    await symlink(outside, options.destination)
    await expect(drain(untarFile(options))).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    const destination = join(options.dir, 'fresh')
    const extracting = untarFile({ ...options, destination })
    await extracting.next()
    await symlink(outside, join(destination, 'bin'))
    await expect(drain(extracting)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    expect(await treeOf(outside)).toBe('')
  })

  it('broken off stops in less than a second, and nothing is written after', async () => {
    const options = await tarGzOf(makeGzip(makeTar(many(4_000, 20_000))))
    const stop = new AbortController()
    const extracting = untarFile({ ...options, signal: stop.signal })
    await extracting.next()
    const { value } = await extracting.next()
    expect(value).toMatchObject({ kind: 'extract' })
    const asked = performance.now()
    stop.abort()
    await expect(drain(extracting)).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - asked).toBeLessThan(1_000)
    const left = await treeOf(options.destination)
    expect(left.split('\n').length).toBeLessThan(4_000)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await treeOf(options.destination)).toBe(left)
    const early = { ...options, destination: join(options.dir, 'early'), signal: AbortSignal.abort() }
    await expect(drain(untarFile(early))).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await exists(early.destination)).toBe(false)
  })
})
