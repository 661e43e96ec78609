// Takes the README's pictures of the real app: a fresh home, a real set-up, then each page. Needs the network and a Chromium.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { chromiumArgs, findChromium } from './find-chromium.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const cli = join(root, 'out/cli/goready.js')
const to = process.argv[2] ?? join(root, 'out/screenshots')

async function freshHome() {
  const home = await mkdtemp(join(tmpdir(), 'gopher-'))
  await writeFile(join(home, '.bashrc'), '# my bash\n')
  await writeFile(join(home, '.zshrc'), '# my zsh\n')
  return home
}

/** @param {string} home @param {string[]} args @param {string} [language] */
function start(home, args, language = 'en_US') {
  return spawn(process.execPath, [cli, ...args], {
    env: { HOME: home, PATH: '/usr/bin:/bin', LANG: `${language}.UTF-8` },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** @param {string} home @param {string} language */
async function serve(home, language) {
  const host = start(home, ['serve', '--no-open'], language)
  let output = ''
  const link = await new Promise((resolve) => {
    host.stdout.on('data', (chunk) => {
      output += chunk
      const found = /http:\S+#c=[\w-]+/.exec(output)?.[0]
      if (found) resolve(found)
    })
  })
  return { link, stop: () => host.kill('SIGTERM') }
}

const browser = await chromium.launch({ executablePath: (await findChromium()) ?? undefined, args: chromiumArgs() })
await mkdir(to, { recursive: true })

/**
 * @param {string} home
 * @param {{ theme: 'light' | 'dark', locale: string, width?: number }} look
 * @param {(page: import('playwright').Page, shot: (name: string) => Promise<void>) => Promise<void>} walk
 */
async function look(home, { theme, locale, width = 1120 }, walk) {
  const { link, stop } = await serve(home, locale.replace('-', '_'))
  const context = await browser.newContext({
    viewport: { width, height: 740 },
    colorScheme: theme,
    locale,
    deviceScaleFactor: 1,
  })
  const page = await context.newPage()
  await page.goto(link)
  await walk(page, async (name) => {
    await page.waitForTimeout(600)
    await page.screenshot({ path: join(to, `${name}.png`) })
  })
  await context.close()
  stop()
}

const home = await freshHome()
await look(home, { theme: 'light', locale: 'en-US' }, async (page, shot) => {
  await page.getByRole('radio').first().waitFor()
  await shot('wizard-go')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('heading', { name: 'Which module proxy?' }).waitFor()
  await page.waitForTimeout(2500)
  await shot('wizard-proxy')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('env.sh').first().waitFor({ timeout: 30_000 })
  await shot('wizard-review')
})
await new Promise((resolve) => start(home, ['setup', '--yes', '--json']).once('close', resolve))
await new Promise((resolve) =>
  start(home, ['env', 'set', 'GOPRIVATE=corp.example.com', '--yes', '--json']).once('close', resolve),
)
/** @type {[string, string][]} */
const pages = [
  ['status', '#/'],
  ['versions', '#/versions'],
  ['environment', '#/environment'],
  ['proxies', '#/proxies'],
  ['chain', '#/chain'],
  ['doctor', '#/doctor'],
  ['explain', '#/explain'],
  ['history', '#/history'],
  ['settings', '#/settings'],
]
/** @type {[string, { theme: 'light' | 'dark', locale: string, width?: number }][]} */
const looks = [
  ['light', { theme: 'light', locale: 'en-US' }],
  ['dark', { theme: 'dark', locale: 'en-US' }],
  ['zh', { theme: 'light', locale: 'zh-CN' }],
  ['narrow', { theme: 'light', locale: 'en-US', width: 480 }],
]
const only = process.argv.includes('--all') ? looks : looks.slice(0, 2)
for (const [suffix, how] of only) {
  await look(home, how, async (page, shot) => {
    for (const [name, hash] of pages) {
      await page.evaluate((at) => {
        location.hash = at
      }, hash)
      await page.waitForTimeout(2500)
      await shot(`${name}-${suffix}`)
    }
  })
}
await browser.close()
await rm(home, { recursive: true, force: true })
