import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openNote, parseTreeHead, parseVerifierKey, peaksOf, proveHashes, rootOfPeaks } from '../../../main/golang'
import { rejection } from '../../helpers/failure-of'
import { type LogServer, startLogServer } from '../../helpers/log-server'
import { direct, inOrder, outcome, type SumdbRig, stateDir, storedSize, sumdbRig } from '../../helpers/sumdb-rig'
import { TestLog } from '../../helpers/test-log'

const version = 'v1.0.0'
const shared = 'example.com/m5'
let honest: LogServer
let forked: LogServer
beforeAll(async () => {
  const log = new TestLog().fill(71_999)
  honest = await startLogServer({ log })
  forked = await startLogServer({ log: log.forkAt(1000) })
})
afterAll(async () => {
  await honest.close()
  await forked.close()
})

/** A client that has seen the honest log when it had so many records. */
async function whoSaw(size: number): Promise<SumdbRig> {
  const rig = await sumdbRig(direct(honest))
  honest.headSize = size
  await rig.sumdb.lookup(shared, version)
  honest.headSize = null
  expect(await storedSize(rig, honest)).toBe(size)
  return rig
}

const again = (rig: SumdbRig, ...servers: LogServer[]): Promise<SumdbRig> => sumdbRig(inOrder(...servers), rig.dir)

interface Evidence {
  readonly key: string
  readonly base: string
  readonly older: { readonly size: number; readonly hash: string; readonly note: string }
  readonly newer: { readonly size: number; readonly hash: string; readonly note: string }
  readonly computedHashOfOlderInNewer: string
  readonly tilesOfNewer: Readonly<Record<string, string>>
}

/** Reads the evidence of a fork as a stranger would: it must speak for itself. */
async function judge(path: string): Promise<Evidence> {
  const evidence = JSON.parse(await readFile(path, 'utf8')) as Evidence
  const key = parseVerifierKey(evidence.key)
  if (!key) throw new Error('no key')
  const heads = [evidence.older, evidence.newer].map(({ note, size, hash }) => {
    const opened = openNote(Buffer.from(note), key)
    const head = opened.kind === 'verified' ? parseTreeHead(opened.text) : null
    expect(head).toEqual({ size, hash: Buffer.from(hash, 'base64') })
    return head ?? { size: 0, hash: Buffer.alloc(0) }
  })
  const [older, newer] = heads
  if (!older || !newer) throw new Error('no heads')
  let computed = newer.hash
  if (older.size < newer.size) {
    const tiles = new Map(
      Object.entries(evidence.tilesOfNewer).map(([name, data]) => [name, Buffer.from(data, 'base64')]),
    )
    const proof = proveHashes(newer, peaksOf(older.size), tiles)
    computed = rootOfPeaks(proof.kind === 'proven' ? proof.hashes : [])
  }
  expect(computed.toString('base64')).toBe(evidence.computedHashOfOlderInNewer)
  expect(computed.equals(older.hash)).toBe(false)
  return evidence
}

const stateOf = async (dir: string): Promise<string> => {
  const hash = createHash('sha256')
  const entries = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  for (const path of entries.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash.update(path).update(await readFile(path))
  }
  return hash.digest('hex')
}

