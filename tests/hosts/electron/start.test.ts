import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { Core } from '../../../main/hosts/electron/core'
import { startElectronHost } from '../../../main/hosts/electron/start-electron-host'
import { Failure, logTo } from '../../../main/kit'
import { electronChannel } from '../../helpers/electron-port'
import { app, ipcMain, resetStandIn, type Session, type StandIn } from '../../helpers/electron-stand-in'
import { FakeModel } from '../../helpers/fake-model'
import { createFakeRouter } from '../../helpers/fake-router'
import { temporaryDir } from '../../helpers/temporary-dir'
import { samplePage } from '../../helpers/web-host'

let standIn: StandIn
beforeEach(() => {
  standIn = resetStandIn()
})

/** Starts the host on a temporary home; what it leaves running ends with `quit`. */
async function start(core?: () => Promise<Core>, claimed?: string) {
  const home = await temporaryDir()
  const outDir = join(home, 'out')
  await mkdir(join(outDir, 'renderer'), { recursive: true })
  const page = await samplePage()
  await writeFile(join(outDir, 'renderer/index.html'), await readFile(join(page, 'index.html')))
  const bounds = { store: {} as Record<string, unknown> }
  let isClosed = false
  const openCore = async (): Promise<Core> => ({
    router: createFakeRouter(new FakeModel('ready'), { pace: 0 }),
    log: logTo({ write: () => undefined }),
    close: async () => {
      isClosed = true
    },
  })
  const running = startElectronHost({
    outDir,
    env: { HOME: claimed ?? home },
    home: claimed ?? home,
    openStore: () => bounds,
    openCore: core ?? openCore,
  })
  return { home, bounds, running, isClosed: () => isClosed }
}

async function started() {
  const host = await start()
  await expect.poll(() => standIn.trays[0]?.menu.length ?? 0).toBeGreaterThan(0)
  return host
}

async function quit(running: Promise<void>): Promise<void> {
  const ended = new Promise((resolve) => app.once('stand-in-exit', resolve))
  app.quit()
  await ended
  await running
}

test('what must come before ready comes before ready', async () => {
  const { running, home } = await started()
  expect(standIn.switches).toEqual(['sandbox'])
  expect(standIn.schemes).toEqual([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
  expect(standIn.paths.get('userData')).toBe(join(home, '.local/state/goready/electron'))
  await quit(running)
})

test('one window, with every protection on', async () => {
  const { running } = await started()
  expect(standIn.windows).toHaveLength(1)
  const [window] = standIn.windows
  expect(window?.options.webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    devTools: false,
  })
  expect(window?.options.show).toBe(false)
  expect(window?.loaded).toEqual(['app://ui/'])
  window?.emit('ready-to-show')
  expect(window?.isShown).toBe(true)
  await quit(running)
})

test('a second start shows the window of the first, whatever it was called with, and ends', async () => {
  const { running } = await started()
  const [window] = standIn.windows
  window?.hide()
  app.emit('second-instance', {}, ['goready', '--inspect', 'file:///etc/passwd', 'javascript:alert(1)'], '/tmp')
  expect(window?.isShown).toBe(true)
  expect(window?.loaded).toEqual(['app://ui/'])
  await quit(running)

  standIn = resetStandIn()
  standIn.isFirstInstance = false
  const second = await start()
  await second.running
  expect(standIn.quits).toBe(1)
  expect(standIn.windows).toEqual([])
})

test('the page is served from memory, under its policy, and nothing else is', async () => {
  const { running } = await started()
  const handler = standIn.handlers.get('app')
  const ask = (url: string, method = 'GET'): Response | undefined => handler?.({ url, method })
  const page = ask('app://ui/#/settings')
  expect(page?.status).toBe(200)
  const policy = page?.headers.get('content-security-policy') ?? ''
  const nonce = /'nonce-([\w-]+)'/.exec(policy)?.[1] ?? ''
  expect(await page?.text()).toContain(`nonce="${nonce}"`)
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("connect-src 'none'")
  expect(policy).toContain("require-trusted-types-for 'script'")
  expect(ask('app://ui/')?.headers.get('content-security-policy')).not.toBe(policy)
  for (const url of [
    'app://other/',
    'app://ui/index.html',
    'app://ui/../main.js',
    'app://ui/%2e%2e/main.js',
    'app://ui/?x',
    'app://ui//etc/passwd',
    'app://ui/preload/index.cjs',
  ]) {
    expect(ask(url)?.status, url).toBe(404)
  }
  expect(ask('app://ui/', 'POST')?.status).toBe(404)
  await quit(running)
})

test('the session denies permissions, devices, downloads and the network', async () => {
  const { running } = await started()
  const denials = standIn.session.denials as {
    permissionRequest(contents: unknown, permission: string, answer: (granted: boolean) => void): void
    permissionCheck(contents: unknown, permission: string, origin: string): boolean
    device(): boolean
    beforeRequest(details: { url: string }, answer: (outcome: { cancel: boolean }) => void): void
  }
  const ours = { getURL: () => 'app://ui/#/status' }
  const asked = (contents: unknown, permission: string): boolean => {
    let granted = true
    denials.permissionRequest(contents, permission, (answer) => {
      granted = answer
    })
    return granted
  }
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen']) {
    expect(asked(ours, permission), permission).toBe(false)
    expect(denials.permissionCheck(null, permission, 'app://ui'), permission).toBe(false)
  }
  // the copy buttons
  expect(asked(ours, 'clipboard-sanitized-write')).toBe(true)
  expect(asked({ getURL: () => 'app://uix/' }, 'clipboard-sanitized-write')).toBe(false)
  expect(asked(null, 'clipboard-sanitized-write')).toBe(false)
  expect(denials.permissionCheck(null, 'clipboard-sanitized-write', 'https://evil.test')).toBe(false)
  expect(denials.device()).toBe(false)

  const isCancelled = (url: string): boolean => {
    let isIt = false
    denials.beforeRequest({ url }, ({ cancel }) => {
      isIt = cancel
    })
    return isIt
  }
  expect(isCancelled('app://ui/assets/index.js')).toBe(false)
  expect(isCancelled('data:image/png;base64,AA')).toBe(false)
  for (const url of [
    'https://evil.test/',
    'http://127.0.0.1:80/',
    'file:///etc/passwd',
    'app://uix/',
    'data:text/html,x',
    'devtools://devtools/',
    'ws://127.0.0.1/',
  ]) {
    expect(isCancelled(url), url).toBe(true)
  }
  let isPrevented = false
  ;(standIn.session as Session).emit('will-download', {
    preventDefault: () => {
      isPrevented = true
    },
  })
  expect(isPrevented).toBe(true)
  await quit(running)
})

