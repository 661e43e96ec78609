import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { toFailure } from '../../main/kit'
import { rejection } from '../helpers/failure-of'
import { forgeRecord } from '../helpers/forgery'
import { type GoUser, goUser } from '../helpers/go-download'
import { buildGoOracle, type GoOracle, oracleBuildTime } from '../helpers/go-oracle'
import { type LogFault, type LogVictim, logFaults } from '../helpers/log-faults'
import { type LogServer, startLogServer, type Tamper } from '../helpers/log-server'
import { modHash, moduleZip, zipHash } from '../helpers/module-zip'
import { numbersFrom, seedFrom } from '../helpers/seeded'
import { direct, inOrder, outcome, stateDir, storedSize, sumdbRig } from '../helpers/sumdb-rig'
import { TestLog } from '../helpers/test-log'

// A checksum database that lies, or whose answers are changed on their way, by our client, by Go's own library and by the
// go command, on one loopback log: what is forged is believed by none, and what is good is refused by none.
//
// GOREADY_LOG_SEED=<number> draws other modules, sizes and bytes.
//
// Red when, for one, a full tile of level 0 is taken for granted (`faultOf` in main/golang/sumdb/tile-proof.ts).

const seed = seedFrom('GOREADY_LOG_SEED', 20_260_824)
const version = 'v1.0.0'
const size = 71_999
const hello = { path: 'example.com/Hello', version, mod: 'module example.com/Hello\n' }
const good = moduleZip(`${hello.path}@${version}`, { 'go.mod': hello.mod, 'hello.go': 'package hello\n' })
const evil = moduleZip(`${hello.path}@${version}`, { 'go.mod': hello.mod, 'hello.go': 'package hello // evil\n' })
const recordText = (module: string, h1: string): string =>
  `${module} ${version} ${h1}\n${module} ${version}/go.mod ${modHash(hello.mod)}\n`

const counts = { faults: 0, forgeries: 0, forks: 0, rollbacks: 0, poisoned: 0, go: 0 }
let server: LogServer
let honest: LogServer
let oracle: GoOracle | null
let stranger: TestLog
let apart: TestLog
let log: TestLog

beforeAll(async () => {
  server = await startLogServer({ records: size, modules: [{ ...hello, zip: good }] })
  log = server.log
  honest = await startLogServer({ log })
  stranger = new TestLog(log.name, 'a key of somebody else').fill(size)
  apart = log.forkAt(0)
  oracle = await buildGoOracle()
}, oracleBuildTime)
afterAll(async () => {
  await server.close()
  await honest.close()
  await oracle?.close()
})

const randomNumbers = (salt: number): ((below: number) => number) => numbersFrom(`${seed} ${salt}`)

const moduleOf = (id: number): string => log.text(id).split(' ', 1)[0] ?? ''
const h1Of = (id: number): string => log.text(id).split('\n', 1)[0]?.split(' ')[2] ?? ''
const forgedHash = zipHash(evil)

function victim(id: number, other: number, salt: number): LogVictim {
  return { log, size, id, other, salt, stranger, apart, forgedText: recordText(moduleOf(id), forgedHash) }
}

/** While `work` runs, the server does so. */
async function tampered<Result>(on: LogServer, tamper: Tamper, work: () => Promise<Result>): Promise<Result> {
  const remove = on.tamper(tamper)
  try {
    return await work()
  } finally {
    remove()
  }
}

/** Whether Go's own library believes what it is told of a module; a stored head may be given. */
async function goBelieves(on: LogServer, id: number, ...heads: string[]): Promise<boolean> {
  if (!oracle) return false
  const question = {
    Ask: 'lookup',
    Base: on.sumdb.url,
    Key: log.verifierKey,
    A: moduleOf(id),
    B: version,
    Heads: heads,
  }
  const [answer] = (await oracle.ask([question])) as { lines: string[] | null }[]
  return answer?.lines?.some((line) => line.startsWith(`${moduleOf(id)} ${version} h1:`)) ?? false
}

const repetitions = 8
const small = new TestLog('small').fill(600)
const dummy = { log: small, size: 600, id: 300, other: 7, salt: 0, stranger: small, apart: small, forgedText: '' }
/** By their places in the table, whatever they are about. */
const faultNames = logFaults(dummy).map(([name], index) => [name, index] as const)
/** Here all but the name of the module is as it should be: the head is proven, and kept. */
const headsProven = new Set(["another module's valid record", 'hashes in the text of the signed note'])
/** Go reads +12345 as a number. */
const forgivenByGo = new Set(['a number that is none'])

function faultOf(index: number, of: LogVictim): LogFault {
  const fault = logFaults(of)[index]
  if (!fault) throw new Error(`there is no fault ${index}`)
  return fault
}

