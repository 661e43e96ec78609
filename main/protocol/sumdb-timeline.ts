import { type HashRef, peaksOf, rootOfPeaks, type TreeHead } from '../golang'
import { createProofReader, type ProofReader, unproven } from './proof-reader'
import type { SumdbSource } from './sumdb-source'
import type { SignedHead, SumdbStore } from './sumdb-store'

/** A record whose place in the log is to be proven. */
export interface ClaimedRecord {
  readonly id: number
  /** The hash of its text. */
  readonly leaf: Buffer
}

/**
 * Puts a signed head into the one history that was seen of the database, and proves a record in the newest head of it.
 * The stored head moves forward only, after all is proven; an older head is checked against it and moves nothing.
 *
 * @returns the head in which the record is proven
 * @throws SUMDB_PROOF when the source does not prove what it says, SUMDB_FORK when two heads that the database signed are
 * not of one history
 */
export async function settle(
  store: SumdbStore,
  source: SumdbSource,
  head: SignedHead,
  record: ClaimedRecord,
): Promise<TreeHead> {
  for (;;) {
    const stored = await store.head()
    const isNew = stored === null || head.size > stored.size
    const newest = isNew ? head : stored
    const older = isNew ? stored : head
    const reader = createProofReader(store, source, newest)
    const leaf: HashRef = { level: 0, index: record.id }
    const isInTree = record.id < newest.size
    await reader.load([...(older ? peaksOf(older.size) : []), ...(isInTree ? [leaf] : [])])
    if (older) await checkHistory(store, source, reader, older, newest)
    if (!isInTree) throw unproven(source, `record ${record.id} is beyond a tree of ${newest.size}`)
    const [found] = await reader.prove([leaf])
    if (!found?.equals(record.leaf)) throw unproven(source, `record ${record.id} is not the one in the log`)
    if (!isNew || (await store.advance(stored, head))) return newest
    // another process moved the stored head meanwhile: judge again, by that one
  }
}

/**
 * Checks a head that some source showed against the stored one with the help of another source. A source that shows a
 * second history can't be expected to prove it.
 *
 * @throws SUMDB_FORK, SUMDB_PROOF
 */
export async function checkPast(store: SumdbStore, source: SumdbSource, head: SignedHead): Promise<void> {
  const stored = await store.head()
  if (!stored || head.size > stored.size) return
  await checkHistory(store, source, createProofReader(store, source, stored), head, stored)
}

async function checkHistory(
  store: SumdbStore,
  source: SumdbSource,
  reader: ProofReader,
  older: SignedHead,
  newer: SignedHead,
): Promise<void> {
  // two roots for one size need no more proof than their signatures
  const isSameSize = older.size === newer.size
  const computed = isSameSize ? newer.hash : rootOfPeaks(await reader.prove(peaksOf(older.size)))
  if (computed.equals(older.hash)) return
  const tiles = isSameSize ? new Map<string, Buffer>() : reader.tiles
  throw await store.keepFork({ older, newer, computed, tiles, base: source.url })
}
