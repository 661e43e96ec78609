import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alternate, judge, median, report, spread, timed } from './measure.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cli = join(root, 'out/cli/goready.js')

/**
 * How long one waits for the command line, the page and the tables: each next to node's own start or to `go env -json`.
 *
 * @param {{ dir: string, turns: number }} setting
 */
export async function benchStart({ dir, turns }) {
  const home = join(dir, 'start')
  await mkdir(home, { recursive: true })
  await writeFile(join(home, '.bashrc'), 'export EDITOR=vi\n')
  const env = { PATH: process.env.PATH, HOME: home, SHELL: '/bin/bash' }
  const goready = (name, ...args) => ({
    name,
    run: () => timed([process.execPath, cli, ...args], { env, codes: [0, 1] }),
  })
  const bare = { name: 'node -e 0', run: () => timed([process.execPath, '-e', '0'], { env }) }
  const goEnv = { name: 'go env -json', run: () => timed(['go', 'env', '-json'], { env, cwd: '/' }) }
  const warm = await buildWarmTable(dir)
  const table = { name: 'the Environment page', run: async () => ({ ms: await warm(env) }) }

  let kept = true
  const starts = await alternate(
    [bare, goready('goready --version', '--version'), goready('goready status', 'status', '--json')],
    turns,
  )
  const milliseconds = (name) => starts.get(name).map(({ ms }) => ms)
  console.log(`\nstarts (node itself: ${spread(milliseconds('node -e 0'))})`)
  for (const [name, limit] of [
    ['goready --version', 100],
    ['goready status', 1_500],
  ]) {
    kept = judge(name, milliseconds(name), median(milliseconds(name)), limit) && kept
  }
  const own = median(milliseconds('node -e 0'))
  const serving = []
  for (let turn = 0; turn < turns; turn++) serving.push((await servedAfter(env)) - own)
  kept = judge("goready serve, after node's start", serving, median(serving), 500) && kept

  const tables = await alternate([table, goEnv, goready('goready env', 'env', '--json')], turns)
  kept = report('every Go variable, judged', tables, 'the Environment page', { 'go env -json': 1.3 }) && kept
  return kept
}

/** Milliseconds until `goready serve` says where it is. */
async function servedAfter(env) {
  const started = performance.now()
  const child = spawn(process.execPath, [cli, 'serve', '--no-open', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`goready serve ended with ${code}`)))
  })
  const ms = performance.now() - started
  child.removeAllListeners('exit')
  child.kill('SIGTERM')
  await new Promise((resolve) => child.once('exit', resolve))
  return ms
}

/** The table as the page asks for it: of a core that runs already. */
async function buildWarmTable(dir) {
  const { rolldown } = await import('rolldown')
  const built = await rolldown({ input: join(root, 'tests/bench/warm-table.ts'), platform: 'node', logLevel: 'silent' })
  const file = join(dir, 'warm-table.mjs')
  await built.write({ file, format: 'esm', codeSplitting: false })
  await built.close()
  return async (env) => Number((await timed([process.execPath, file], { env })).stdout)
}