describe('a second history', () => {
  it.each([
    [1001, 71_999],
    [1001, 1002],
    [1024, 65_536],
    [5000, 70_000],
    [65_535, 65_536],
    [65_536, 65_537],
    [66_332, 71_999],
    [70_000, 71_998],
    [1001, 1001],
    [71_999, 71_999],
  ])('is seen by who knows %d records when it shows %d', async (known, shown) => {
    const rig = await whoSaw(known)
    forked.headSize = shown
    const later = await again(rig, forked, honest)
    const failure = await rejection(later.sumdb.lookup(shared, version))
    expect(failure).toMatchObject({ code: 'SUMDB_FORK', details: { oldSize: known, newSize: shown } })
    const evidence = await judge(String(failure.details.path))
    expect(evidence).toMatchObject({ base: forked.sumdb.url, older: { size: known }, newer: { size: shown } })
    expect(await storedSize(rig, honest)).toBe(known)
  })

  it.each([
    // alone, it can't be proven to be another history: it has no tiles of the one that is known
    [1001, 'SUMDB_PROOF'],
    [5000, 'SUMDB_PROOF'],
    [70_000, 'SUMDB_PROOF'],
    // here the kept tiles suffice
    [65_536, 'SUMDB_FORK'],
  ])('of %d records is not believed by who knows more: %s', async (shown, code) => {
    const rig = await whoSaw(71_999)
    forked.headSize = shown
    expect(await outcome((await again(rig, forked)).sumdb.lookup(shared, version))).toBe(code)
    // with the help of the honest log it can be proven
    const other = await whoSaw(71_999)
    const failure = await rejection((await again(other, forked, honest)).sumdb.lookup('example.com/m3', version))
    expect(failure).toMatchObject({ code: 'SUMDB_FORK', details: { oldSize: shown, newSize: 71_999 } })
    await judge(String(failure.details.path))
  })

  it('is none before the histories part', async () => {
    const rig = await whoSaw(71_999)
    forked.headSize = 1000
    const later = await again(rig, forked, honest)
    expect((await later.sumdb.lookup(shared, version)).base).toBe(honest.sumdb.url)
    const young = await whoSaw(1000)
    forked.headSize = 71_999
    expect(await outcome((await again(young, forked)).sumdb.lookup(shared, version))).toBe('ok')
    // from then on, the honest one is the other history
    expect(await outcome((await again(young, honest)).sumdb.lookup(shared, version))).toBe('SUMDB_FORK')
  })

  it('stops everything until a person takes the evidence away', async () => {
    const rig = await whoSaw(5000)
    forked.headSize = null
    const failure = await rejection((await again(rig, forked)).sumdb.lookup(shared, version))
    const before = await stateOf(rig.dir)
    honest.requests.length = 0
    for (const servers of [[honest], [forked], [forked, honest]]) {
      const later = await again(rig, ...servers)
      expect(await rejection(later.sumdb.lookup(shared, version))).toMatchObject({
        code: 'SUMDB_FORK',
        details: failure.details,
      })
    }
    expect(honest.requests).toEqual([])
    expect(await stateOf(rig.dir)).toBe(before)
    const path = String(failure.details.path)
    await writeFile(path, 'not even JSON')
    expect(await outcome((await again(rig, honest)).sumdb.lookup(shared, version))).toBe('SUMDB_FORK')
    await rm(path)
    expect(await outcome((await again(rig, honest)).sumdb.lookup(shared, version))).toBe('ok')
  })

  it('of another database does not matter', async () => {
    const rig = await whoSaw(5000)
    forked.headSize = null
    expect(await outcome((await again(rig, forked)).sumdb.lookup(shared, version))).toBe('SUMDB_FORK')
    const other = await startLogServer({ name: 'other.test' })
    onTestFinished(() => other.close())
    expect(await outcome((await again(rig, other)).sumdb.lookup(shared, version))).toBe('ok')
  })

  it('is seen in a root that was signed wrong', async () => {
    const rig = await sumdbRig(inOrder(forked, honest))
    const wrong = honest.log.signed(`go.sum database tree\n71999\n${honest.log.rootOf(5).toString('base64')}\n`)
    onTestFinished(
      forked.tamper((answer, { kind }) =>
        kind === 'lookup' ? { ...answer, body: Buffer.from(`5\n${honest.log.text(5)}\n${wrong}`) } : answer,
      ),
    )
    expect(await outcome(rig.sumdb.lookup(shared, version))).toBe('SUMDB_FORK')
  })

  it('can not be made up by who has no key', async () => {
    const stranger = await startLogServer({ log: new TestLog(honest.log.name, 'another key').fill(6000) })
    onTestFinished(() => stranger.close())
    const rig = await whoSaw(5000)
    const access = { ...inOrder(honest), bases: inOrder(stranger, honest).bases }
    const later = await sumdbRig(access, rig.dir)
    expect((await later.sumdb.lookup(shared, version)).base).toBe(honest.sumdb.url)
    expect(later.logged.join('')).toContain('SUMDB_SIGNATURE')
    expect(await readdir(stateDir(rig, honest))).not.toContain('forks')
  })
})
