import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import type { FailureShape } from '../../preload/contract/failure'
import type { Settings } from '../../preload/contract/settings'
import { FakeModel, type Scenario } from '../helpers/fake-model'
import { createFakeRouter } from '../helpers/fake-router'
import { launchFake } from './launch-fake'

interface Opened {
  readonly model: FakeModel
  /** What the browser complained of: errors, warnings, breaches of the content security policy. */
  readonly complaints: readonly string[]
  readonly close: () => Promise<void>
}

interface OpenOptions {
  readonly scenario?: Scenario
  readonly settings?: Partial<Settings>
  readonly pace?: number
  readonly failApply?: FailureShape
  readonly stalls?: boolean
}

async function open(page: Page, options: OpenOptions = {}): Promise<Opened> {
  const model = new FakeModel(options.scenario ?? 'ready', { language: 'en', theme: 'light', ...options.settings })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  const { failApply } = options
  const router = createFakeRouter(model, {
    pace: options.pace ?? 0,
    stalls: options.stalls ?? false,
    ...(failApply ? { failApply } : {}),
  })
  const host = await launchFake(page, router)
  return { model, complaints, close: () => host.close() }
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
}

async function expectNoSideways(page: Page): Promise<void> {
  const isWider = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('main')].some(
      (one) => one.scrollWidth > one.clientWidth + 1,
    ),
  )
  expect(isWider, 'scrolls sideways').toBe(false)
}

const variants = {
  'light, English': { settings: { theme: 'light', language: 'en' }, width: 1100 },
  'dark, 简体中文': { settings: { theme: 'dark', language: 'zh-CN' }, width: 1100 },
  'narrow, dark': { settings: { theme: 'dark', language: 'en' }, width: 480 },
  'narrow, 简体中文': { settings: { theme: 'light', language: 'zh-CN' }, width: 480 },
} as const

const addresses = [
  'status',
  'versions',
  'proxies',
  'chain',
  'doctor',
  'environment',
  'environment',
  'explain',
  'history',
  'settings',
  'first-module',
] as const

for (const [name, { settings, width }] of Object.entries(variants)) {
  test(`every page is accessible and fits: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 })
    const { complaints, close } = await open(page, { scenario: 'attention', settings })
    for (const address of addresses) {
      await page.evaluate((hash) => location.assign(`#/${hash}`), address)
      await expect(page.locator('main h1')).toBeVisible()
      await expect(page.locator('[aria-busy=true], .mantine-Button-loader:visible')).toHaveCount(0)
      if (address === 'status') await expect(page.locator('[data-check=journal] [role=img]')).toBeVisible()
      await test.step(address, async () => {
        await expectNoSideways(page)
        await expectAccessible(page)
      })
    }
    expect(complaints).toEqual([])
    await close()
  })
}

test('what opens over a page is accessible', async ({ page }) => {
  const { complaints, close } = await open(page, { scenario: 'attention' })
  await expect(page.getByText('Go works, with 3 things to look at')).toBeVisible()
  await page.keyboard.press('Control+K')
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.getByRole('button', { name: /^Module proxy:/ }).click()
  await page.getByRole('menuitemradio', { name: 'goproxy.cn' }).click()
  await expect(page.getByRole('button', { name: 'Apply' })).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Fix: GOPROXY' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  expect(complaints).toEqual([])
  await close()
})

test('the wizard needs three keystrokes, and each step is accessible', async ({ page }) => {
  const { model, complaints, close } = await open(page, { scenario: 'fresh' })
  await expect(page.getByRole('radio', { name: /Newest stable/ })).toBeChecked()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Which module proxy?' })).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'What will change' })).toBeVisible()
  await expect(page.getByText('~/.config/go/env')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Go is set up' })).toBeVisible()
  await expect(page.getByText('Verified against the checksum database.')).toBeVisible()
  await expectAccessible(page)
  expect(model.current).toBe('go1.27.4')
  expect(model.settings.wizardDone).toBe(true)
  expect(complaints).toEqual([])
  await close()
})

test('Esc stops what is being applied, and the page says that nothing is left of it', async ({ page }) => {
  const { model, close } = await open(page, { scenario: 'fresh', stalls: true })
  await expect(page.getByRole('radio', { name: /Newest stable/ })).toBeChecked()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect(page.getByText('~/.config/go/env')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^Downloading from/).first()).toBeVisible()
  await expect(page.getByRole('progressbar')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText('Cancelled', { exact: true })).toBeVisible()
  expect(model.current).toBeNull()
  expect(model.entries[0]?.phase).toBe('rolled-back')
  await page.getByRole('button', { name: 'Review again' }).click()
  await expect(page.getByText('~/.config/go/env')).toBeVisible()
  await close()
})

