import { z } from 'zod'
import { temporaryEnd, temporaryName } from '../../preload/contract/temporary'
import { openStateFile, readIfExists, type StateFile, type World } from '../kit'

/** When a lease is over, by two clocks: the one on the wall, which may be set, and the one since the computer's start. */
const termSchema = z.object({
  /** Milliseconds since 1970; null: until its owner ends. */
  until: z.number().nullable(),
  boot: z.string(),
  /** Milliseconds since the computer's start. */
  begunUp: z.number(),
  untilUp: z.number().nullable(),
})
export type Term = z.infer<typeof termSchema>

const leaseSchema = z.object({
  id: z.string(),
  name: temporaryName,
  /** The go env file that holds the value. */
  path: z.string(),
  original: z.string().nullable(),
  /** Every value that was written or was about to be, the newest last. */
  values: z.array(z.string()).min(1),
  /** The journal's entries that wrote them, the newest last. */
  entries: z.array(z.string()),
  term: termSchema,
  owner: z.object({ pid: z.number(), start: z.string() }),
})
/** A promise, kept on disk before the value is written: this value will be put back. */
export type Lease = z.infer<typeof leaseSchema>

const leasesSchema = z.object({
  version: z.literal(1),
  leases: z.array(leaseSchema),
  ended: z.array(temporaryEnd),
})
export type Leases = z.infer<typeof leasesSchema>

export interface LeaseFile {
  readonly path: string
  read(): Promise<Leases>
  write(leases: Leases): Promise<void>
}

const none: Leases = { version: 1, leases: [], ended: [] }
/** How many ends are remembered until somebody is told. */
const endedLimit = 20

/** The file of all leases, private to the user: a proxy's address may hold a password. */
export function openLeases(path: string, { clock, log }: Pick<World, 'clock' | 'log'>): LeaseFile {
  const file: StateFile<Leases> = openStateFile(path, leasesSchema, { clock, log })
  return {
    path,
    read: async () => (await file.read()) ?? none,
    async write(leases) {
      const isEmpty = leases.leases.length === 0 && leases.ended.length === 0
      if (isEmpty && (await readIfExists(path)) === null) return
      await file.write({ ...leases, ended: leases.ended.slice(-endedLimit) })
    },
  }
}

export function leaseOf({ leases }: Leases, name: Lease['name']): Lease | null {
  return leases.find((lease) => lease.name === name) ?? null
}

/** With this lease instead of the one of its variable; with null without one. */
export function withLease(leases: Leases, name: Lease['name'], lease: Lease | null): Leases {
  const others = leases.leases.filter((one) => one.name !== name)
  return { ...leases, leases: lease === null ? others : [...others, lease] }
}
