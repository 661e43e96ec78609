import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Conf from 'conf'
import { expect, test } from 'vitest'
import { openSettings, type SettingsStore, systemClock } from '../../../main/kit'
import { type TestWorld, testWorld } from '../../helpers/world'

function open(world: TestWorld, dir: string): Promise<SettingsStore> {
  return openSettings({
    dir,
    clock: systemClock,
    log: world.log,
    openFile: (cwd) => new Conf({ cwd, configFileMode: 0o600 }),
  })
}

async function setUp(content?: string): Promise<{ world: TestWorld; dir: string; store: SettingsStore }> {
  const world = await testWorld()
  const dir = join(world.home, 'conf')
  await mkdir(dir)
  if (content !== undefined) await writeFile(join(dir, 'config.json'), content)
  return { world, dir, store: await open(world, dir) }
}

test('what was never set has its default', async () => {
  const { store } = await setUp()
  expect(store.get()).toMatchObject({ language: 'system', theme: 'system', customProxies: [], wizardDone: false })
})

test('two hosts that write at once lose nothing', async () => {
  const { world, dir, store } = await setUp()
  const other = await open(world, dir)
  await Promise.all([store.set({ language: 'zh-CN' }), other.set({ theme: 'dark' }), store.set({ wizardDone: true })])
  expect((await open(world, dir)).get()).toMatchObject({ language: 'zh-CN', theme: 'dark', wizardDone: true })
  expect(other.get()).toMatchObject({ language: 'zh-CN', theme: 'dark', wizardDone: true })
})

test('keys of a newer version are kept', async () => {
  const { dir, store } = await setUp('{"fromTheFuture":1,"theme":"dark"}')
  await store.set({ language: 'en' })
  expect(JSON.parse(await readFile(join(dir, 'config.json'), 'utf8'))).toMatchObject({
    fromTheFuture: 1,
    theme: 'dark',
    language: 'en',
  })
})

test('a value that does not fit gets its default, the others stay, the file is kept', async () => {
  const { dir, store } = await setUp('{"theme":"purple","language":"zh-CN"}')
  expect(store.get()).toMatchObject({ theme: 'system', language: 'zh-CN' })
  expect((await readdir(dir)).some((name) => name.startsWith('config.json.corrupt-'))).toBe(true)
})

test.each(['', '{"theme":', '[1]', '\0\0\0', 'null'])(
  'a damaged file (%j) is kept beside and defaults apply',
  async (content) => {
    const { world, dir, store } = await setUp(content)
    expect(store.get().theme).toBe('system')
    await store.set({ theme: 'light' })
    expect((await open(world, dir)).get().theme).toBe('light')
    const kept = (await readdir(dir)).find((name) => name.startsWith('config.json.corrupt-'))
    expect(await readFile(join(dir, kept ?? ''), 'utf8')).toBe(content)
  },
)
