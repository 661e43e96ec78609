import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { chromiumArgs, findChromium } from '../../scripts/find-chromium.mjs'
import { expect, test } from './launch'

/** Collects everything that the page's policy forbade and every error that was not caught. */
async function watchTroubles(page: Page): Promise<string[]> {
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(String(error)))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    )
  })
  return troubles
}

test('the app works under its policy, keeps its session over a reload, and leaves no code in the address', async ({
  page,
  launch,
}) => {
  const troubles = await watchTroubles(page)
  const { url } = await launch()
  await expect(page.getByRole('heading').first()).toBeVisible()
  expect(page.url()).toMatch(new RegExp(`^${url}(#/.*)?$`))
  await page.reload()
  await expect(page.getByRole('heading').first()).toBeVisible()
  // the pages with overlays, tables and charts of their own
  for (const place of ['status', 'versions', 'proxies', 'environment', 'history', 'settings']) {
    await page.goto(`${url}#/${place}`)
    await expect(page.getByRole('heading').first()).toBeVisible()
  }
  await page.keyboard.press('Control+K')
  await page.keyboard.press('Escape')
  expect(troubles).toEqual([])
  const history = await page.evaluate(() => [location.href, document.referrer, document.cookie].join(' '))
  expect(history).not.toContain('c=')
})

test('another tab needs a link of its own, and a used link is refused', async ({ page, context, launch }) => {
  const launched = await launch({ openPage: false })
  const link = await launched.newLink()
  await page.goto(link)
  await expect(page.getByRole('heading').first()).toBeVisible()
  const second = await context.newPage()
  await second.goto(launched.url)
  await expect(second.getByText('goready serve')).toBeVisible()
  await second.goto('about:blank')
  await second.goto(link)
  await expect(second.getByText('goready serve')).toBeVisible()
  await second.goto('about:blank')
  await second.goto(await launched.newLink())
  await expect(second.getByText('goready serve')).toHaveCount(0)
})

test('when the host ends the page says so', async ({ page, launch }) => {
  const launched = await launch()
  await expect(page.getByRole('heading').first()).toBeVisible()
  await launched.stop()
  await expect(page.getByText('GoReady was closed')).toBeVisible()
})

/** A website of somebody else, on a port of its own. */
async function hostile(html: string): Promise<{ url: string; port: number; requests: string[]; close(): void }> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(JSON.stringify({ url: request.url, headers: request.headers }))
    response.setHeader('content-type', 'text/html')
    response.end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = (server.address() as AddressInfo).port
  return { url: `http://127.0.0.1:${port}/`, port, requests, close: () => void server.close() }
}

/** Why requests were refused, from the host's own log. */
async function refusalsOf(home: string): Promise<string[]> {
  const log = await readFile(join(home, '.local/state/goready/logs/goready.log'), 'utf8')
  return log
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { why?: string }).why ?? '')
}

