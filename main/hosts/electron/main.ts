/** Electron's main process: the desktop window, its menu and the tray over the same core. */
import { homedir } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, shell } from 'electron'
import ElectronStore from 'electron-store'
import { createRouter, createServices } from '../../api'
import { externalOpener } from './open-external'
import { startElectronHost } from './start-electron-host'

declare const GOREADY_VERSION: string

const outDir = dirname(dirname(fileURLToPath(import.meta.url)))
// worker threads read their script past Electron's patched fs, so it is kept beside the archive
const unpacked = import.meta.url.replace(/\/app\.asar\//, '/app.asar.unpacked/')

// not awaited: Electron becomes ready only when this module has been evaluated
startElectronHost({
  outDir,
  env: process.env,
  home: homedir(),
  openStore: (options) => new ElectronStore<Record<string, unknown>>(options),
  async openCore() {
    const services = await createServices({
      host: 'electron',
      version: GOREADY_VERSION,
      env: process.env,
      home: homedir(),
      node: { platform: process.platform, arch: process.arch },
      systemLanguage: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
      openSettingsFile: (dir) => new ElectronStore<Record<string, unknown>>({ cwd: dir, configFileMode: 0o600 }),
      extractWorker: new URL('../workers/extract.js', unpacked),
      openExternal: externalOpener((url) => shell.openExternal(url)),
    })
    return { router: createRouter(services), log: services.world.log, close: () => services.close() }
  },
}).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  app.exit(1)
})
