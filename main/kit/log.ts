import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pino, { type DestinationStream, type Logger } from 'pino'
import { redact } from './redact'

export type { Logger }

/**
 * A logger that writes JSON lines to `<dir>/goready.log`, mode 0600, every line redacted.
 *
 * @param secrets exact values that must never appear
 */
export function createLog(dir: string, secrets: readonly string[]): Logger {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const file = pino.destination({ dest: join(dir, 'goready.log'), mkdir: true, sync: true, mode: 0o600 })
  return logTo({ write: (line) => file.write(redact(line, secrets)) })
}

/** A logger onto any destination; a test reads what was written. */
export function logTo(destination: DestinationStream): Logger {
  return pino({ base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, destination)
}
