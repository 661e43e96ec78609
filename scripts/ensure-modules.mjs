/** Installs node_modules from the lock file where it is missing or out of date. Plain Node: runs in a fresh clone. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

export function ensureModules() {
  if (isInstalled()) return
  console.log('installing the libraries (npm ci) …')
  // under `npm start` this is the very npm that was called
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const { status, error } = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

/** Compares the lock file with what npm wrote down about the tree it made. */
function isInstalled() {
  const made = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(made)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(made, 'utf8')).packages
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const installed = present[path]
    if (installed === undefined) return Boolean(entry.optional || entry.devOptional || entry.peer)
    return installed.version === entry.version && installed.integrity === entry.integrity
  })
}
