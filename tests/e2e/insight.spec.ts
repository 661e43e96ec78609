// Red when Insight.tsx no longer shows the requests of a probe, or the bar loses its text alternative.
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { FakeModel } from '../helpers/fake-model'
import { createFakeRouter } from '../helpers/fake-router'
import { launchFake } from './launch-fake'

const variants = [
  { theme: 'light', language: 'en', width: 1100 },
  { theme: 'dark', language: 'zh-CN', width: 1100 },
  { theme: 'dark', language: 'en', width: 480 },
] as const

for (const { theme, language, width } of variants) {
  test(`a detailed probe is told beforehand, shown and accessible: ${theme} ${language} ${width}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 1400 })
    const model = new FakeModel('ready', { theme, language })
    const host = await launchFake(page, createFakeRouter(model, { pace: 0 }))
    await page.evaluate(() => location.assign('#/proxies'))
    const folder = page.getByRole('textbox').first()
    await folder.fill('/home/me/app')
    await folder.press('Enter')
    await expect(page.getByText('corp.example.com/secret')).toBeVisible()
    await expect(page.getByText('TCP').first()).toBeVisible()
    await expect(page.getByText('3.1').first()).toBeVisible()
    const details = page.locator('details').first()
    await details.locator('summary').click()
    await expect(details.getByText('/golang.org/x/text/@v/v0.3.0.info')).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1)).toBe(true)
    const shots = process.env.GOREADY_SHOTS
    if (shots) {
      await details.scrollIntoViewIfNeeded()
      await page.screenshot({ path: `${shots}/insight-${theme}-${language}-${width}.png` })
    }
    await host.close()
  })
}
