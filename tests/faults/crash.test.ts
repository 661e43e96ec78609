import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FaultRooms, type Flow, faultRooms, type Keeper } from '../helpers/fault-rooms'

// The process ends by SIGKILL before each call that changes the disk (between two of them the disk is the same), for every
// task, and at random moments of all tasks in a row, while the download trickles. After one more start and the same task
// everything holds: no part of an SDK under its name at any time, rc and go env files byte for byte as before or as after,
// nothing left beside, the journal readable and everything undone without a trace.
//
// Red when main/journal/journal.ts no longer writes an entry down before its changes (`await this.#announce(entry)`).
//
// GOREADY_SEED=<number> replays the random part.

const seed = Number(process.env.GOREADY_SEED ?? 20_261_124)
const flows: Readonly<Record<Exclude<Flow, 'everything'>, number>> = {
  switch: 20,
  uninstall: 25,
  env: 20,
  rc: 30,
  undo: 70,
  install: 90,
}
const randomKills = 200
const keepers = 3
/** Which part of everything a call falls into, by the share of the calls before it. */
const phases = 5

let rooms: FaultRooms
let killed = 0

beforeAll(async () => {
  rooms = await faultRooms()
})
afterAll(async () => {
  await rooms.close()
  const steps = Object.values(flows).reduce((sum, least) => sum + least, 0)
  console.log(`crash: ${killed} processes killed`)
  expect(killed).toBeGreaterThanOrEqual(steps + randomKills * 0.9)
})

/** What is wrong after the process was killed there; null when it came to its end. */
async function killAt(keeper: Keeper, flow: Flow, call: number): Promise<readonly string[] | null> {
  await keeper.ask({ do: 'restore' })
  const end = await rooms.victim(keeper.home, flow, { mode: 'kill', call })
  const { torn = [] } = await keeper.ask({ do: 'torn' })
  const { wrong = [] } = await keeper.ask({ do: 'mend', flow, undo: call % 4 === 0 })
  const all = [...torn, ...wrong].map((what) => `${flow} killed at ${call}: ${what}`)
  if (end === 'done') return all.length === 0 ? null : all
  killed++
  return all
}

/** Works off `calls` with several homes side by side; with `untilDone` only until a process came to its end. */
async function killAll(
  flow: Flow,
  calls: Iterator<number>,
  untilDone: boolean,
): Promise<{ wrong: string[]; at: number[] }> {
  const wrong: string[] = []
  const at: number[] = []
  const work = async (): Promise<void> => {
    const keeper = await rooms.keeper()
    await keeper.ask({ do: 'prepare', flow })
    for (let next = calls.next(); !next.done; next = calls.next()) {
      const problems = await killAt(keeper, flow, next.value)
      if (problems === null && untilDone) break
      if (problems === null) continue
      wrong.push(...problems)
      at.push(next.value)
    }
    await keeper.close()
  }
  await Promise.all(Array.from({ length: keepers }, work))
  return { wrong, at }
}

function* upwards(): Generator<number> {
  for (let call = 1; ; call++) yield call
}

describe('killed before each change of the disk', () => {
  it.each(Object.keys(flows) as (keyof typeof flows)[])('while %s', { timeout: 600_000 }, async (flow) => {
    const { wrong, at } = await killAll(flow, upwards(), true)
    console.log(`${flow}: killed at ${at.length} calls`)
    expect(wrong).toEqual([])
    expect(at.length).toBeGreaterThanOrEqual(flows[flow])
  })
})

function* randomCalls(total: number): Generator<number> {
  let state = seed
  for (let index = 0; index < randomKills; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield 1 + Math.floor((state / 2 ** 32) * total)
  }
}

it('at random moments of install, switch, env write, rc edit and undo', { timeout: 900_000 }, async () => {
  const probe = await rooms.keeper()
  const { changes = 0 } = await probe.ask({ do: 'prepare', flow: 'everything' })
  await probe.close()
  // the archive comes in pieces, each of which is a write of its own
  const { wrong, at } = await killAll('everything', randomCalls(changes), false)
  const perPhase = Array.from(
    { length: phases },
    (_, phase) => at.filter((call) => Math.floor(((call - 1) / changes) * phases) === phase).length,
  )
  console.log(`seed ${seed}: ${at.length} random kills among ${changes} calls, by fifths ${perPhase.join(', ')}`)
  expect(wrong).toEqual([])
  for (const count of perPhase) expect(count).toBeGreaterThanOrEqual(20)
})
