import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hashTree } from '../../../../main/kit'
import { drain } from '../../../helpers/drain'
import { extractWorker } from '../../../helpers/extract-worker'
import { temporaryDir } from '../../../helpers/temporary-dir'

const workerUrl = extractWorker

describe('hashing a tree', () => {
  it('gives every file, in the order asked for', async () => {
    const root = await temporaryDir()
    // around the size that is read at once
    const sizes = [0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 3 * 1024 * 1024]
    const files = [...sizes, ...Array<number>(500).fill(300)].map((size, index) => ({
      path: `d${index % 9}/f${index}`,
      bytes: randomBytes(size),
    }))
    for (const { path, bytes } of files) {
      await mkdir(join(root, path, '..'), { recursive: true })
      await writeFile(join(root, path), bytes)
    }
    const { yielded, returned } = await drain(hashTree({ root, files: files.map(({ path }) => path), workerUrl }))
    expect(yielded).toEqual([{ kind: 'verify', what: 'tree' }])
    expect(returned).toEqual(
      files.map(({ path, bytes }) => ({
        path,
        size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
    )
  })

  it('of no files is done', async () => {
    const { returned } = await drain(hashTree({ root: await temporaryDir(), files: [], workerUrl }))
    expect(returned).toEqual([])
  })

  it('fails when a file is gone', async () => {
    const root = await temporaryDir()
    await expect(drain(hashTree({ root, files: ['a/b'], workerUrl }))).rejects.toMatchObject({
      code: 'FILE_CHANGED',
      details: { path: join(root, 'a/b') },
    })
  })

  it.skipIf(process.platform === 'win32')('follows no link, and waits for no pipe', async () => {
    const root = await temporaryDir()
    await writeFile(join(root, 'file'), 'x')
    await symlink('file', join(root, 'link'))
    execFileSync('mkfifo', [join(root, 'pipe')])
    await mkdir(join(root, 'dir'))
    for (const path of ['link', 'pipe', 'dir']) {
      await expect(drain(hashTree({ root, files: ['file', path], workerUrl })), path).rejects.toMatchObject({
        code: 'FILE_UNSUITABLE',
        details: { path: join(root, path) },
      })
    }
  })

  it('stops when told to', async () => {
    const root = await temporaryDir()
    await writeFile(join(root, 'file'), Buffer.alloc(1_000_000))
    const stop = new AbortController()
    const hashing = hashTree({ root, files: Array<string>(20_000).fill('file'), workerUrl, signal: stop.signal })
    await hashing.next()
    const asked = performance.now()
    setTimeout(() => stop.abort(), 100)
    await expect(drain(hashing)).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - asked).toBeLessThan(1_100)
    await rm(join(root, 'file'))
  })
})
