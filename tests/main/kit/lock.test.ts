import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rename, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock, withLock } from '../../../main/kit'
import { testWorld } from '../../helpers/world'

const options = { wait: 10_000, clock: systemClock }

async function lockPath(): Promise<string> {
  const world = await testWorld()
  return join(world.home, 'locks', 'thing.lock')
}

test('twenty at once take turns, and nothing is left behind', async () => {
  const path = await lockPath()
  let inside = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 20 }, () =>
      withLock(path, 'thing', options, async () => {
        most = Math.max(most, ++inside)
        await systemClock.sleep(1)
        inside--
      }),
    ),
  )
  expect(most).toBe(1)
  expect(await readdir(join(path, '..'))).toEqual([])
})

test('the lock is released when the work fails', async () => {
  const path = await lockPath()
  const failing = withLock(path, 'thing', options, () => Promise.reject(new Error('boom')))
  await expect(failing).rejects.toThrow('boom')
  await expect(withLock(path, 'thing', { ...options, wait: 0 }, async () => 'mine')).resolves.toBe('mine')
})

test('a living holder is waited for, told about, and then BUSY', async () => {
  const path = await lockPath()
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  const start = (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[19]
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, JSON.stringify({ pid: child.pid, start, nonce: 'n', what: 'thing' }))
  const told: number[] = []
  const attempt = withLock(path, 'thing', { ...options, wait: 250, onWait: (s) => told.push(s) }, async () => undefined)
  await expect(attempt).rejects.toMatchObject({ code: 'BUSY', details: { holder: `process ${child.pid}` } })
  expect(told).toEqual([0])
  child.kill('SIGKILL')
  await once(child, 'exit')
  await expect(withLock(path, 'thing', options, async () => 'mine')).resolves.toBe('mine')
})

test.each([
  ['an empty file', ''],
  ['half a JSON', '{"pid":1'],
  ['a process that is gone', JSON.stringify({ pid: 4_000_000, start: '1', nonce: 'n' })],
  ['a process id that another program has now', JSON.stringify({ pid: process.pid, start: '1', nonce: 'n' })],
])('%s is no lock', async (_what, content) => {
  const path = await lockPath()
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, content)
  await expect(withLock(path, 'thing', { ...options, wait: 0 }, async () => 'mine')).resolves.toBe('mine')
})

test('waiting is cancelled at once', async () => {
  const path = await lockPath()
  const stop = new AbortController()
  await withLock(path, 'thing', options, async () => {
    const waiting = withLock(path, 'thing', { ...options, signal: stop.signal }, async () => undefined)
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

test('a lock that could not be released holds nobody up in this process', async () => {
  const path = await lockPath()
  // a disk that refuses to read and remove the file, and is well again afterwards
  const refused = withLock(path, 'thing', options, async () => {
    await rename(path, `${path}.left`)
    await mkdir(path)
  })
  await expect(refused).rejects.toMatchObject({ code: 'EISDIR' })
  await rmdir(path)
  await rename(`${path}.left`, path)
  await expect(withLock(path, 'thing', { ...options, wait: 0 }, async () => 'mine')).resolves.toBe('mine')
})
