import type { Page } from '@playwright/test'
import { expect, test } from './launch'
import { furnish, hasProgram, homeTree, inFreshShell, loopbackOrigin, type Origin, publicOrigin } from './main-job'

const origins: Record<string, () => Promise<Origin | null>> = {
  'from the public proxy': publicOrigin,
  'from a proxy on loopback': loopbackOrigin,
}

for (const [name, open] of Object.entries(origins)) {
  test(`no Go, three steps, a working Go, and back, ${name}`, async ({ launch }) => {
    test.setTimeout(300_000)
    const origin = await open()
    test.skip(origin === null, `skipped: no Go to be had ${name}`)
    if (origin === null) return
    let before = ''
    const { page, home } = await launch({
      prepare: async (at) => {
        await furnish(at)
        await origin.prepare(at)
        before = await homeTree(at)
      },
    })
    try {
      await setUp(page, origin.version)
      for (const shell of ['bash', 'zsh', 'fish'] as const) {
        if (!(await hasProgram(shell))) console.log(`skipped: ${shell} is not installed`)
        else expect(await inFreshShell(shell, home, 'go version'), shell).toContain(`go version ${origin.version} `)
      }
      const seed = await inFreshShell('bash', home, 'go env GO111MODULE GOPROXY GOSUMDB')
      expect(
        seed
          .split('\n')
          .slice(1)
          .every((value) => value !== '' && value !== 'off'),
      ).toBe(true)

      await makeFirstModule(page)

      const own = await inFreshShell('bash', home, 'go env GOPROXY')
      await page.getByRole('button', { name: 'Go to Status' }).click()
      await switchProxy(page, 'goproxy.cn')
      await expect.poll(() => inFreshShell('bash', home, 'go env GOPROXY')).toBe('https://goproxy.cn,direct')
      await undo(page, 'Use goproxy.cn')
      expect(await inFreshShell('bash', home, 'go env GOPROXY')).toBe(own)

      await undo(page)
      expect(await homeTree(home)).toBe(before)
    } finally {
      await origin.close()
    }
  })
}

async function setUp(page: Page, version: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Which Go?' })).toBeVisible()
  await expect(page.getByText(version).first()).toBeVisible()
  await page.getByRole('button', { name: 'Next' }).click()
  await expect(page.getByRole('heading', { name: 'Which module proxy?' })).toBeVisible()
  await page.getByRole('button', { name: 'Next' }).click()
  await expect(page.getByRole('heading', { name: 'What will change' })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('.bashrc').first()).toBeVisible()
  await page.getByRole('button', { name: 'Apply', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Go is set up' })).toBeVisible({ timeout: 180_000 })
  await expect(page.getByText('Proved by the public checksum database')).toBeVisible({ timeout: 30_000 })
}

async function makeFirstModule(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create your first module' }).click()
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByRole('button', { name: 'Create and run' }).click()
  await expect(page.getByText('hello, world', { exact: true })).toBeVisible({ timeout: 120_000 })
  await expect(page.getByText('It works')).toBeVisible()
}

async function switchProxy(page: Page, label: string): Promise<void> {
  await page.getByRole('button', { name: /^Module proxy:/ }).click()
  await page.getByRole('menuitemradio', { name: label, exact: true }).click()
  await page.getByRole('button', { name: 'Apply', exact: true }).click()
  await expect(page.getByRole('button', { name: `Module proxy: ${label}` })).toBeVisible()
}

/** Undoes what an entry of the history with such a title did; without one, everything. */
async function undo(page: Page, title?: string): Promise<void> {
  await page.getByRole('link', { name: 'History' }).click()
  const name = title === undefined ? 'Undo everything…' : `Undo ${title}`
  await page.getByRole('main').getByRole('button', { name, exact: true }).click()
  const review = page.getByRole('dialog')
  await review.getByRole('button', { name: /^(Undo|Apply)$/ }).click()
  await expect(review).toBeHidden({ timeout: 60_000 })
}
