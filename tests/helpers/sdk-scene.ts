import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../main/kit'
import { type SdkNet, sdkNet } from './sdk-net'
import { type SdkRooms, type SdkSources, sdkRooms } from './sdk-rooms'
import { treeOf } from './tree'
import { testWorld } from './world'

export const newest = 'go1.27.4'
export const older = 'go1.26.8'
export const ancient = 'go1.20.14'

export interface SdkScene extends SdkRooms {
  readonly net: SdkNet
  /** Where the newest release goes. */
  readonly goroot: string
  /** The home without GoReady's own folders: what undo owes to bring back. */
  home(): Promise<string>
  /** Names in the SDK folder that are no SDKs: staging, things put aside. */
  aside(): Promise<string[]>
  downloads(): Promise<string[]>
}

/**
 * A temporary home, three small Go releases on loopback, and the rooms that install them. With `isHurried` no pause, such
 * as before a retry, is longer than 5 ms.
 */
export async function sdkScene(
  pick: (net: SdkNet) => SdkSources = (net) => net.sources,
  { isHurried = false, ...options }: NonNullable<Parameters<typeof sdkRooms>[2]> & { isHurried?: boolean } = {},
): Promise<SdkScene> {
  const net = await sdkNet([newest, older, ancient])
  onTestFinished(() => net.close())
  const real = await testWorld()
  const sleep: Clock['sleep'] = (milliseconds, signal) => real.clock.sleep(Math.min(milliseconds, 5), signal)
  const world = isHurried ? { ...real, clock: { ...real.clock, sleep } } : real
  const namesIn = async (dir: string): Promise<string[]> => (await readdir(dir).catch(() => [])).sort()
  return {
    ...sdkRooms(world, pick(net), options),
    net,
    goroot: join(world.home, 'sdk', newest),
    home: () => treeOf(world.home, ['.local', '.cache', '.config']),
    aside: async () => (await namesIn(join(world.home, 'sdk'))).filter((name) => !/^go/.test(name)),
    downloads: () => namesIn(join(world.dirs.cache, 'downloads')),
  }
}

/** The content of every file below `root`, by path. */
export async function contentsOf(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const contents = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
  return Object.fromEntries(paths.map((path, index) => [path.slice(root.length + 1), contents[index] ?? '']))
}
