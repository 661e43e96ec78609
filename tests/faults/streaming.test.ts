/**
 * An archive that is unpacked while it comes, under every wire fault at each of its first requests: what is there in the
 * end is the tree, whole, or a typed failure, after which a healthy server gives the tree. Made red by letting
 * `Arrival.restart` do nothing (stale bytes are unpacked), or `ready` resolve at once.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type Arrival, downloadFile, extractTarGz, extractZip, Failure, removeTree } from '../../main/kit'
import { unpackWhileItComes } from '../../main/sdk/unpack-while-it-comes'
import { drain } from '../helpers/drain'
import { extractWorker } from '../helpers/extract-worker'
import { fakeClock } from '../helpers/fake-clock'
import { type FaultServer, startFaultServer } from '../helpers/fault-server'
import { modulePrefix } from '../helpers/hostile-zips'
import { makeGzip, makeTar } from '../helpers/tar-maker'
import { treeOf } from '../helpers/tree'
import { faults } from '../helpers/wire-faults'
import { type TestWorld, testWorld } from '../helpers/world'
import { makeZip } from '../helpers/zip-maker'

const files = Array.from({ length: 60 }, (_, index) => ({
  path: `d${index % 7}/f${index}`,
  data: randomBytes(400 + ((index * 97) % 2_900)),
}))
const archives = {
  zip: makeZip(files.map(({ path, data }) => ({ name: `${modulePrefix}${path}`, data }))),
  gzip: makeGzip(makeTar(files.map(({ path, data }) => ({ name: `go/${path}`, data })))),
}
type Kind = keyof typeof archives
const sums = files.map(({ data }) => createHash('sha256').update(data).digest('hex')).sort()

let cases = 0
/** What becomes of archives that came in the wrong way, over all cases. */
const ends = new Map<string, number>()
afterAll(() => {
  console.log(`streaming: ${cases} cases; ${[...ends].map(([end, count]) => `${count} ${end}`).join(', ')}`)
  expect(cases).toBeGreaterThanOrEqual(250)
})

interface Scene {
  readonly kind: Kind
  readonly world: TestWorld
  readonly server: FaultServer
}

async function scene(kind: Kind): Promise<Scene> {
  return { kind, world: await testWorld(), server: await startFaultServer({ '/x': { body: archives[kind] } }) }
}

async function install({ kind, world, server }: Scene, patience: number): Promise<string[]> {
  const destination = join(world.home, 'tree')
  const common = { destination, workerUrl: extractWorker, what: 'the archive' }
  const unpack = (archive: Arrival, signal: AbortSignal) =>
    kind === 'zip'
      ? extractZip({ ...common, archive, signal, prefix: modulePrefix, workers: 1 })
      : extractTarGz({ ...common, archive, signal, prefix: 'go/' })
  try {
    const { returned } = await drain(
      unpackWhileItComes({
        signal: undefined,
        download: (arrival, signal) =>
          downloadFile({
            http: world.http,
            log: world.log,
            clock: fakeClock(),
            url: `${server.url}/x`,
            source: 'the server',
            path: join(world.home, 'x'),
            expectedSize: archives[kind].length,
            maxSize: 10_000_000,
            lockDir: join(world.home, 'locks'),
            magic: kind,
            headersTimeout: patience,
            idleTimeout: patience,
            connections: 4,
            pieceSize: 20_000,
            tailFirst: kind === 'zip' ? 6_000 : 0,
            tries: 2,
            arrival,
            signal,
          }),
        downloaded: async () => undefined,
        proof: Promise.resolve(),
        unpack,
        discard: () => removeTree(destination),
      }),
    )
    if (returned.kind === 'failed') throw returned.error
    return returned.result.entries.map(({ sha256 }) => sha256).sort()
  } catch (error) {
    await removeTree(destination)
    throw error
  }
}

describe.each(['zip', 'gzip'] as const)('a %s', (kind) => {
  describe.each(faults)('%s', (fault) => {
    // a tar.gz is followed from its start: it matters less which of the later answers is wrong
    test.each(kind === 'zip' ? [0, 1, 2, 3] : [0, 2])('after %i good answers', async (good) => {
      cases++
      const given = await scene(kind)
      given.server.next(...Array<'none'>(good).fill('none'), fault)
      const patience = fault.startsWith('stall') ? 150 : 10_000
      const end = await install(given, patience).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error
        expect(error.code).not.toBe('INTERNAL')
        return error.code
      })
      ends.set(
        String(Array.isArray(end) ? 'whole' : end),
        (ends.get(String(Array.isArray(end) ? 'whole' : end)) ?? 0) + 1,
      )
      if (!Array.isArray(end)) {
        expect((await readdir(given.world.home)).filter((name) => name === 'tree' || name === 'x')).toEqual([])
        given.server.always(null)
        expect(await install(given, 10_000)).toEqual(sums)
      } else {
        expect(end).toEqual(sums)
      }
      expect((await treeOf(join(given.world.home, 'tree'))).split('\n').length).toBeGreaterThan(files.length)
    })
  })
})
