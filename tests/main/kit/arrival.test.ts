import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Arrival, arrived } from '../../../main/kit'
import { ArrivalRestarted } from '../../../main/kit/arrival'
import { temporaryDir } from '../../helpers/temporary-dir'

async function part(text = 'hello, arrival'): Promise<string> {
  const path = join(await temporaryDir(), 'x.part')
  await writeFile(path, text)
  return path
}

/** What has settled once everything that could go on has. */
async function settled(promises: Record<string, Promise<unknown>>): Promise<string[]> {
  const names: string[] = []
  for (const [name, promise] of Object.entries(promises)) {
    promise.then(
      () => names.push(name),
      () => names.push(name),
    )
  }
  await new Promise((resolve) => setImmediate(resolve))
  return names
}

test('a reader waits for the file, then for each range by itself', async () => {
  const arrival = new Arrival()
  const come = [{ start: 0, end: 2 }]
  const waiting = {
    opened: arrival.opened(),
    start: arrival.ready({ start: 0, end: 2 }),
    across: arrival.ready({ start: 1, end: 6 }),
    end: arrival.ready({ start: 10, end: 14 }),
  }
  expect(await settled(waiting)).toEqual([])
  await arrival.open(await part(), 14, () => come)
  expect((await settled(waiting)).sort()).toEqual(['opened', 'start'])
  come.push({ start: 8, end: 14 })
  arrival.moved()
  expect((await settled(waiting)).sort()).toEqual(['end', 'opened', 'start'])
  // two pieces that touch are two until whoever keeps them joins them
  come.splice(0, come.length, { start: 0, end: 14 })
  arrival.moved()
  await waiting.across
  const { file, size } = await waiting.opened
  expect(size).toBe(14)
  expect((await file.read(Buffer.alloc(5), 0, 5, 7)).buffer.toString()).toBe('arriv')
  await arrival.close()
})

test('tells how much there is from the first byte', async () => {
  const arrival = new Arrival()
  const come = [
    { start: 0, end: 5 },
    { start: 9, end: 14 },
  ]
  await arrival.open(await part(), 14, () => come)
  expect(await arrival.readyFromStart(3)).toBe(5)
  const more = arrival.readyFromStart(6)
  come.splice(0, 1, { start: 0, end: 7 })
  arrival.moved()
  expect(await more).toBe(7)
  await arrival.close()
})

test('what it fails with first reaches all who wait, now and later', async () => {
  const arrival = new Arrival()
  const [file, bytes] = [arrival.opened(), arrival.ready({ start: 0, end: 1 })]
  for (const waiting of [file, bytes]) waiting.catch(() => undefined)
  arrival.fail(new Error('the line is down'))
  arrival.fail(new Error('another'))
  for (const failed of [file, bytes, arrival.opened(), arrival.ready({ start: 0, end: 1 })]) {
    await expect(failed).rejects.toThrow('the line is down')
  }
})

test('beginning anew ends a reader that has begun, and only such a one', async () => {
  const early = new Arrival()
  const waiting = early.opened()
  early.restart()
  await early.open(await part(), 14)
  expect((await waiting).size).toBe(14)
  await early.close()

  const late = await arrived(await part(), 14)
  await late.ready({ start: 0, end: 14 })
  expect(late.hasRestarted).toBe(false)
  late.restart()
  expect(late.hasRestarted).toBe(true)
  await expect(late.ready({ start: 0, end: 1 })).rejects.toBeInstanceOf(ArrivalRestarted)
  await late.close()
})
