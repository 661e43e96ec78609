/** Finds the Chromium that the tests drive: one of the system first, then Playwright's own. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const macApps = ['Google Chrome', 'Chromium'].map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`)
const windowsRoots = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA']

/** @returns {string | null} the path of an executable of the system */
export function findSystemChromium(env = process.env) {
  const candidates = [
    ...(env.GOREADY_CHROMIUM ? [env.GOREADY_CHROMIUM] : []),
    ...(process.platform === 'darwin' ? macApps : []),
    ...(process.platform === 'win32'
      ? windowsRoots.flatMap((root) => (env[root] ? [join(env[root], 'Google/Chrome/Application/chrome.exe')] : []))
      : (env.PATH ?? '').split(delimiter).flatMap((dir) => names.map((name) => join(dir, name)))),
  ]
  return candidates.find(existsSync) ?? null
}

/** As {@link findSystemChromium}, or the one that `playwright install chromium` put in its cache. */
export async function findChromium(env = process.env) {
  const system = findSystemChromium(env)
  if (system !== null) return system
  const { chromium } = await import('@playwright/test')
  const own = chromium.executablePath()
  return existsSync(own) ? own : null
}

/** What Chromium is started with: nothing of it calls home, and it runs as root where there is nobody else. */
export function chromiumArgs() {
  return [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
}
