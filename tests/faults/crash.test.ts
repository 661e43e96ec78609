import { describe, expect, it } from 'vitest'
import type { Flow } from '../helpers/fault-rooms'
import { killerForAll } from '../helpers/killer'

// The process ends by SIGKILL before each call that changes the disk (between two of them the disk is the same), of long
// tasks before every second. After one more start and the same task everything holds: no part of an SDK under its name at any time, rc and go
// env files byte for byte as before or as after, nothing left beside, the journal readable and everything undone without
// a trace.
//
// Red when main/journal/journal.ts no longer writes an entry down before its changes (`await this.#announce(entry)`).

/** How many calls there are at least, and whether each is tried or, of a long task, every second. */
const flows: Readonly<Record<Exclude<Flow, 'everything'>, { readonly least: number; readonly step: number }>> = {
  switch: { least: 20, step: 1 },
  uninstall: { least: 25, step: 1 },
  env: { least: 20, step: 1 },
  rc: { least: 30, step: 1 },
  undo: { least: 50, step: 2 },
  install: { least: 55, step: 2 },
}

const atHand = killerForAll(
  'crash',
  Object.values(flows).reduce((sum, { least }) => sum + least, 0),
)

function* upwards(step: number): Generator<number> {
  for (let call = 1; ; call += step) yield call
}

describe('killed before each change of the disk', () => {
  it.each(Object.keys(flows) as (keyof typeof flows)[])('while %s', { timeout: 600_000 }, async (flow) => {
    const { wrong, at } = await atHand().killer.killAll(flow, upwards(flows[flow].step), true)
    console.log(`${flow}: killed at ${at.length} calls`)
    expect(wrong).toEqual([])
    expect(at.length).toBeGreaterThanOrEqual(flows[flow].least)
  })
})
