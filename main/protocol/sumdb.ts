import { pathToFileURL } from 'node:url'
import {
  hashInRecord,
  isH1,
  type LookupAnswer,
  leafHash,
  openNote,
  parseLookup,
  parseTreeHead,
  type VerifierKey,
} from '../golang'
import { type Clock, Failure, type Http, type Logger, redact, toFailure, unexpectedBody } from '../kit'
import { unproven } from './proof-reader'
import type { SumdbAccess, SumdbBase } from './sumdb-bases'
import { isOfSource, isOfTransport, mostTelling } from './sumdb-failures'
import { createSource, missing, type SumdbSource } from './sumdb-source'
import { openSumdbStore, type SignedHead, type SumdbStore } from './sumdb-store'
import { checkPast, settle } from './sumdb-timeline'

/** What the checksum database says of a module at a version, proven. */
export interface SumdbRecord {
  /** The hash of its zip. */
  readonly h1: string
  /** The hash of its go.mod. */
  readonly goModH1: string
  /** The record's number in the log. */
  readonly id: number
  /** The signed tree in which the record was proven: number of records, root hash in base64. */
  readonly tree: { readonly size: number; readonly hash: string }
  /** The name of the database whose key signed the tree. */
  readonly database: string
  /** The address that gave the record; a file: address when none could be reached and a kept record was proven again. */
  readonly base: string
}

export interface Sumdb {
  /**
   * Looks a module up and proves what is found: a tree head signed by the database's key, the record's inclusion through
   * tiles of which each is authenticated, and that the head continues the one that was seen last. The addresses are asked
   * in their order; one that can't be reached or does not prove what it says is passed over.
   *
   * @throws SUMDB_FORK (from then on at every lookup, until a person removes the evidence), SUMDB_SIGNATURE, SUMDB_PROOF,
   * SUMDB_MISSING, SUMDB_UNAVAILABLE, HTTP_PROXY_AUTH, UNVERIFIED (a module not to be asked about), MODULE_PATH_INVALID,
   * INVALID_INPUT, BUSY, CANCELLED
   */
  lookup(module: string, version: string, signal?: AbortSignal): Promise<SumdbRecord>
}

export interface SumdbOptions {
  readonly http: Http
  /** What is kept between runs stands below it: the newest head, proven tiles, evidence of forks. */
  readonly dir: string
  readonly log: Logger
  readonly clock: Clock
  /** Asked at each lookup; see {@link SumdbAccess} and sumdbBasesFor. */
  readonly bases: SumdbAccess | (() => SumdbAccess | Promise<SumdbAccess>)
}

interface Wanted {
  readonly module: string
  readonly version: string
  readonly key: VerifierKey
  readonly store: SumdbStore
}

/** A client of a checksum database (https://go.dev/ref/mod#checksum-database) that believes nothing but its key. */
export function createSumdb(options: SumdbOptions): Sumdb {
  const { dir, log } = options
  /** Proxies that were found to serve the database. */
  const served = new Set<string>()
  return {
    async lookup(module, version, signal) {
      const access = typeof options.bases === 'function' ? await options.bases() : options.bases
      if (!access.mayAsk(module)) throw notToBeAsked(module, version)
      const store = openSumdbStore(dir, access.key, options)
      await store.refuseForked()
      const wanted = { module, version, key: access.key, store }
      const failures: Failure[] = []
      /** Heads that addresses showed which then failed. */
      const shown: SignedHead[] = []
      for (const base of access.bases) {
        try {
          return await lookupAt(options, wanted, { base, served, shown }, signal)
        } catch (error) {
          const failure = toFailure(error)
          if (!isOfSource(failure)) throw failure
          log.warn({ base: base.url, failure: failure.toShape() }, 'passed over an address of the checksum database')
          failures.push(failure)
        }
      }
      const kept = failures.every(isOfTransport) ? await lookupKept(wanted, log) : null
      if (kept) return kept
      throw mostTelling(failures)
    },
  }
}

interface Place {
  readonly base: SumdbBase
  readonly served: Set<string>
  readonly shown: SignedHead[]
}

