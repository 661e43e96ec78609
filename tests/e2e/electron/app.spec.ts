import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test'
import { findElectron } from '../../../scripts/find-electron.mjs'
import { temporaryHome } from '../launch'

const root = join(import.meta.dirname, '../../..')
const binary = findElectron() ?? ''

let home = ''
let app: ElectronApplication
let page: Page

function environment(): Record<string, string> {
  const kept = ['PATH', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'APPDATA']
  const inherited = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    USERPROFILE: home,
    GOREADY_HOME: join(home, 'goready'),
    LANG: 'en_US.UTF-8',
  }
}

test.beforeEach(async () => {
  home = await temporaryHome()
  app = await _electron.launch({ executablePath: binary, args: [root], env: environment() })
  page = await app.firstWindow()
  await expect(page.getByRole('heading').first()).toBeVisible()
})
test.afterEach(async () => {
  await app.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

test('the page comes from our own scheme and talks to the core', async () => {
  expect(page.url()).toMatch(/^app:\/\/ui\/(#\/.*)?$/)
  await page.evaluate(() => {
    location.hash = '/settings'
  })
  await expect(page.getByRole('heading', { name: 'Settings' }).first()).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading').first()).toBeVisible()
})

test('the window has every protection, and the page nothing of Node', async () => {
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const contents = window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    return contents.getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
  })
  const reachable = await page.evaluate(() =>
    ['process', 'require', 'module', 'Buffer', 'global'].filter((name) => name in window),
  )
  expect(reachable).toEqual([])
})

test('a hostile page opens no window, goes nowhere, embeds nothing and reaches no network', async () => {
  const outcome = await page.evaluate(async () => {
    const opened = window.open('https://go.dev/')
    const fetched = await fetch('https://go.dev/').then(
      () => 'got',
      () => 'refused',
    )
    const file = await fetch('file:///etc/passwd').then(
      () => 'got',
      () => 'refused',
    )
    const granted = await navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state)
    return { opened: opened === null, fetched, file, granted }
  })
  expect(outcome).toEqual({ opened: true, fetched: 'refused', file: 'refused', granted: 'denied' })
  for (const url of ['https://go.dev/', 'file:///etc/passwd', 'app://other/']) {
    await page.evaluate((target) => {
      location.href = target
    }, url)
    await page.waitForTimeout(300)
    expect(page.url()).toMatch(/^app:\/\/ui\//)
  }
  expect(app.windows()).toHaveLength(1)
})

test('a second start ends at once and leaves one window', async () => {
  const second = spawn(binary, [root, '--inspect=0', 'javascript:alert(1)'], { env: environment(), stdio: 'ignore' })
  const [code] = (await once(second, 'exit')) as [number | null]
  expect(code).toBe(0)
  expect(app.windows()).toHaveLength(1)
  expect(page.url()).toMatch(/^app:\/\/ui\//)
})
