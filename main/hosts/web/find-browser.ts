import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Environment, Platform } from '../../kit'

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
]
const macApps = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser']
const windowsApps = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']

/** An executable of the Chromium family, which can show a page as a window of its own; null when there is none. */
export async function findChromium(env: Environment, platform: Platform): Promise<string | null> {
  for (const candidate of candidates(env, platform)) {
    const isThere = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return candidate
  }
  return null
}

function candidates(env: Environment, platform: Platform): string[] {
  if (platform.os === 'windows') {
    const roots = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA]
    return roots.flatMap((root) => (root ? windowsApps.map((app) => join(root, app)) : []))
  }
  if (platform.os === 'darwin') return macApps.map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`)
  const dirs = (env.PATH ?? '').split(delimiter).filter((dir) => dir.startsWith('/'))
  return names.flatMap((name) => dirs.map((dir) => join(dir, name)))
}

/** Whether a window can appear before the user: not in a plain SSH session. */
export function hasDisplay(env: Environment, platform: Platform): boolean {
  if (platform.os === 'windows' || platform.os === 'darwin') return !env.SSH_CONNECTION
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || (env.WSL_DISTRO_NAME && !env.SSH_CONNECTION))
}

/** The name of the snap that an executable or a desktop entry belongs to, as in /snap/bin/chromium and firefox_firefox.desktop. */
export function snapOf(browser: string): string | null {
  return /^\/snap\/bin\/([\w-]+)/.exec(browser)?.[1] ?? /^([\w-]+)_[\w-]+\.desktop$/.exec(browser)?.[1] ?? null
}