test('a page of another origin reads nothing, changes nothing, embeds nothing', async ({ page, launch }) => {
  const { url, home } = await launch()
  await expect(page.getByRole('heading').first()).toBeVisible()
  const evil = await hostile('<!doctype html><title>evil</title><body></body>')
  await page.goto(evil.url)

  const outcomes = await page.evaluate(async (target) => {
    const attempt = async (act: () => Promise<unknown>): Promise<string> =>
      act().then(
        (value) => `got ${String(value)}`,
        () => 'refused',
      )
    const json = { 'content-type': 'application/json' }
    const load = (tag: 'script' | 'img' | 'link' | 'iframe', path: string): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const element = document.createElement(tag)
        if (element instanceof HTMLLinkElement) {
          element.rel = 'stylesheet'
          element.href = target + path
        } else element.src = target + path
        element.addEventListener('load', () => {
          // a frame loads its error page too; only ours would let itself be looked into
          const inner = element instanceof HTMLIFrameElement ? element.contentDocument : null
          if (element instanceof HTMLIFrameElement && inner === null) reject(new Error('opaque'))
          else resolve('loaded')
        })
        element.addEventListener('error', reject)
        document.body.append(element)
      })
    const form = (enctype: string): Promise<unknown> =>
      new Promise((resolve) => {
        const frame = document.createElement('iframe')
        frame.name = `frame-${enctype}`
        const element = document.createElement('form')
        Object.assign(element, { method: 'post', action: `${target}api/app/info`, enctype, target: frame.name })
        document.body.append(frame, element)
        frame.addEventListener('load', () => resolve('answered'))
        element.submit()
      })
    const opened = {
      read: await attempt(async () => (await fetch(target)).text()),
      call: await attempt(async () =>
        (await fetch(`${target}api/app/info`, { method: 'POST', headers: json, body: '{}' })).text(),
      ),
      simple: await attempt(
        async () => (await fetch(`${target}api/app/info`, { method: 'POST', body: '{}', mode: 'no-cors' })).type,
      ),
      redeem: await attempt(async () =>
        (await fetch(`${target}session`, { method: 'POST', headers: json, body: '{"code":"x"}' })).text(),
      ),
      script: await attempt(() => load('script', '')),
      image: await attempt(() => load('img', 'icon.svg')),
      style: await attempt(() => load('link', 'icon.svg')),
      frame: await attempt(() => load('iframe', '')),
      socket: await attempt(
        () =>
          new Promise((resolve, reject) => {
            const socket = new WebSocket(target.replace('http', 'ws'))
            socket.onopen = resolve
            socket.onerror = reject
          }),
      ),
      events: await attempt(
        () =>
          new Promise((resolve, reject) => {
            const source = new EventSource(`${target}api/app/changes`)
            source.onmessage = resolve
            source.onerror = reject
          }),
      ),
      beacon: String(navigator.sendBeacon(`${target}api/settings/set`, '{}')),
    }
    for (const enctype of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])
      await form(enctype)
    return opened
  }, url)

  expect(outcomes).toEqual({
    read: 'refused',
    call: 'refused',
    // what a no-cors request got can not be looked at
    simple: expect.stringMatching(/refused|got opaque/),
    redeem: 'refused',
    script: 'refused',
    image: 'refused',
    style: 'refused',
    frame: 'refused',
    socket: 'refused',
    events: 'refused',
    beacon: expect.any(String),
  })
  // and what was tried got no further than the gate
  const refusals = await refusalsOf(home)
  for (const why of ['cross-site call', 'preflight', 'embedded by another site']) expect(refusals).toContain(why)
  evil.close()
})

test('a sandboxed frame, whose origin is null, is a stranger too', async ({ page, launch }) => {
  const { url } = await launch()
  const attack = `fetch('${url}api/app/info', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    .then(() => parent.postMessage('got in', '*'), () => parent.postMessage('refused', '*'))`
  const evil = await hostile(
    `<!doctype html><script>addEventListener('message', (event) => { document.title = event.data })</script>
    <iframe sandbox="allow-scripts" srcdoc="<script>${attack.replaceAll('"', '&quot;')}</script>"></iframe>`,
  )
  await page.goto(evil.url)
  await expect(page).toHaveTitle('refused')
  evil.close()
})

test('a name that was rebound to this machine gets no page', async ({ launch }) => {
  const launched = await launch({ openPage: false })
  const rebound = await chromium.launch({
    executablePath: (await findChromium()) ?? '',
    args: [...chromiumArgs(), '--host-resolver-rules=MAP evil.test 127.0.0.1'],
  })
  try {
    const page = await rebound.newPage()
    await expect(page.goto(`http://evil.test:${new URL(launched.url).port}/`)).rejects.toThrow('RESPONSE_CODE_FAILURE')
    expect(await refusalsOf(launched.home)).toContain('foreign Host')
  } finally {
    await rebound.close()
  }
})

test('a dev server on another port receives nothing of ours', async ({ page, launch }) => {
  await launch()
  await expect(page.getByRole('heading').first()).toBeVisible()
  const token = await page.evaluate(() => sessionStorage.getItem('goready.token') ?? '')
  expect(token).toMatch(/^[\w-]{43}$/)
  const other = await hostile('<!doctype html>')
  await page.goto(other.url)
  expect(other.requests.join()).not.toContain(token)
  expect(other.requests.join()).not.toContain('cookie')
  expect(await page.evaluate(() => sessionStorage.getItem('goready.token'))).toBeNull()
  other.close()
})
