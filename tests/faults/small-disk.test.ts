import { readdir, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { toFailure } from '../../main/kit'
import { sdkNet } from '../helpers/sdk-net'
import { sdkRooms } from '../helpers/sdk-rooms'
import { contentsOf, newest } from '../helpers/sdk-scene'
import { smallDisk } from '../helpers/small-disk'
import { goTree } from '../helpers/toolchain'
import { treeOf } from '../helpers/tree'
import { worldAt } from '../helpers/world'

// A whole installation on a real disk that has room for nothing, for a twentieth of what it takes, for two of them, and so
// on until it fits. Red when main/kit/failure.ts loses `case 'ENOSPC'`.

/** What a whole installation takes at its most, journal and all. */
const needed = 560 * 1024
const steps = 21
let cases = 0
let isSkipped = false

afterAll(() => {
  console.log(`small disk: ${cases} installations`)
  if (!isSkipped) expect(cases).toBe(2 * steps)
})

describe('a disk with too little room for a release', () => {
  for (const from of ['site', 'proxy'] as const) {
    it(`from the ${from}: it is said, nothing stays, and with room it works`, { timeout: 240_000 }, async (context) => {
      const disk = await smallDisk(4 * 1024 * 1024)
      if (disk === null) {
        isSkipped = true
        console.log('skipped: no right to mount a small disk')
        return context.skip('no right to mount a small disk')
      }
      const net = await sdkNet([newest])
      onTestFinished(() => net.close())
      let full = 0
      for (let step = 0; step < steps; step++) {
        const home = join(disk, `home${step}`)
        const world = await worldAt(home)
        const sources = { ...net.sources, defaults: [from === 'site' ? net.siteSource : net.proxySource] }
        const rooms = sdkRooms(world, sources)
        // the list of releases is there before the disk fills up
        const plan = await rooms.sdk.planInstall({ version: newest, use: false })
        const before = await treeOf(home, ['.local', '.cache', '.config'])
        const { bavail, bsize } = await statfs(disk)
        const ballast = join(disk, 'ballast')
        await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - Math.round((needed * step) / (steps - 1)))))
        const code = await rooms.apply(plan).then(
          () => null,
          (error: unknown) => toFailure(error).code,
        )
        cases++
        if (code !== null) {
          full++
          expect([step, code]).toEqual([step, 'DISK_FULL'])
          expect(await treeOf(home, ['.local', '.cache', '.config'])).toBe(before)
        }
        await rm(ballast)
        if (code !== null) await rooms.apply(await rooms.sdk.planInstall({ version: newest, use: false }))
        const tree = Object.entries(goTree(newest)).filter(
          ([path]) => from === 'site' || !/^(api|doc|misc|test)\//.test(path),
        )
        expect(await contentsOf(join(home, 'sdk', newest))).toEqual(Object.fromEntries(tree))
        expect(await readdir(join(home, 'sdk'))).toEqual([newest])
        await rooms.undo({ all: true })
        expect(await treeOf(home, ['.local', '.cache', '.config'])).toBe(before)
        await world.http.close()
        await rm(home, { recursive: true })
      }
      console.log(`from the ${from}: full ${full} times of ${steps}`)
      expect(full).toBeGreaterThanOrEqual(8)
      expect(full).toBeLessThan(steps)
    })
  }
})
