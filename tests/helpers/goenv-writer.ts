import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildScript } from './build-script'

const execute = promisify(execFile)

/** Sets variables one after the other, each by a plan of its own, in a process of its own; tells how often it had to plan again. */
export type GoenvWriter = (home: string, values: Readonly<Record<string, string>>) => Promise<{ retries: number }>

export async function buildGoenvWriter(): Promise<GoenvWriter> {
  const script = await buildScript(program)
  return async (home, values) => {
    const env = { HOME: home, PATH: '/bin' }
    const { stdout } = await execute(process.execPath, [script, JSON.stringify(values)], { env })
    return JSON.parse(stdout) as { retries: number }
  }
}

const room = (name: string): string => JSON.stringify(join(import.meta.dirname, '../../main', name, 'index.ts'))
const program = `
import { createGoCommand } from ${room('gocmd')}
import { createGoenv } from ${room('goenv')}
import { Journal } from ${room('journal')}
import { dirsFor, logTo, platformOf, systemClock } from ${room('kit')}
const env = process.env
const platform = platformOf(process.platform, process.arch)
const log = logTo({ write: () => undefined })
const world = { host: 'cli', env, home: env.HOME, platform, dirs: dirsFor(env, env.HOME, platform), clock: systemClock, log }
const shell = { exportsOf: async () => [], disableLine: async () => null }
const goenv = createGoenv(world, { go: createGoCommand(world, { currentBin: '/none' }), shell })
const journal = new Journal(world, [])
let retries = 0
for (const [name, value] of Object.entries(JSON.parse(process.argv[2]))) {
  for (;;) {
    try {
      for await (const step of journal.apply(journal.hold(await goenv.planSet({ [name]: value })).id)) void step
      break
    } catch (error) {
      if (!['PLAN_STALE', 'FILE_CHANGED', 'BUSY', 'GOENV_NOT_WRITTEN'].includes(error.code)) throw error
      retries++
    }
  }
}
console.log(JSON.stringify({ retries }))
`
