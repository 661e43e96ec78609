import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest'
import { processSelf } from '../../main/kit'
import { tinyTree } from '../helpers/fault-rooms'
import { type ManyRooms, manyRooms } from '../helpers/many-rooms'
import { contentsOf } from '../helpers/sdk-scene'
import { worldAt } from '../helpers/world'

// Many processes with one home: each archive is fetched once, all end well, nothing is lost and nothing is left. Locks
// that nobody living holds hold nobody up.
//
// Red when main/sdk/version-lock.ts returns at once (`return async () => undefined`).

const crowd = 20
const same = 'go1.27.4'
const versions = [same, ...Array.from({ length: crowd - 1 }, (_, minor) => `go1.26.${minor}`)]
let rooms: ManyRooms
let home: string
let cases = 0

beforeAll(async () => {
  rooms = await manyRooms(versions)
})
afterAll(async () => {
  await rooms.close()
  console.log(`many processes: ${cases} of them`)
  expect(cases).toBeGreaterThanOrEqual(56)
})
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'goready-home-')))
  const dir = home
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  await mkdir(join(home, '.config/goready'), { recursive: true })
  await writeFile(join(home, '.config/goready/config.json'), JSON.stringify({ onlyOwnProxies: true }))
  rooms.net.requests.length = 0
})

/** Bytes of archives that were asked for whole or in part; a question for the first byte is none. */
const downloads = (version: string): number =>
  rooms.net.requests.filter(
    ({ kind, path, range, method }) =>
      kind === 'zip' && path.includes(`${version}.`) && method === 'GET' && range !== 'bytes=0-0',
  ).length

async function expectWhole(...wanted: string[]): Promise<void> {
  expect((await readdir(join(home, 'sdk'))).sort()).toEqual(wanted.toSorted())
  for (const version of wanted) expect(await contentsOf(join(home, 'sdk', version))).toEqual(tinyTree(version))
  const state = join(home, '.local/state/goready')
  expect((await readdir(join(state, 'locks'))).sort()).toEqual([])
  expect(await readdir(join(home, '.cache/goready/downloads'))).toEqual([])
  for (const name of await readdir(join(state, 'journal'))) {
    expect(JSON.parse(await readFile(join(state, 'journal', name), 'utf8'))).toMatchObject({ phase: 'applied' })
  }
}

const install = (version: string) => ['cli', { do: 'install', version }] as const

it('twenty install the same release: one downloads it, all have it', { timeout: 240_000 }, async () => {
  const ends = await rooms.atOnce(
    home,
    Array.from({ length: crowd }, () => install(same)),
  )
  cases += ends.length
  expect(ends).toEqual(ends.map(() => 'done'))
  await expectWhole(same)
  expect(downloads(same)).toBe(1)
})

it('twenty install twenty releases, each downloaded once', { timeout: 240_000 }, async () => {
  const ends = await rooms.atOnce(home, versions.map(install))
  cases += ends.length
  expect(ends).toEqual(ends.map(() => 'done'))
  await expectWhole(...versions)
  for (const version of versions) expect([version, downloads(version)]).toEqual([version, 1])
})

it('the one that downloads is killed: another of those that wait goes on', { timeout: 240_000 }, async () => {
  const first = await rooms.start(home, { do: 'install', version: same })
  const others = await Promise.all(Array.from({ length: 3 }, () => rooms.start(home, { do: 'install', version: same })))
  let isHeld = (): void => undefined
  const held = new Promise<void>((resolve) => {
    isHeld = resolve
  })
  let release = (): void => undefined
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  const stop = rooms.net.tamper((answer, { kind, range }) => {
    if (kind !== 'zip' || range === 'bytes=0-0') return answer
    isHeld()
    return { ...answer, hold: { after: 100, until } }
  })
  first.go()
  await held
  for (const { go } of others) go()
  first.child.kill('SIGKILL')
  expect(await first.end).toBe('killed')
  release()
  stop()
  expect(await Promise.all(others.map(({ end }) => end))).toEqual(others.map(() => 'done'))
  cases += 4
  // what the killed one had begun is taken back by the next start
  const next = await rooms.start(home, { do: 'set', values: {} })
  next.go()
  expect(await next.end).toBe('done')
  cases++
  expect((await readdir(join(home, 'sdk'))).sort()).toEqual([same])
  expect(await contentsOf(join(home, 'sdk', same))).toEqual(tinyTree(same))
})

const stale: Readonly<Record<string, () => Promise<string>>> = {
  'process 1, started at another time': async () => JSON.stringify({ pid: 1, start: '1', nonce: 'n', what: 'w' }),
  'a process that is gone': async () => JSON.stringify({ pid: 2_147_483_647, start: '1', nonce: 'n', what: 'w' }),
  'a process id that another program has now': async () =>
    JSON.stringify({ ...(await processSelf()), start: '7', nonce: 'n', what: 'w' }),
  nobody: async () => '',
}

it.each(Object.keys(stale))('a lock of %s holds nobody up', async (what) => {
  const locks = join(home, '.local/state/goready/locks')
  await mkdir(locks, { recursive: true })
  const content = (await stale[what]?.()) ?? ''
  await writeFile(join(locks, `sdk-${same}.lock`), content)
  const ends = await rooms.atOnce(home, [install(same), install(same)])
  cases += ends.length
  expect(ends).toEqual(['done', 'done'])
  await expectWhole(same)
  expect(downloads(same)).toBe(1)
})

it('two windows, a command line and a tray at once lose no entry and no setting', { timeout: 240_000 }, async () => {
  const [one = '', two = ''] = versions.slice(1, 3)
  expect(await rooms.atOnce(home, [install(one), install(two)])).toEqual(['done', 'done'])
  const names = (host: string): string[] => Array.from({ length: 4 }, (_, index) => `${host}${index}`)
  const ends = await rooms.atOnce(home, [
    ['web', { do: 'add-proxies', names: names('window') }],
    ['web', { do: 'set', values: { GOPRIVATE: 'a.example', GOFLAGS: '-mod=mod' } }],
    ['electron', { do: 'add-proxies', names: names('tray') }],
    ['electron', { do: 'switch', versions: [one, two] }],
    ['cli', { do: 'set', values: { GONOPROXY: 'b.example', GOINSECURE: 'c.example' } }],
    ['cli', { do: 'switch', versions: [two] }],
  ])
  cases += ends.length
  expect(ends).toEqual(ends.map(() => 'done'))
  const world = await worldAt(home)
  await world.http.close()
  expect(
    world.settings
      .get()
      .customProxies.map(({ label }) => label)
      .sort(),
  ).toEqual([...names('window'), ...names('tray')].sort())
  const lines = (await readFile(join(home, '.config/go/env'), 'utf8')).trim().split('\n').sort()
  expect(lines).toEqual(['GOFLAGS=-mod=mod', 'GOINSECURE=c.example', 'GONOPROXY=b.example', 'GOPRIVATE=a.example'])
  const journal = join(home, '.local/state/goready/journal')
  const phases = await Promise.all(
    (await readdir(journal)).map(
      async (name) => JSON.parse(await readFile(join(journal, name), 'utf8')).phase as string,
    ),
  )
  expect(new Set(phases).has('applying')).toBe(false)
  // two installs, four variables, at least two switches
  expect(phases.filter((phase) => phase === 'applied').length).toBeGreaterThanOrEqual(8)
})
