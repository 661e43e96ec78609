import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { proofKind } from '../../preload/contract/sdk'
import { hasErrno, namesIn, openStateFile, readIfExists, type World, writeAtomic } from '../kit'
import type { Places } from './places'

const sdkRecord = z.object({
  version: z.literal(1),
  release: z.string(),
  goroot: z.string(),
  /** `goready`: placed by us; `adopted`: it was there, and was proven since. */
  origin: z.enum(['goready', 'adopted']),
  /** Names the change that placed it, so that undoing another one never takes it away. */
  placement: z.string().nullable(),
  proof: proofKind,
  /** The source's name. */
  source: z.string().nullable(),
  /** Of the tree as the toolchain module. */
  h1: z.string(),
  /** The signed tree that `h1` was proven in. */
  tree: z.object({ size: z.number(), hash: z.string() }).nullable(),
  files: z.number(),
  /** ISO 8601. */
  installedAt: z.string(),
  /** When $GOROOT/VERSION was written, milliseconds: what else stands there later is not what we know of. */
  writtenAt: z.number(),
})
/** What is known of one SDK. */
export type SdkRecord = z.infer<typeof sdkRecord>

/**
 * What GoReady knows of SDKs, in `<state>/sdks`: a record each, and beside it the hashes of its files as the lines that
 * its h1 is the hash of, so that they prove themselves.
 */
export class SdkRecords {
  readonly #world: Pick<World, 'clock' | 'log'>
  readonly #places: Places

  constructor(world: Pick<World, 'clock' | 'log'>, places: Places) {
    this.#world = world
    this.#places = places
  }

  /** The record, whether or not its SDK stands there. */
  async read(goroot: string, release: string): Promise<SdkRecord | null> {
    const record = await this.#file(this.#places.record(goroot, release)).read()
    return record?.goroot === goroot && record.release === release ? record : null
  }

  /** The record of what stands there now; null when that is another tree, or none. */
  async ofPlaced(goroot: string, release: string): Promise<SdkRecord | null> {
    const record = await this.read(goroot, release)
    return record && record.writtenAt === (await writtenAt(goroot)) ? record : null
  }

  async write(record: SdkRecord, sums: string): Promise<void> {
    const path = this.#places.record(record.goroot, record.release)
    await writeAtomic(`${path}.sums`, Buffer.from(sums), { mode: 0o600 })
    await this.#file(path).write(record)
  }

  /** The lines that make up the h1, null when there are none. */
  async sums({ goroot, release }: Pick<SdkRecord, 'goroot' | 'release'>): Promise<string | null> {
    return (await readIfExists(`${this.#places.record(goroot, release)}.sums`))?.toString('utf8') ?? null
  }

  async remove(goroot: string, release: string): Promise<void> {
    const path = this.#places.record(goroot, release)
    await rm(`${path}.json`, { force: true })
    await rm(`${path}.sums`, { force: true })
  }

  async list(): Promise<SdkRecord[]> {
    const names = await namesIn(this.#places.records)
    const paths = names.filter((name) => /^go[0-9a-z.]+-[0-9a-f]{8}\.json$/.test(name))
    const records = await Promise.all(
      paths.map((name) => this.#file(join(this.#places.records, name.slice(0, -'.json'.length))).read()),
    )
    return records.filter((record) => record !== null)
  }

  #file(path: string) {
    return openStateFile(`${path}.json`, sdkRecord, this.#world)
  }
}

/** When the tree's VERSION file was written (milliseconds), null when there is none. A rename of the tree keeps it. */
export async function writtenAt(goroot: string): Promise<number | null> {
  try {
    return Math.floor((await stat(join(goroot, 'VERSION'))).mtimeMs)
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return null
    throw error
  }
}
