/** Checks the arrows between rooms, and that there was something to check: a parser that gives up finds no violation. */
import { spawnSync } from 'node:child_process'

const { stdout, stderr, status } = spawnSync('npx', ['--no-install', 'depcruise', 'main', 'preload', 'renderer'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
})
process.stdout.write(`${stdout}${stderr}`)
const modules = Number(/(\d+) modules/.exec(stdout)?.[1] ?? 0)
if (modules < 100) console.log(`only ${modules} modules were looked at: something is wrong with the check itself`)
process.exit(status === 0 && modules >= 100 ? 0 : 1)
