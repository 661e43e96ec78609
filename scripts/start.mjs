/**
 * `npm start`: installs and builds what is missing, then opens GoReady: in Electron where its binary is, else as a page
 * in the browser. Further arguments go to `goready serve`.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isBuilt, recordBuild } from './build-state.mjs'
import { ensureModules } from './ensure-modules.mjs'
import { findElectron } from './find-electron.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Milliseconds within which a program that ends badly counts as one that can't start. */
const startPatience = 5_000

ensureModules()
if (!(await isBuilt())) {
  console.log('building …')
  const { buildAll } = await import('./bundles.mjs')
  await buildAll()
  await recordBuild()
}

const electron = findElectron()
const obstacle = whyNotElectron(electron)
if (obstacle === null) {
  const { code, took } = await run(electron, ['.'])
  if (code === 0 || took > startPatience) process.exit(code)
}
console.log(`${obstacle ?? 'Electron did not start here'}: serving the same app to your browser instead.`)
const { code } = await run(process.execPath, [join(root, 'out/cli/goready.js'), 'serve', ...process.argv.slice(2)])
process.exit(code)

function whyNotElectron(binary) {
  if (binary === null) return "Electron's binary is not installed"
  if (process.platform !== 'linux') return null
  if (process.getuid?.() === 0) return 'Electron has no sandbox for root'
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? null : 'There is no display'
}

/** Runs a program in our place: its output, its signals, its exit code. */
function run(command, args) {
  const started = performance.now()
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' })
  // a terminal's Ctrl-C reaches the child by itself; we only wait for it to end
  const wait = () => undefined
  const forward = (signal) => child.kill(signal)
  process.on('SIGINT', wait).on('SIGTERM', forward).on('SIGHUP', forward)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      process.off('SIGINT', wait).off('SIGTERM', forward).off('SIGHUP', forward)
      resolve({
        code: code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1),
        took: performance.now() - started,
      })
    })
  })
}
