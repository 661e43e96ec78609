import { EventEmitter, on } from 'node:events'
import { createRouterClient, implement } from '@orpc/server'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { runDesktop, useProxy } from '../../../main/hosts/electron/desktop'
import type { MainWindow } from '../../../main/hosts/electron/main-window'
import type { Say } from '../../../main/hosts/electron/menu'
import { logTo } from '../../../main/kit'
import { type Changed, contract, type Settings } from '../../../preload/contract'
import { createTexts } from '../../../preload/texts'
import { type MenuItem, nativeTheme, resetStandIn, type StandIn } from '../../helpers/electron-stand-in'
import { FakeModel } from '../../helpers/fake-model'
import { createFakeRouter } from '../../helpers/fake-router'

let standIn: StandIn
beforeEach(() => {
  standIn = resetStandIn()
})

const english = createTexts('en')
const say: Say = (key, params = {}) => english.t(key, params)

function desktop(settings: Partial<Settings> = {}, systemLanguage = 'en-GB') {
  const model = new FakeModel('ready', settings)
  const fake = createFakeRouter(model, { pace: 0 })
  const changes = new EventEmitter()
  const router = {
    ...fake,
    app: {
      ...fake.app,
      changes: implement(contract.app.changes).handler(async function* ({ signal }) {
        for await (const [change] of on(changes, 'changed', signal ? { signal } : {})) yield change as Changed
      }),
    },
  }
  const went: string[] = []
  let isShown = true
  const window: MainWindow = {
    show: () => {
      isShown = true
    },
    hide: () => {
      isShown = false
    },
    isShown: () => isShown,
    go: (place) => void went.push(place),
  }
  const ended = new AbortController()
  onTestFinished(() => ended.abort())
  const log = logTo({ write: () => undefined })
  void runDesktop(
    { core: { router, log, close: async () => undefined }, window, outDir: '/out', systemLanguage },
    ended.signal,
  )
  const changed = (change: Changed): void => void changes.emit('changed', change)
  return { went, window, changed, client: createRouterClient(router, { context: {} }), ended }
}

const tray = (): MenuItem[] => standIn.trays[0]?.menu ?? []
const radios = (): MenuItem[] => tray().filter((item) => item.type === 'radio')
const labelled = (label: string): MenuItem | undefined => tray().find((item) => item.label === label)

/** The menu's items of all levels. */
function flat(items: readonly MenuItem[]): MenuItem[] {
  return items.flatMap((item) => [item, ...flat(item.submenu ?? [])])
}

test('the tray lists the proxies as radio items, the one in force ticked', async () => {
  const { client } = desktop()
  await expect.poll(() => radios().length).toBeGreaterThan(3)
  const state = await client.proxy.state()
  expect(radios().map((item) => item.label)).toEqual(state.presets.map((preset) => preset.label))
  expect(
    radios()
      .filter((item) => item.checked)
      .map((item) => item.label),
  ).toEqual(state.presets.filter((preset) => preset.id === state.current).map((preset) => preset.label))
  expect(tray()[0]?.label).toContain('go1.27.4')
})

test('a click switches by a plan that is applied, tells it, and moves the tick', async () => {
  const { client } = desktop()
  await expect.poll(() => radios().length).toBeGreaterThan(3)
  const before = await client.journal.list()
  const other = radios().find((item) => !item.checked)
  other?.click?.()
  await expect.poll(() => radios().find((item) => item.checked)?.label).toBe(other?.label)
  expect(standIn.notifications.map(({ title }) => title)).toEqual([`Module proxy: ${other?.label}`])
  expect((await client.journal.list()).length).toBe(before.length + 1)
})

test('a switch that fails says why and changes nothing', async () => {
  const model = new FakeModel('ready')
  const router = createFakeRouter(model, {
    pace: 0,
    failApply: { code: 'GOENV_OFF', message: 'off', details: {} },
  })
  const client = createRouterClient(router, { context: {} })
  const { presets, current } = await client.proxy.state()
  const other = presets.find((preset) => preset.id !== current)
  await useProxy(client, other?.id ?? '', say)
  expect(standIn.notifications).toEqual([
    { title: 'The module proxy was not switched', body: say('failures.GOENV_OFF.why') },
  ])
  expect((await client.proxy.state()).current).toBe(current)
})

test('what is set for a while stands in the tray, where it is extended and ended', async () => {
  const { client, changed } = desktop()
  await expect.poll(() => radios().length).toBeGreaterThan(3)
  expect(labelled('End GOSUMDB now')).toBeUndefined()
  const plan = await client.temporary.plan({ name: 'GOSUMDB', value: 'off', span: { until: 'quit' } })
  for await (const _ of await client.journal.apply({ planId: plan.id }));
  changed({ topic: 'temporary' })
  await expect.poll(() => labelled('GOSUMDB=off until you quit')).toMatchObject({ enabled: false })
  labelled('GOSUMDB: 1 hour from now')?.click?.()
  await expect.poll(() => tray().some(({ label }) => /^GOSUMDB=off until \d/.test(label ?? ''))).toBe(true)
  labelled('End GOSUMDB now')?.click?.()
  await expect.poll(() => labelled('End GOSUMDB now')).toBeUndefined()
  expect((await client.temporary.state()).leases).toEqual([])
})

test('menu, tray and theme follow the settings', async () => {
  const { client, changed } = desktop({ language: 'en', theme: 'dark' })
  await expect.poll(() => labelled('Quit GoReady')).toBeDefined()
  expect(nativeTheme.themeSource).toBe('dark')
  await client.settings.set({ language: 'zh-CN', theme: 'light' })
  changed({ topic: 'settings' })
  await expect.poll(() => labelled('退出 GoReady')).toBeDefined()
  expect(nativeTheme.themeSource).toBe('light')
  expect(flat(standIn.menus.at(-1) ?? []).map((item) => item.label)).toContain('设置…')
})

test('the language is that of the system until one is chosen', async () => {
  desktop({ language: 'system' }, 'zh-Hans-CN')
  await expect.poll(() => labelled('退出 GoReady')).toBeDefined()
})

test('the tray hides and shows the window, and says which', async () => {
  const { window } = desktop()
  await expect.poll(() => labelled('Hide GoReady')).toBeDefined()
  labelled('Hide GoReady')?.click?.()
  expect(window.isShown()).toBe(false)
  await expect.poll(() => labelled('Show GoReady')).toBeDefined()
  labelled('Show GoReady')?.click?.()
  expect(window.isShown()).toBe(true)
})

test('the menu leads to the settings page and opens links by their name alone', async () => {
  const { went } = desktop()
  await expect.poll(() => standIn.menus.length).toBeGreaterThan(0)
  const items = flat(standIn.menus.at(-1) ?? [])
  items.find((item) => item.label === 'Settings…')?.click?.()
  expect(went).toEqual(['/settings'])
  expect(items.every((item) => item.label !== undefined || item.type === 'separator' || item.role !== undefined)).toBe(
    true,
  )
  // packaged: no way to the developer tools
  expect(items.map((item) => item.role)).not.toContain('toggleDevTools')
})

test('when the app ends the tray goes', async () => {
  const { ended } = desktop()
  await expect.poll(() => tray().length).toBeGreaterThan(0)
  ended.abort()
  await expect.poll(() => standIn.trays[0]?.isDestroyed).toBe(true)
})