describe.each(faultNames)('%s', (_name, index) => {
  test(`${repetitions} times: nobody believes it, nothing of it stays`, async () => {
    const random = randomNumbers(index)
    for (let repetition = 0; repetition < repetitions; repetition++) {
      counts.faults++
      const id = 512 + random(65_536 - 512)
      const [name, code, tamper] = faultOf(index, victim(id, random(60_000), random(1 << 20)))
      const [module, what] = [moduleOf(id), `${name}, record ${id}, seed ${seed}`]
      const rig = await sumdbRig(direct(server))
      await tampered(server, tamper, async () => {
        const failure = await rejection(rig.sumdb.lookup(module, version))
        const isOfProof = failure.code.startsWith('SUMDB_') && failure.code !== 'SUMDB_UNAVAILABLE'
        expect(isOfProof ? failure.code : (failure.cause as { code?: string }).code, what).toBe(code)
        expect(await storedSize(rig, server), what).toBe(headsProven.has(name) ? size : null)
        if (repetition > 0) return
        if (!forgivenByGo.has(name)) expect(await goBelieves(server, id), what).toBe(false)
        // another address makes it good
        const both = await sumdbRig(inOrder(server, honest))
        expect(await both.sumdb.lookup(module, version)).toMatchObject({ h1: h1Of(id), base: honest.sumdb.url })
        await expectNotDeceived(id)
      })
      expect((await rig.sumdb.lookup(module, version)).h1, what).toBe(h1Of(id))
    }
  })
})

/** Who knows a head already may get the right answer all the same: a kept tile stands in, or that head proves it. */
async function expectNotDeceived(id: number): Promise<void> {
  const rig = await sumdbRig(direct(honest))
  honest.headSize = 66_332
  await rig.sumdb.lookup(moduleOf(3), version)
  honest.headSize = null
  const later = await sumdbRig(direct(server), rig.dir)
  const found = await later.sumdb.lookup(moduleOf(id), version).catch((error: unknown) => error)
  if (found instanceof Error) expect(toFailure(found).code).not.toBe('INTERNAL')
  else expect(found).toMatchObject({ h1: h1Of(id) })
  expect([66_332, size]).toContain(await storedSize(later, server))
}

describe('forgeries of records and of tiles that fit them', () => {
  const trees = [1, 2, 255, 256, 257, 511, 65_535, 65_536, 65_537, 66_332, size]
  test.each(trees)('in a tree of %i records', async (tree) => {
    const random = randomNumbers(tree)
    const ids = new Set([0, Math.min(77, tree - 1), Math.floor(tree / 2), tree - 1, random(tree), random(tree)])
    onTestFinished(() => {
      server.headSize = null
    })
    server.headSize = tree
    for (const id of ids) {
      for (const levels of [0, 1, 2, 3]) {
        counts.forgeries++
        const forged = recordText(moduleOf(id), forgedHash)
        await tampered(server, forgeRecord(log, tree, id, forged, levels), async () => {
          const rig = await sumdbRig(direct(server))
          expect(await outcome(rig.sumdb.lookup(moduleOf(id), version)), `record ${id}`).toBe('SUMDB_PROOF')
          expect(await storedSize(rig, server)).toBeNull()
          if (levels > 0) expect(await goBelieves(server, id)).toBe(false)
        })
      }
      const rig = await sumdbRig(direct(server))
      expect((await rig.sumdb.lookup(moduleOf(id), version)).h1).toBe(h1Of(id))
    }
  })
})

describe('two histories', () => {
  test('60 times: seen as soon as the signed heads contradict each other, and never else', async () => {
    const random = randomNumbers(7)
    const long = 5_000
    const main = new TestLog('fork.test').fill(long)
    const one = await startLogServer({ log: main })
    onTestFinished(() => one.close())
    for (let fork = 0; fork < 12; fork++) {
      const parted = 1 + random(long - 1)
      const two = await startLogServer({ log: main.forkAt(parted) })
      for (let pair = 0; pair < 5; pair++) {
        counts.forks++
        const [known, shown] = [1 + random(long), 1 + random(long)]
        const what = `parted at ${parted}, known ${known}, shown ${shown}, seed ${seed}`
        const [first, second] = [await sumdbRig(direct(one)), await sumdbRig(inOrder(two, one))]
        one.headSize = known
        await first.sumdb.lookup('example.com/m0', version)
        two.headSize = shown
        const later = await sumdbRig(inOrder(two, one), first.dir)
        const isFork = Math.min(known, shown) > parted
        expect(await outcome(later.sumdb.lookup('example.com/m0', version)), what).toBe(isFork ? 'SUMDB_FORK' : 'ok')
        expect(await storedSize(later, one), what).toBe(isFork ? known : Math.max(known, shown))
        expect(await outcome(second.sumdb.lookup('example.com/m0', version)), what).toBe('ok')
      }
      await two.close()
    }
  })
})

describe('going back', () => {
  test('28 times: the stored head never does', async () => {
    const random = randomNumbers(11)
    onTestFinished(() => {
      honest.headSize = null
    })
    for (let round = 0; round < 28; round++) {
      counts.rollbacks++
      const rig = await sumdbRig(direct(honest))
      let most = 0
      for (const now of [65_000 + random(6_999), 1 + random(65_000), 65_000 + random(6_999), size]) {
        honest.headSize = now
        most = Math.max(most, now)
        expect((await rig.sumdb.lookup(moduleOf(0), version)).tree.size).toBe(most)
        expect(await storedSize(rig, honest)).toBe(most)
      }
    }
  })
})

