import { randomBytes } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type DownloadOptions, discardDownload, downloadFile } from '../../../../main/kit'
import { drain } from '../../../helpers/drain'
import { rejection } from '../../../helpers/failure-of'
import { fakeClock } from '../../../helpers/fake-clock'
import { startFaultServer } from '../../../helpers/fault-server'
import { smallDisk } from '../../../helpers/small-disk'
import { testWorld } from '../../../helpers/world'

const kibibyte = 1024
const body = randomBytes(800 * kibibyte)
const chunked = Buffer.concat([
  Buffer.from(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`),
  body,
  Buffer.from('\r\n0\r\n\r\n'),
])

test('a disk that becomes full keeps what came; with more room the download goes on', async (context) => {
  const disk = await smallDisk(1024 * kibibyte)
  if (disk === null) return context.skip('no right to mount a small disk')
  const server = await startFaultServer({ '/x': { body } })
  const world = await testWorld()
  const options: DownloadOptions = {
    http: world.http,
    log: world.log,
    clock: fakeClock(),
    url: `${server.url}/x`,
    source: 's',
    path: join(disk, 'x'),
    expectedSize: null,
    maxSize: 10_000_000,
    lockDir: join(world.home, 'locks'),
  }
  const ballast = join(disk, 'ballast')
  let resumed = 0
  for (let taken = 980; taken > 200; taken -= 52) {
    await writeFile(ballast, Buffer.alloc(taken * kibibyte))
    // The size is told: nothing is written
    const before = await rejection(drain(downloadFile(options)))
    expect(before).toMatchObject({ code: 'DISK_FULL', details: { path: options.path, needed: body.length } })
    expect(Number(before.details.free)).toBeLessThan(body.length)
    await discardDownload(options.path)
    // It is not told: the disk becomes full while writing
    server.raw('/x', chunked)
    const amid = await rejection(drain(downloadFile(options)))
    expect(amid).toMatchObject({ code: 'DISK_FULL' })
    expect(Number(amid.details.needed)).toBeGreaterThan(0)
    const { done } = JSON.parse(await readFile(`${options.path}.part.json`, 'utf8'))
    const kept: number = done[0]?.end ?? 0
    server.raw('/x', null)
    await rm(ballast)
    const { returned } = await drain(downloadFile(options))
    expect(returned.size).toBe(body.length)
    expect((await readFile(options.path)).equals(body)).toBe(true)
    if (kept > 0) {
      expect(server.requests.at(-1)?.headers.range).toMatch(new RegExp(`^bytes=${kept}-`))
      resumed++
    }
    await rm(options.path)
  }
  expect(resumed).toBeGreaterThan(10)
})
