/**
 * Loaded before a program: tells on stderr how long its event loop was held at most while it had worker threads, which is
 * while it installs.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'

const resolution = 1
const delay = monitorEventLoopDelay({ resolution })
process.once('worker', () => delay.enable())
process.once('exit', () => {
  delay.disable()
  if (delay.max > 0) process.stderr.write(`held ${(delay.max / 1e6 - resolution).toFixed(1)} ms\n`)
})
