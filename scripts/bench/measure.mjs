import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/**
 * Runs a command to its end.
 *
 * @param {readonly string[]} command
 * @param {{ env?: Record<string, string>, cwd?: string, codes?: readonly number[] }} options `codes`: how it may end
 * @returns {Promise<{ ms: number, endedAt: number, peak: number, stdout: string, stderr: string }>} wall time; when it ended, in
 *   milliseconds since 1970; the most memory its process had, in MiB (Linux only, else 0)
 */
export async function timed([program, ...args], { env = {}, cwd, codes = [0] } = {}) {
  const started = performance.now()
  const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data) => (stdout += data))
  child.stderr.on('data', (data) => (stderr += data))
  let peak = 0
  const watch = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024)
  }, 20)
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  clearInterval(watch)
  const ms = performance.now() - started
  if (!codes.includes(code)) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`)
  return { ms, endedAt: Date.now(), peak, stdout, stderr }
}

/**
 * Runs contenders in turns, so that whatever else the machine does meets all of them.
 *
 * @template {{ name: string, run: (turn: number) => Promise<Record<string, number>> }} Contender
 * @param {readonly Contender[]} contenders
 * @param {number} turns
 * @returns {Promise<Map<string, Record<string, number>[]>>} the figures of each, by name
 */
export async function alternate(contenders, turns) {
  const results = new Map(contenders.map(({ name }) => [name, []]))
  // one turn for the caches of disk and code, which does not count
  for (let turn = -1; turn < turns; turn++) {
    for (const { name, run } of contenders) {
      const figures = await run(turn)
      if (turn >= 0) results.get(name).push(figures)
    }
  }
  return results
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** `1,234 ms (1,200–1,300)`: median and range. */
export function spread(values, unit = 'ms') {
  const round = (value) => Math.round(value).toLocaleString('en')
  return `${round(median(values))} ${unit} (${round(Math.min(...values))}–${round(Math.max(...values))})`
}

/**
 * Prints figures that have a limit of their own.
 *
 * @param {number} figure the one of them that must not be above the limit
 * @returns {boolean} whether it is not
 */
export function judge(label, values, figure, limit, unit = 'ms') {
  const isKept = figure <= limit
  const said = `${isKept ? 'kept' : 'MISSED'}: at most ${limit.toLocaleString('en')}`
  console.log(`  ${label.padEnd(34)} ${spread(values, unit)}  ${said}`)
  return isKept
}

/**
 * Prints what a bench measured: each contender, and our ratio to it with its range over the turns.
 *
 * @returns {boolean} whether every limit is kept
 */
export function report(title, results, ours, limits = {}) {
  console.log(`\n${title}`)
  const mine = results.get(ours).map(({ ms }) => ms)
  let kept = true
  for (const [name, figures] of results) {
    const theirs = figures.map(({ ms }) => ms)
    const line = `  ${name.padEnd(34)} ${spread(theirs)}`
    if (name === ours) {
      console.log(line)
      continue
    }
    const ratio = median(mine) / median(theirs)
    const ratios = mine.map((ms, turn) => ms / theirs[turn])
    const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`
    const limit = limits[name]
    if (limit !== undefined) kept &&= ratio <= limit
    const judged = limit === undefined ? '' : `  ${ratio <= limit ? 'kept' : 'MISSED'}: at most ${limit.toFixed(2)}`
    console.log(`${line}  ratio ${ratio.toFixed(2)} (${range})${judged}`)
  }
  return kept
}