test('a machine that is set up already is not asked again', async ({ page }) => {
  const { model, close } = await open(page, { settings: { wizardDone: false } })
  await expect(page.getByRole('heading', { name: 'Status', exact: true })).toBeVisible()
  expect(model.settings.wizardDone).toBe(true)
  await close()
})

test('rows of checks keep their places while answers come in', async ({ page }) => {
  const { close } = await open(page, { pace: 60 })
  const tops = (): Promise<number[]> =>
    page.locator('[data-check]').evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().top)))
  await expect(page.locator('[data-check]')).toHaveCount(16)
  const before = await tops()
  await expect(page.getByText('Go is ready')).toBeVisible()
  expect(await tops()).toEqual(before)
  await close()
})

test('a failure says what, why and what next, and can be tried again', async ({ page }) => {
  const { close } = await open(page, {
    failApply: {
      code: 'DISK_FULL',
      message: 'ENOSPC',
      details: { path: '/home/gopher/sdk', needed: 302_113_441, free: 81_002_112 },
    },
  })
  await page.getByRole('link', { name: 'Go versions' }).last().click()
  await page.getByRole('button', { name: 'Install go1.27.3', exact: true }).click()
  await page.getByRole('button', { name: 'Install and switch' }).click()
  const notice = page.getByRole('alert')
  await expect(notice).toContainText('The disk is full')
  await expect(notice).toContainText('302,113,441 bytes')
  await expect(notice).toContainText('Free some space and try again')
  await expectAccessible(page)
  await notice.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('button', { name: 'Install and switch' })).toBeVisible()
  await close()
})

test('the list stays in use while a version is installed', async ({ page }) => {
  const { model, close } = await open(page, { stalls: true })
  await page.getByRole('link', { name: 'Go versions' }).last().click()
  await page.getByRole('button', { name: 'Install go1.27.3', exact: true }).click()
  await page.getByRole('button', { name: 'Install and switch' }).click()
  await expect(page.getByRole('button', { name: 'Stop go1.27.3' })).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search versions' }).fill('1.22')
  await expect(page.getByRole('button', { name: 'Install go1.22.0', exact: true })).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search versions' }).fill('')
  await page.getByRole('button', { name: 'Stop go1.27.3' }).click()
  await expect(page.getByText('Cancelled', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Install go1.27.3', exact: true })).toBeVisible()
  expect(model.current).toBe('go1.27.4')
  await close()
})

test('the chain is built by keys alone, announced, and told anew', async ({ page }) => {
  const { complaints, close } = await open(page)
  await page.evaluate(() => location.assign('#/chain'))
  const chain = page.getByRole('list', { name: 'Entries of GOPROXY' })
  const order = (): Promise<string[]> =>
    chain
      .locator('[data-control^=grip]')
      .evaluateAll((grips) => grips.map((grip) => grip.getAttribute('aria-label')?.split(',')[0] ?? ''))
  await expect(chain.getByRole('listitem').last()).toContainText('direct')
  const before = await order()
  await page.getByLabel('Add an entry').fill('https://a.example.net')
  await page.keyboard.press('Enter')
  await expect(page.getByText('https://a.example.net was added at place')).toBeAttached()
  const grip = page.getByRole('button', { name: /^https:\/\/a\.example\.net, place/ })
  await grip.focus()
  await page.keyboard.press('Home')
  await expect(grip).toBeFocused()
  expect(await order()).toEqual(['https://a.example.net', ...before])
  await page.getByLabel('Answer of https://a.example.net').selectOption('502')
  await expect(page.getByText('go fails')).toBeVisible()
  await expect(page.getByText('502 Bad Gateway', { exact: false }).last()).toBeVisible()
  await page.getByRole('button', { name: /^After https:\/\/a\.example\.net/ }).press('Enter')
  await expect(page.getByText('go downloads the module')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Review and apply' }).press('Enter')
  await expect(page.getByRole('dialog')).toContainText('GOPROXY')
  expect(complaints).toEqual([])
  await close()
})