async function lookupAt(
  { http, clock, log }: SumdbOptions,
  wanted: Wanted,
  { base, served, shown }: Place,
  signal: AbortSignal | undefined,
): Promise<SumdbRecord> {
  // whatever is still under way when this address is given up is stopped
  const stop = new AbortController()
  const source = createSource({ http, clock }, base, signal ? AbortSignal.any([signal, stop.signal]) : stop.signal)
  try {
    if (!served.has(base.url)) {
      if (!(await source.isServed())) throw notServed(base)
      served.add(base.url)
    }
    const answer = await source.lookup(wanted.module, wanted.version)
    const claim = parseLookup(answer.body)
    if (!claim) throw unexpectedBody(answer, `lookup/${wanted.module}@${wanted.version}`, answer.body)
    const head = openHead(claim.note, wanted.key, source)
    const before = [...shown]
    shown.push(head)
    const record = await prove(wanted, source, claim, head)
    await checkOthers(wanted.store, source, before, log)
    await wanted.store.keepRecord(wanted.module, wanted.version, answer.body)
    return record
  } finally {
    stop.abort()
  }
}

async function prove(
  { module, version, key, store }: Wanted,
  source: SumdbSource,
  claim: LookupAnswer,
  head: SignedHead,
): Promise<SumdbRecord> {
  const tree = await settle(store, source, head, { id: claim.id, leaf: leafHash(claim.text) })
  // from here on the record's text is the log's own
  const h1 = hashInRecord(claim.text, module, version)
  const goModH1 = hashInRecord(claim.text, module, `${version}/go.mod`)
  if (h1 === null || goModH1 === null || !isH1(h1) || !isH1(goModH1)) {
    const isOfAnother = h1 === null && goModH1 === null
    if (isOfAnother) throw unproven(source, `record ${claim.id} is not that of ${module}@${version}`)
    throw missing(module, version, `record ${claim.id} does not hold one hash of the zip and one of the go.mod`)
  }
  return {
    h1,
    goModH1,
    id: claim.id,
    tree: { size: tree.size, hash: tree.hash.toString('base64') },
    database: key.name,
    base: redact(source.url),
  }
}

function openHead(note: Buffer, key: VerifierKey, source: SumdbSource): SignedHead {
  const opened = openNote(note, key)
  if (opened.kind !== 'verified') {
    const why = `${source.url}: ${noteFaults[opened.kind]} (${key.name}+${key.keyHash})`
    throw new Failure('SUMDB_SIGNATURE', why, { why })
  }
  const tree = parseTreeHead(opened.text)
  if (!tree) throw unproven(source, 'what is signed is no tree head')
  return { ...tree, note }
}

const noteFaults = {
  malformed: 'the tree head is no signed note',
  unsigned: 'the tree head is not signed by the key',
  forged: "the tree head's signature does not verify",
} as const

async function checkOthers(
  store: SumdbStore,
  source: SumdbSource,
  heads: readonly SignedHead[],
  log: Logger,
): Promise<void> {
  for (const head of heads) {
    try {
      await checkPast(store, source, head)
    } catch (error) {
      const failure = toFailure(error)
      if (!isOfSource(failure)) throw failure
      log.warn(
        { size: head.size, failure: failure.toShape() },
        'a head that another address showed could not be checked',
      )
    }
  }
}

/** Proves a record of an earlier lookup once more, from what is kept alone. */
async function lookupKept(wanted: Wanted, log: Logger): Promise<SumdbRecord | null> {
  const kept = await wanted.store.record(wanted.module, wanted.version)
  const claim = kept && parseLookup(kept.bytes)
  if (!claim) return null
  const offline = (): never => {
    throw new Failure('SUMDB_UNAVAILABLE', 'not kept', { why: 'not kept' })
  }
  const source: SumdbSource = {
    url: pathToFileURL(kept.path).href,
    isServed: async () => true,
    lookup: async () => offline(),
    tile: async () => offline(),
  }
  try {
    return await prove(wanted, source, claim, openHead(claim.note, wanted.key, source))
  } catch (error) {
    const failure = toFailure(error)
    if (failure.code !== 'SUMDB_UNAVAILABLE' && !isOfSource(failure)) throw failure
    log.info({ path: kept.path, failure: failure.toShape() }, 'a kept record could not be proven again')
    return null
  }
}

function notServed({ url }: SumdbBase): Failure {
  const { host } = new URL(url)
  const what = `${new URL(url).pathname}/supported`
  return new Failure('HTTP_STATUS', `${host} does not serve the checksum database`, { host, status: 404, what })
}

function notToBeAsked(module: string, version: string): Failure {
  const what = `${module}@${version}`
  const why = 'GOSUMDB=off, GONOSUMDB or GOPRIVATE keeps the checksum database from being asked.'
  return new Failure('UNVERIFIED', `${what}: ${why}`, { what, why })
}