test('no other window, no other address, no webview', async () => {
  const { running } = await started()
  const contents = standIn.windows[0]?.webContents
  expect(contents?.openHandler?.()).toEqual({ action: 'deny' })
  const isPrevented = (name: string, details: Record<string, unknown>): boolean => {
    let isIt = false
    contents?.emit(name, {
      ...details,
      preventDefault: () => {
        isIt = true
      },
    })
    return isIt
  }
  for (const url of [
    'https://evil.test/',
    'file:///etc/passwd',
    'app://ui.evil.test/',
    'app://uix/',
    'app://ui/assets/x',
    'javascript:1',
    'smb://host/share',
    'ms-msdt:/id',
    'data:text/html,x',
  ]) {
    expect(isPrevented('will-navigate', { url }), url).toBe(true)
    expect(isPrevented('will-frame-navigate', { url, isMainFrame: true }), url).toBe(true)
    expect(isPrevented('will-redirect', { url }), url).toBe(true)
  }
  expect(isPrevented('will-navigate', { url: 'app://ui/' })).toBe(false)
  expect(isPrevented('will-navigate', { url: 'app://ui/#/status' })).toBe(false)
  expect(isPrevented('will-frame-navigate', { url: 'app://ui/', isMainFrame: false })).toBe(true)
  expect(isPrevented('will-attach-webview', {})).toBe(true)
  const stray = { isDestroyed: false, destroy: () => Object.assign(stray, { isDestroyed: true }) }
  contents?.emit('did-create-window', stray)
  expect(stray.isDestroyed).toBe(true)
  await quit(running)
})

test('the window remembers its place, and comes back where a screen is', async () => {
  const { running, bounds } = await started()
  standIn.windows[0]?.emit('close')
  expect(bounds.store).toEqual({ x: 10, y: 20, width: 900, height: 700 })
  await quit(running)
})

test('quitting breaks off what runs, waits for it, closes the core, then ends', async () => {
  const { running, isClosed } = await started()
  const { page, main } = electronChannel()
  const frame = standIn.windows[0]?.webContents.mainFrame
  ipcMain.emit('goready:port', { sender: { mainFrame: frame }, senderFrame: frame, ports: [main] })
  await quit(running)
  expect(isClosed()).toBe(true)
  expect(standIn.exits).toEqual([0])
  expect(standIn.trays[0]?.isDestroyed).toBe(true)
  page.close()
})

test('a core that can not start is told in words, and the app ends', async () => {
  standIn.language = 'zh-CN'
  const { running } = await start(async () => {
    throw new Failure('HOME_NOT_OWNED', 'not ours', { home: '/home/x', owner: 1000, user: 0 })
  })
  await running
  expect(standIn.errors).toHaveLength(1)
  expect(standIn.errors[0]?.content).toContain('/home/x')
  expect(standIn.errors[0]?.title).toMatch(/[\u4e00-\u9fff]/)
  expect(standIn.exits).toEqual([1])
})

test('a home that is no full path is refused in words before anything is written, and the app ends', async () => {
  const { running } = await start(() => Promise.reject(new Error('not asked for')), '')
  await running
  expect(standIn.errors).toHaveLength(1)
  expect(standIn.errors[0]?.content).toContain('HOME')
  expect(standIn.paths.has('userData')).toBe(false)
  expect(standIn.exits).toEqual([1])
})
