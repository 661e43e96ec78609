/**
 * `npm run bench`: how fast GoReady is, next to others that do the same on the same machine in turns. Prints medians,
 * ranges and ratios; ends with 1 when a limit is missed.
 *
 *   npm run bench -- [install] [start] [verify] [--turns 5] [--dir FOLDER]
 */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureModules } from './ensure-modules.mjs'

ensureModules()
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { turns: { type: 'string', default: '5' }, dir: { type: 'string', default: tmpdir() } },
})
execFileSync(process.execPath, [new URL('build.mjs', import.meta.url).pathname, '--if-needed'], { stdio: 'inherit' })
const { goRelease } = await import('./bench/go-release.mjs')
const benches = {
  install: async (setting) => (await import('./bench/install.mjs')).benchInstall(setting),
  start: async (setting) => (await import('./bench/start.mjs')).benchStart(setting),
  verify: async (setting) => (await import('./bench/verify.mjs')).benchVerify(setting),
}
const chosen = positionals.length > 0 ? positionals : Object.keys(benches)
const unknown = chosen.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0) {
  console.log(`unknown: ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}

const upstream = firstProxy(execFileSync('go', ['env', 'GOPROXY'], { encoding: 'utf8' }))
const release = await goRelease(join(values.dir, 'goready-bench-cache'), upstream)
const dir = await mkdtemp(join(values.dir, 'goready-bench-'))
await mkdir(dir, { recursive: true })
let kept = true
try {
  const { size } = await stat(release.tar)
  const setting = { dir, release: { ...release, size }, upstream, turns: Number(values.turns) }
  for (const name of chosen) kept = (await benches[name](setting)) && kept
} finally {
  await rm(dir, { recursive: true, force: true })
}
console.log(kept ? '\nevery limit is kept' : '\na limit is missed')
process.exitCode = kept ? 0 : 1

function firstProxy(goproxy) {
  return goproxy.split(/[,|]/).find((entry) => /^https?:/.test(entry)) ?? 'https://proxy.golang.org'
}
