import { buildWorkers } from '../../scripts/bundles.mjs'

/** Worker threads can't load TypeScript on Node 20: they are bundled once before the tests. */
export async function setup(): Promise<void> {
  await buildWorkers()
}
