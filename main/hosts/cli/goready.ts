/** The command line. This file stays tiny: `goready --version` loads nothing else. */
import { stdout } from 'node:process'

declare const GOREADY_VERSION: string

const args = process.argv.slice(2)
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  stdout.write(`${GOREADY_VERSION}\n`)
} else {
  const { main } = await import('./program')
  process.exitCode = await main({ args, version: GOREADY_VERSION })
}
