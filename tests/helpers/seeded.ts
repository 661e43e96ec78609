import { createHash } from 'node:crypto'

/** A seed for random tests: that of the environment variable, so that a run can be replayed, else `usual`. */
export function seedFrom(variable: string, usual: number): number {
  const given = process.env[variable]
  return given === undefined ? usual : Number(given)
}

/** Whole numbers from 0 below what is asked for, the same ones for the same seed everywhere (mulberry32). */
export function numbersFrom(seed: string): (below: number) => number {
  let state = createHash('sha256').update(seed).digest().readUInt32LE()
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}

/** Does `work` for all items, `atOnce` of them at a time, begun in their order. */
export async function eachOf<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) await work(item, index)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