describe('tiles that are poisoned on the disk', () => {
  const bad: ((file: Buffer) => Buffer)[] = [
    (file) => Buffer.alloc(file.length, 7),
    (file) => file.subarray(0, 40),
    () => Buffer.alloc(0),
    (file) => Buffer.concat([file, file]),
    () => apart.tile(0, 3, 256) ?? Buffer.alloc(0),
  ]
  test('heal when the server is good, and help nobody when it is not', async () => {
    const id = 12_345
    const rig = await sumdbRig(direct(server))
    await rig.sumdb.lookup(moduleOf(id), version)
    const dir = stateDir(rig, server)
    const entries = await readdir(dir, { recursive: true, withFileTypes: true })
    const tiles = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    const kept = tiles.filter((path) => /edge|tile/.test(path.slice(dir.length)))
    for (const path of kept) {
      const whole = await readFile(path)
      for (const spoil of bad) {
        counts.poisoned++
        await writeFile(path, spoil(whole))
        const forged = forgeRecord(log, size, id, recordText(moduleOf(id), forgedHash), 3)
        await tampered(server, forged, async () => {
          expect(await outcome(rig.sumdb.lookup(moduleOf(id), version))).toBe('SUMDB_PROOF')
        })
        await writeFile(path, spoil(whole))
        expect((await rig.sumdb.lookup(moduleOf(id), version)).h1).toBe(h1Of(id))
        expect(await readFile(path)).toEqual(whole)
      }
    }
    expect(kept.length).toBeGreaterThanOrEqual(5)
  })
})

describe('the go command on the same log', () => {
  const id = Math.floor(size / 2)
  const download = (user: GoUser, from: LogServer = server): Promise<string | null> =>
    user.download(hello.path, version, { goproxy: from.proxyUrl, gosumdb: from.sumdb.gosumdb })
  /** The zip that a forged record is for. */
  const evilZip: Tamper = (answer, { kind }) => (kind === 'zip' ? { ...answer, body: evil } : answer)

  test.each(faultNames)('refuses %s, as we do', async (_name, index) => {
    if (!oracle) return
    counts.go++
    const [name, , tamper] = faultOf(index, victim(id, 777, index))
    // what only a record that was believed could make go believe
    const isForged = /forged|hashes/.test(name)
    const said = await tampered(server, tamper, async () => {
      const rig = await sumdbRig(direct(server))
      expect(await outcome(rig.sumdb.lookup(hello.path, version)), name).not.toBe('ok')
      const work = async () => download(await goUser())
      return isForged ? tampered(server, evilZip, work) : work()
    })
    if (forgivenByGo.has(name)) expect(said, name).toBeNull()
    else expect(said, name).toMatch(/verifying|sumdb|checksum|SECURITY|lookup|tile|reading|404|410|500|403/i)
  })

  test.each([36_001, 65_535, 65_536, 65_537, 66_332, size])(
    'accepts a good one in a tree of %i, as we do',
    async (tree) => {
      if (!oracle) return
      counts.go++
      onTestFinished(() => {
        server.headSize = null
      })
      server.headSize = tree
      expect(await download(await goUser())).toBeNull()
      expect((await (await sumdbRig(direct(server))).sumdb.lookup(hello.path, version)).h1).toBe(zipHash(good))
    },
  )

  test('is not stopped by an older head, and stops at another history, as we do', async () => {
    if (!oracle) return
    counts.go++
    const forked = await startLogServer({ log: log.forkAt(36_500), modules: [] })
    onTestFinished(() => forked.close())
    onTestFinished(() => {
      server.headSize = null
    })
    const user = await goUser()
    for (const tree of [70_000, 36_100, size]) {
      server.headSize = tree
      expect(await download(user), `${tree}`).toBeNull()
    }
    const from = { goproxy: server.proxyUrl, gosumdb: forked.sumdb.gosumdb }
    expect(await user.download(hello.path, version, from)).toMatch(/SECURITY ERROR|inconsistent tile/)
    const rig = await sumdbRig(direct(server))
    await rig.sumdb.lookup(hello.path, version)
    expect(await outcome((await sumdbRig(direct(forked), rig.dir)).sumdb.lookup(hello.path, version))).toBe(
      'SUMDB_FORK',
    )
  })
})

afterAll(() => {
  console.log(`log faults, seed ${seed} (GOREADY_LOG_SEED): ${JSON.stringify(counts)}`)
  expect(counts.faults).toBeGreaterThanOrEqual(22 * 14)
  expect(counts.forgeries).toBeGreaterThanOrEqual(200)
  expect(counts.forks).toBeGreaterThanOrEqual(60)
  expect(counts.rollbacks).toBeGreaterThanOrEqual(28)
  expect(counts.poisoned).toBeGreaterThanOrEqual(25)
  if (oracle) expect(counts.go).toBeGreaterThanOrEqual(45)
})
