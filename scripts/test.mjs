/**
 * `npm test`: gets what is missing, then runs every check and every test. The last line sums up all of them.
 *
 *   npm test -- --only unit|hosts|faults|e2e|check
 */
import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { countPlaywright, countVitest } from './count-reports.mjs'
import { ensureModules } from './ensure-modules.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const reports = join(root, 'out', 'reports')
const projects = ['unit', 'hosts', 'faults']
const only = choose()

/** Tests by their runners' reports; a step without a report counts as one when it fails. */
const sum = { passed: 0, failed: 0, skipped: 0 }

ensureModules()
const { ensureTestTools } = await import('./ensure-test-tools.mjs')
const hasChromium = only === null || only === 'e2e' ? await ensureTestTools() : true
await rm(reports, { recursive: true, force: true })
await mkdir(reports, { recursive: true })

// the build and the type checker keep one core each busy; the quick checks wait for them
const checks = only === null || only === 'check'
const [isBuilt] = await Promise.all([
  only === null || only === 'e2e' || only === 'hosts' ? step('build', ['node', 'scripts/build.mjs'], 5) : true,
  checks ? step('types', ['tsc', '-b'], 10) : true,
])
if (checks) {
  await step('format and lint', ['biome', 'check', '.'], 5)
  await step('arrows', ['node', 'scripts/check-arrows.mjs'], 5)
  await step('unused code', ['knip'], 5)
}
if (only === null || projects.includes(only)) {
  const chosen = only === null ? [] : ['--project', only]
  const report = join(reports, 'vitest.json')
  const args = ['vitest', 'run', ...chosen, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  await tests('unit, host and fault tests', args, report, countVitest, 25)
}
if ((only === null || only === 'e2e') && isBuilt) {
  if (!hasChromium) console.log('no Chromium could be found or installed for the end-to-end tests')
  await tests('end-to-end tests', ['playwright', 'test'], join(reports, 'e2e.json'), countPlaywright, 20)
}

console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
if (only !== 'check' && sum.passed + sum.failed === 0) console.log('no test was run')
process.exitCode = sum.failed > 0 || (only !== 'check' && sum.passed === 0) ? 1 : 0

function choose() {
  const index = process.argv.indexOf('--only')
  if (index < 0) return null
  const value = process.argv[index + 1]
  if (![...projects, 'e2e', 'check'].includes(value)) {
    console.log(`--only takes one of: ${[...projects, 'e2e', 'check'].join(', ')}`)
    process.exit(2)
  }
  return value
}

async function step(name, command, minutes) {
  const { isDone, seconds } = await run(command, minutes)
  console.log(`${isDone ? 'done' : 'FAILED'}: ${name} (${seconds} s)`)
  if (!isDone) sum.failed += 1
  return isDone
}

async function tests(name, command, report, count, minutes) {
  const { isDone, seconds } = await run(command, minutes)
  const counted = await readFile(report, 'utf8').then((text) => count(JSON.parse(text)), noReport)
  // a runner may fail without a failed test: a broken file, an error outside of any test, a time limit
  if (!isDone && counted.failed === 0) counted.failed = 1
  for (const key of Object.keys(sum)) sum[key] += counted[key]
  const { passed, failed, skipped } = counted
  console.log(
    `${isDone ? 'done' : 'FAILED'}: ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped (${seconds} s)`,
  )
}

function noReport(error) {
  if (error.code !== 'ENOENT') throw error
  return { passed: 0, failed: 1, skipped: 0 }
}

/** Runs one of our tools to its end or to its time limit. */
function run([command, ...args], minutes) {
  const started = performance.now()
  const [program, ...before] = command === 'node' ? [process.execPath] : ['npx', '--no-install', command]
  const isWindows = process.platform === 'win32'
  const child = spawn(program, [...before, ...args], {
    cwd: root,
    stdio: 'inherit',
    shell: isWindows && program === 'npx',
    detached: !isWindows,
  })
  const timer = setTimeout(() => end(child), minutes * 60_000)
  const stop = () => {
    end(child)
    process.exit(130)
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => {
      clearTimeout(timer)
      process.off('SIGINT', stop).off('SIGTERM', stop)
      resolve({ isDone: code === 0, seconds: Math.round((performance.now() - started) / 1000) })
    })
  })
}

function end(child) {
  // its own group on Unix, so that browsers and workers end with it
  if (process.platform === 'win32') child.kill()
  else process.kill(-child.pid, 'SIGKILL')
}
