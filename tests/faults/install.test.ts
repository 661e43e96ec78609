import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../main/kit'
import { buildSdkChild, type SdkChild, type SdkEnd } from '../helpers/sdk-child'
import { type SdkNet, sdkNet } from '../helpers/sdk-net'
import { contentsOf } from '../helpers/sdk-scene'
import { goTree } from '../helpers/toolchain'
import { treeOf } from '../helpers/tree'

const version = 'go1.27.4'
let net: SdkNet
let child: SdkChild

beforeAll(async () => {
  child = await buildSdkChild()
})
afterAll(() => child.remove())
beforeEach(async () => {
  net = await sdkNet([version])
  onTestFinished(() => net.close())
})

async function freshHome(): Promise<string> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'goready-home-')))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  return home
}

const homeOf = (home: string) => treeOf(home, ['.local', '.cache', '.config'])
const sdkNames = async (home: string) => readdir(join(home, 'sdk')).catch(() => [])
const install = (home: string, more: Partial<Parameters<SdkChild['run']>[1]> = {}): Promise<SdkEnd> =>
  child.run(home, { sources: net.moduleOnly, do: 'install', version, ...more })

/** A whole SDK under its name and nothing beside it, or nothing at all. */
async function expectWholeOrAbsent(home: string): Promise<'whole' | 'absent'> {
  const names = (await sdkNames(home)).filter((name) => !name.startsWith('.goready-'))
  expect(names.length).toBeLessThan(2)
  if (names.length === 0) return 'absent'
  expect(names).toEqual([version])
  await expectWhole(home)
  return 'whole'
}

async function expectWhole(home: string): Promise<void> {
  const expected = Object.entries(goTree(version)).filter(([path]) => !/^(api|doc|misc|test)\//.test(path))
  expect(await contentsOf(join(home, 'sdk', version))).toEqual(Object.fromEntries(expected))
}

const steps = ['locked', 'located', 'proven', 'downloaded', 'unpacked', 'compared', 'recorded', 'placed', 'done']

describe('killed while installing', () => {
  test.each(steps)('at %s: the next start tidies up, the next try completes', async (step) => {
    const home = await freshHome()
    expect(await install(home, { killAt: `install:${step}` })).toEqual({ kind: 'killed' })
    await expectWholeOrAbsent(home)
    const again = await install(home, { recover: true })
    expect(again).toMatchObject({ kind: 'done', recovered: [{ outcome: 'rolled-back' }] })
    expect(await sdkNames(home)).toEqual([version])
    await expectWhole(home)
    expect(await readdir(join(home, '.cache/goready/downloads'))).toEqual([])
  })

  test.each(steps)('at %s: recovery alone leaves the home as it was', async (step) => {
    const home = await freshHome()
    await install(home, { killAt: `install:${step}` })
    const task = { sources: net.moduleOnly, do: 'undo-all', version, recover: true } as const
    expect(await child.run(home, task)).toMatchObject({ kind: 'done' })
    expect(await homeOf(home)).toBe('')
    const records = await readdir(join(home, '.local/state/goready/sdks')).catch(() => [])
    expect(records.filter((name) => name !== 'dirs.json')).toEqual([])
  })
})

describe('killed while removing', () => {
  test.each(['locked', 'aside', 'forgotten', 'done'])('at %s: the next start brings it back', async (step) => {
    const home = await freshHome()
    await install(home)
    const before = await homeOf(home)
    const task = { sources: net.moduleOnly, do: 'uninstall', version } as const
    expect(await child.run(home, { ...task, killAt: `remove:${step}` })).toEqual({ kind: 'killed' })
    await expectWholeOrAbsent(home)
    const again = await child.run(home, { ...task, do: 'install', recover: true })
    expect(again).toMatchObject({ kind: 'done', recovered: [{ outcome: 'rolled-back' }] })
    expect(await homeOf(home)).toBe(before)
    expect(await child.run(home, task)).toMatchObject({ kind: 'done' })
    expect(await homeOf(home)).toBe('')
  })
})

test('two processes at once: one installs, the other waits and finds it done', async () => {
  const home = await freshHome()
  let release = (): void => undefined
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  const free = net.proxy.tamper((answer, { kind, range }) =>
    kind === 'zip' && range !== 'bytes=0-0' ? { ...answer, hold: { after: 100, until } } : answer,
  )
  const both = Promise.all([install(home), install(home)])
  // one holds the lock and the download hangs; the other comes to the lock as soon as its entry is written
  const entries = () => readdir(join(home, '.local/state/goready/journal')).catch(() => [])
  while ((await entries()).filter((name) => /^\w+-\w+\.json$/.test(name)).length < 2) await systemClock.sleep(20)
  await systemClock.sleep(200)
  release()
  const ends = await both
  free()
  expect(ends.map(({ kind }) => kind)).toEqual(['done', 'done'])
  const downloaded = ends.filter((end) => end.kind === 'done' && end.progress.some(({ kind }) => kind === 'download'))
  // on a busy machine the second may come only when the first is done; it never downloads again
  expect(downloaded).toHaveLength(1)
  expect(await sdkNames(home)).toEqual([version])
  await expectWhole(home)
})
