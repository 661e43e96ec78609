import { afterAll, beforeAll, expect } from 'vitest'
import { type FaultRooms, type Flow, faultRooms, type Keeper } from './fault-rooms'

const keepers = 3

export interface Killer {
  /** Processes that did not come to their end. */
  readonly killed: number
  /** Kills processes at `calls`, several homes side by side; with `untilDone` only until a process came to its end. */
  killAll(flow: Flow, calls: Iterator<number>, untilDone: boolean): Promise<{ wrong: string[]; at: number[] }>
}

/** Ends processes amid a task, starts once more, and tells what does not hold then. */
function createKiller(rooms: FaultRooms): Killer {
  let killed = 0
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
  return {
    get killed() {
      return killed
    },
    killAll,
  }
}

/** The rooms and the killer for all tests of a file, once they run; in the end at least so many must have been killed. */
export function killerForAll(
  name: string,
  least: number,
): () => { readonly rooms: FaultRooms; readonly killer: Killer } {
  let given: { readonly rooms: FaultRooms; readonly killer: Killer } | undefined
  const get = () => {
    if (!given) throw new Error('no test runs yet')
    return given
  }
  beforeAll(async () => {
    const rooms = await faultRooms()
    given = { rooms, killer: createKiller(rooms) }
  })
  afterAll(async () => {
    const { rooms, killer } = get()
    await rooms.close()
    console.log(`${name}: ${killer.killed} processes killed`)
    expect(killer.killed).toBeGreaterThanOrEqual(least)
  })
  return get
}
