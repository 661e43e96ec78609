import { Journal, type Plan } from '../../main/journal'
import { createSumdb, sumdbBasesFor } from '../../main/protocol'
import { createReleases, type Patience, type Releases, type Source } from '../../main/releases'
import { createSdk, type Sdk, type SdkOptions } from '../../main/sdk'
import type { Progress } from '../../preload/contract/journal'
import type { ShellView } from '../../preload/contract/shell'
import { drain } from './drain'
import type { TestWorld } from './world'

/** Where the rooms get everything from; plain data, so that another process can be given it. */
export interface SdkSources {
  readonly defaults: readonly Source[]
  readonly goproxy: string
  readonly gosumdb: string
  readonly patience?: Patience
}

export interface SdkRooms {
  readonly world: TestWorld
  readonly releases: Releases
  readonly sdk: Sdk
  readonly journal: Journal
  /** Applies a plan and returns its entry's id and the progress. */
  apply(plan: Plan, signal?: AbortSignal): Promise<{ entryId: string; progress: Progress[] }>
  /** Undoes entries, or everything. */
  undo(which: { ids: string[] } | { all: true }): Promise<void>
}

/** The rooms that install Go, on a temporary home, with sources on loopback. */
export function sdkRooms(
  world: TestWorld,
  sources: SdkSources,
  options: Pick<SdkOptions, 'checkpoint' | 'systemRoot'> & { views?: () => Promise<readonly ShellView[]> } = {},
): SdkRooms {
  const releases = createReleases(world, {
    goproxy: async () => sources.goproxy,
    defaults: sources.defaults,
    patience: sources.patience ?? { stagger: 200, grace: 200, late: 100 },
  })
  const sumdb = createSumdb({
    http: world.http,
    dir: `${world.dirs.state}/sumdb`,
    log: world.log,
    clock: world.clock,
    bases: sumdbBasesFor(sources.goproxy, sources.gosumdb),
  })
  const { views = async () => [], ...rest } = options
  const sdk = createSdk(world, { releases, sumdb, shell: { views }, ...rest })
  const journal = new Journal(world, [...sdk.kinds])
  return {
    world,
    releases,
    sdk,
    journal,
    async apply(plan, signal) {
      const { yielded, returned } = await drain(journal.apply(journal.hold(plan).id, signal))
      return { entryId: returned.entryId, progress: yielded }
    },
    async undo(which) {
      const { plan } = await journal.planUndo(which)
      await drain(journal.apply(plan.id))
    },
  }
}
