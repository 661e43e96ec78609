/** Finds Electron's binary by its files alone: asking the electron package for it would start a download. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const executables = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/** @returns {string | null} the path of the executable, null when it is not there */
export function findElectron(env = process.env) {
  const executable = executables[process.platform] ?? 'electron'
  const override = env.ELECTRON_OVERRIDE_DIST_PATH
  const dist = override || join(packageDir() ?? '', 'dist')
  const path = join(dist, executable)
  return existsSync(path) ? path : null
}

function packageDir() {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return null
    throw error
  }
}
