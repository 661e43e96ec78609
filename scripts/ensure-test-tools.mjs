/** Gets what the tests drive beside Node: a Chromium, the shells, and fonts for Chinese screenshots. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findChromium } from './find-chromium.mjs'

/** @returns whether there is a Chromium; what else is missing shows as skipped tests */
export async function ensureTestTools() {
  const missing = []
  if ((await findChromium()) === null && isDebian()) missing.push('chromium')
  if (process.platform === 'linux') {
    missing.push(...['zsh', 'fish'].filter((shell) => !isOnPath(shell)))
    if (!hasChineseFont()) missing.push('fonts-noto-cjk')
  }
  if (missing.length > 0) installByApt(missing)
  if ((await findChromium()) === null) run('npx', ['--no-install', 'playwright', 'install', 'chromium'])
  for (const shell of ['zsh', 'fish']) {
    if (process.platform !== 'win32' && !isOnPath(shell)) console.log(`skipped: tests in ${shell} (not installed)`)
  }
  return (await findChromium()) !== null
}

function installByApt(packages) {
  const prefix = aptPrefix()
  if (prefix === null) {
    console.log(`not installed, and apt-get can't be used without a password: ${packages.join(', ')}`)
    return
  }
  console.log(`installing for the tests: ${packages.join(', ')} …`)
  const [command, ...args] = [...prefix, 'apt-get']
  run(command, [...args, 'update', '-qq'])
  run(command, [...args, 'install', '-y', '-qq', '--no-install-recommends', ...packages])
}

function aptPrefix() {
  if (!isOnPath('apt-get')) return null
  if (process.getuid?.() === 0) return []
  return isOnPath('sudo') && run('sudo', ['-n', 'true'], 'ignore') ? ['sudo', '-n'] : null
}

function isDebian() {
  // Ubuntu's package of that name is a snap, which sees neither our temporary homes nor the test's profile
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

function hasChineseFont() {
  const { stdout } = spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' })
  return Boolean(stdout?.trim())
}

function isOnPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((dir) => existsSync(join(dir, name)))
}

function run(command, args, stdio = 'inherit') {
  const shell = process.platform === 'win32'
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(command, args, { stdio, env, shell }).status === 0
}
