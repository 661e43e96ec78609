import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createHttp, logTo, systemClock, toFailure } from '../../main/kit'
import { createSumdb, type Sumdb, type SumdbAccess, sumdbBasesFor } from '../../main/protocol'
import type { LogServer } from './log-server'
import { temporaryDir } from './temporary-dir'

export interface SumdbRig {
  readonly sumdb: Sumdb
  readonly dir: string
  /** Every line that was logged. */
  readonly logged: string[]
}

/** A checksum-database client over real HTTP that keeps its state in a folder removed after the test, or in `dir`. */
export async function sumdbRig(access: SumdbAccess, dir?: string): Promise<SumdbRig> {
  const own = dir ?? (await temporaryDir())
  const logged: string[] = []
  const log = logTo({ write: (line) => logged.push(line) })
  const http = createHttp({ env: {}, log })
  onTestFinished(() => http.close())
  return { sumdb: createSumdb({ http, dir: own, log, clock: systemClock, bases: access }), dir: own, logged }
}

/** Asks the server's database itself. */
export function direct(server: LogServer): SumdbAccess {
  return sumdbBasesFor('off', server.sumdb.gosumdb)
}

/** Asks several servers of one database, in order. */
export function inOrder(...servers: LogServer[]): SumdbAccess {
  const all = servers.map(direct)
  const [first] = all
  if (!first) throw new Error('no server')
  return { ...first, bases: all.flatMap(({ bases }) => bases) }
}

/** Where a rig keeps the state of the server's database. */
export function stateDir(rig: SumdbRig, { sumdb: { verifierKey } }: LogServer): string {
  return join(rig.dir, verifierKey.split('+', 2).join('+'))
}

/** The number of records in the stored head; null when there is none. */
export async function storedSize(rig: SumdbRig, server: LogServer): Promise<number | null> {
  const note = await readFile(join(stateDir(rig, server), 'latest'), 'utf8').catch(() => null)
  return note === null ? null : Number(note.split('\n')[1])
}

/** The code that a promise fails with, or `ok`. */
export async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'ok'
  } catch (error) {
    return toFailure(error).code
  }
}
