import { join } from 'node:path'
import { z } from 'zod'
import { openStateFile, type StateFile, type World } from '../kit'

const savedIndex = z.object({
  version: z.literal(1),
  platform: z.string(),
  /** The source's name, as shown. */
  source: z.string(),
  /** ISO 8601. */
  fetchedAt: z.string(),
  releases: z.array(
    z.object({
      version: z.string(),
      file: z.object({ name: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.number() }).nullable(),
    }),
  ),
})
/** The last full index that an official origin sent: what a mirror's archives are checked against. */
export type SavedIndex = z.infer<typeof savedIndex>

const savedToolchains = z.object({
  version: z.literal(1),
  platform: z.string(),
  source: z.string(),
  fetchedAt: z.string(),
  releases: z.array(z.object({ version: z.string(), date: z.string().nullable() })),
})
/** The last list that a module proxy gave, completed. */
export type SavedToolchains = z.infer<typeof savedToolchains>

/** What is known of Go's releases: the last answers of both kinds, null where there was none. */
export interface Known {
  readonly index: SavedIndex | null
  readonly toolchains: SavedToolchains | null
}

/** Keeps what is known in `<cache>/releases`. What was saved for another platform (a shared home folder) counts as absent. */
export class KnownReleases {
  readonly #index: StateFile<SavedIndex>
  readonly #toolchains: StateFile<SavedToolchains>
  readonly #platform: string
  #known: Promise<Known> | undefined

  constructor(world: Pick<World, 'dirs' | 'clock' | 'log' | 'platform'>) {
    const dir = join(world.dirs.cache, 'releases')
    this.#platform = `${world.platform.os}-${world.platform.arch}`
    this.#index = openStateFile(join(dir, 'index.json'), savedIndex, world)
    this.#toolchains = openStateFile(join(dir, 'toolchains.json'), savedToolchains, world)
  }

  get(): Promise<Known> {
    this.#known ??= this.#read()
    return this.#known
  }

  async saveIndex(found: Pick<SavedIndex, 'source' | 'fetchedAt' | 'releases'>): Promise<void> {
    const index: SavedIndex = { version: 1, platform: this.#platform, ...found }
    this.#known = Promise.resolve({ ...(await this.get()), index })
    await this.#index.write(index)
  }

  async saveToolchains(found: Pick<SavedToolchains, 'source' | 'fetchedAt' | 'releases'>): Promise<void> {
    const toolchains: SavedToolchains = { version: 1, platform: this.#platform, ...found }
    this.#known = Promise.resolve({ ...(await this.get()), toolchains })
    await this.#toolchains.write(toolchains)
  }

  async #read(): Promise<Known> {
    const [index, toolchains] = await Promise.all([this.#index.read(), this.#toolchains.read()])
    return {
      index: index?.platform === this.#platform ? index : null,
      toolchains: toolchains?.platform === this.#platform ? toolchains : null,
    }
  }
}

/** How long a list counts as new, in milliseconds. */
export const freshFor = 10 * 60_000

/** When the newest of what is known was fetched (milliseconds since 1970), 0 when nothing is known. */
export function lastFetched({ index, toolchains }: Known): number {
  return Math.max(0, ...[index, toolchains].map((saved) => (saved ? Date.parse(saved.fetchedAt) : 0)))
}
