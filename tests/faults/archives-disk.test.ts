import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'
import { exists } from '../../main/kit'

import { drain } from '../helpers/drain'
import { untarFile, unzipFile } from '../helpers/extract-file'
import { extractWorker } from '../helpers/extract-worker'
import { modulePrefix } from '../helpers/hostile-zips'
import { smallDisk } from '../helpers/small-disk'
import { makeGzip, makeTar } from '../helpers/tar-maker'
import { temporaryDir } from '../helpers/temporary-dir'
import { treeOf } from '../helpers/tree'
import { makeZip } from '../helpers/zip-maker'

// each takes a page of the disk: 100 fill 400 KiB, though they are 100 bytes
const names = Array.from({ length: 400 }, (_, index) => `d${index % 9}/f${index}`)
const large = Buffer.alloc(300 * 1024, 'x')

const archives = {
  zip: makeZip(names.map((name) => ({ name: `${modulePrefix}${name}`, data: 'x' }))),
  tar: makeGzip(makeTar(names.map((name) => ({ name: `go/${name}`, data: 'x' })))),
}

async function extract(kind: 'zip' | 'tar', archive: string, destination: string): Promise<unknown> {
  const options = { archive, destination, workerUrl: extractWorker, what: 'the archive' }
  return kind === 'zip'
    ? drain(unzipFile({ ...options, prefix: modulePrefix }))
    : drain(untarFile({ ...options, prefix: 'go/' }))
}

describe('a disk that becomes full', () => {
  for (const kind of ['zip', 'tar'] as const) {
    it(`amid a ${kind} is said, with sizes; with more room it works`, { timeout: 120_000 }, async (context) => {
      const disk = await smallDisk(2 * 1024 * 1024)
      if (disk === null) return context.skip('no right to mount a small disk')
      const archive = join(await temporaryDir(), 'archive')
      await writeFile(archive, archives[kind])
      let full = 0
      // from no room at all to room for all, a page-filling file at a time
      for (let taken = 2000; taken >= 0; taken -= 100) {
        const ballast = join(disk, 'ballast')
        await writeFile(ballast, Buffer.alloc(taken * 1024))
        const destination = join(disk, 'tree')
        try {
          await extract(kind, archive, destination)
          expect((await treeOf(destination)).split('\n').length).toBe(409)
        } catch (error) {
          full++
          expect(error).toMatchObject({
            code: 'DISK_FULL',
            details: { path: destination, needed: expect.any(Number), free: expect.any(Number) },
          })
          // all that was begun is in the destination
          expect((await treeOf(disk, ['tree', 'ballast'])).length).toBe(0)
        }
        await rm(destination, { recursive: true, force: true })
        await rm(ballast)
      }
      console.log(`${kind}: full ${full} times of 21`)
      expect(full).toBeGreaterThanOrEqual(12)
      expect(full).toBeLessThan(21)
    })
  }

  it('for one large file is seen before', async (context) => {
    const disk = await smallDisk(200 * 1024)
    if (disk === null) return context.skip('no right to mount a small disk')
    const archive = join(await temporaryDir(), 'archive')
    await writeFile(archive, makeZip([{ name: `${modulePrefix}large`, data: large }]))
    await expect(extract('zip', archive, join(disk, 'tree'))).rejects.toMatchObject({
      code: 'DISK_FULL',
      details: { path: join(disk, 'tree'), needed: large.length },
    })
    expect(await exists(join(disk, 'tree'))).toBe(false)
  })
})
