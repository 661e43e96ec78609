import { expect, it } from 'vitest'
import { killerForAll } from '../helpers/killer'
import { numbersFrom, seedFrom } from '../helpers/seeded'

// As crash.test.ts, at random calls of all tasks in a row, while the download comes in pieces.
//
// Red when main/journal/journal.ts no longer writes an entry down before its changes (`await this.#announce(entry)`).
//
// GOREADY_CRASH_SEED=<number> replays it.

const seed = seedFrom('GOREADY_CRASH_SEED', 20_261_124)
const randomKills = 200
/** Which part of everything a call falls into, by the share of the calls before it. */
const phases = 5

const atHand = killerForAll('random crashes', randomKills * 0.9)

function* randomCalls(total: number): Generator<number> {
  const random = numbersFrom(`crash ${seed}`)
  for (let index = 0; index < randomKills; index++) yield 1 + random(total)
}

it('at random moments of install, switch, env write, rc edit and undo', { timeout: 900_000 }, async () => {
  const { rooms, killer } = atHand()
  const probe = await rooms.keeper()
  const { changes = 0 } = await probe.ask({ do: 'prepare', flow: 'everything' })
  await probe.close()
  // the archive comes in pieces, each of which is a write of its own
  const { wrong, at } = await killer.killAll('everything', randomCalls(changes), false)
  const perPhase = Array.from(
    { length: phases },
    (_, phase) => at.filter((call) => Math.floor(((call - 1) / changes) * phases) === phase).length,
  )
  console.log(`seed ${seed}: ${at.length} random kills among ${changes} calls, by fifths ${perPhase.join(', ')}`)
  expect(wrong).toEqual([])
  for (const count of perPhase) expect(count).toBeGreaterThanOrEqual(20)
})
