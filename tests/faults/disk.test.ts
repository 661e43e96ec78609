import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errnos } from '../helpers/fault-plan'
import { type FaultRooms, type Flow, faultRooms, type Reply, type Task } from '../helpers/fault-rooms'

// Every file-system call that a task makes fails, and at every second or fourth the disk stays full or read-only until the
// next start. Whatever fails: a typed failure (or success), files as before or as after and never in between, and the same
// task succeeds as soon as the disk is healthy.
//
// Red when main/kit/failure.ts loses `case 'EIO'`.
//
// The calls of the archive's worker threads are counted and fail as those of the main thread. GOREADY_FAULTS=all tries
// every errno at every call; else the short flows do, and of the long ones a call gets one or two errnos, in turn.

const isAll = process.env.GOREADY_FAULTS === 'all'
interface Plan {
  /** How many errnos a call gets. */
  readonly errnos: number
  /** After every so many calls the task is done once more; after every so many the disk stays broken. */
  readonly every: number
  /** The fewest faults that there must be. */
  readonly least: number
}
const plan: Readonly<Record<Exclude<Flow, 'everything'>, Plan>> = {
  switch: { errnos: 5, every: 1, least: 200 },
  uninstall: { errnos: 5, every: 2, least: 270 },
  env: { errnos: 5, every: 2, least: 300 },
  rc: { errnos: 2, every: 4, least: 200 },
  undo: { errnos: 2, every: 4, least: 350 },
  install: { errnos: 1, every: 4, least: 180 },
}
const keepers = 2

let rooms: FaultRooms
let cases = 0

beforeAll(async () => {
  rooms = await faultRooms()
})
afterAll(async () => {
  await rooms.close()
  console.log(`disk: ${cases} faults`)
  expect(cases).toBeGreaterThanOrEqual(Object.values(plan).reduce((sum, { least }) => sum + least, 0))
})

/** Everything that is tried at one call; several calls in a row see all errnos. */
function faultsAt(
  call: number,
  { errnos: count, every }: Plan,
): Omit<Extract<Task, { do: 'fail' }>, 'do' | 'flow' | 'call'> {
  const some = Array.from({ length: count }, (_, index) => errnos[(call * count + index) % errnos.length] ?? 'EIO')
  const staying = [(['ENOSPC', 'EROFS'] as const)[Math.floor(call / 4) % 2] ?? 'ENOSPC']
  return isAll
    ? { once: errnos, on: ['ENOSPC', 'EROFS'], heal: true, undo: true }
    : {
        once: some,
        on: call % (every * 2) === 0 || call % 4 === 0 ? staying : [],
        heal: call % every === 0,
        undo: call % 4 === 0,
      }
}

describe('a disk that fails', () => {
  it.each(Object.keys(plan) as (keyof typeof plan)[])('at any call of %s', { timeout: 900_000 }, async (flow) => {
    const replies: Reply[] = []
    let next = 1
    const work = async (): Promise<void> => {
      const keeper = await rooms.keeper()
      await keeper.ask({ do: 'prepare', flow })
      for (;;) {
        const call = next++
        const reply = await keeper.ask({ do: 'fail', flow, call, ...faultsAt(call, plan[flow]) })
        if (reply.cases === 0) break
        replies.push(reply)
      }
      await keeper.close()
    }
    await Promise.all(Array.from({ length: keepers }, work))
    const count = replies.reduce((sum, reply) => sum + (reply.cases ?? 0), 0)
    const codes = new Set(replies.flatMap((reply) => Object.keys(reply.codes ?? {})))
    console.log(`${flow}: ${count} faults at ${replies.length} calls, ended with ${[...codes].sort().join(', ')}`)
    cases += count
    expect(replies.flatMap(({ wrong = [] }) => wrong)).toEqual([])
    expect(count).toBeGreaterThanOrEqual(plan[flow].least)
  })
})
