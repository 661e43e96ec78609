import { spawn } from 'node:child_process'
import { chmod } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { bundleScript } from './build-script'
import { nobody } from './shell-child'

/** Sets variables one after the other, each by a plan of its own, in a process of its own; tells how often it had to plan again. */
export type GoenvWriter = (home: string, values: Readonly<Record<string, string>>) => Promise<{ retries: number }>

export async function buildGoenvWriter(): Promise<GoenvWriter> {
  const writer = await buildGoenvWriters()
  onTestFinished(() => writer.remove())
  return async (home, values) => {
    const end = await writer.write(home, Object.entries(values))
    if (end.kind !== 'done') throw new Error(JSON.stringify(end))
    return end
  }
}

export interface WriterOptions {
  /** It dies at this change of the file system, counted from 1 from when it begins to apply the first plan. */
  readonly dieAt?: number
  /** It dies in the middle of that change where it writes bytes, instead of before it. */
  readonly torn?: boolean
  /** It is killed this many milliseconds after it began to apply the first plan. */
  readonly killAfter?: number
  /** Needs root, and a home that belongs to nobody. */
  readonly asNobody?: boolean
}

export type WriterEnd =
  | { readonly kind: 'killed' }
  /** `changes`: what it did to the file system, `w` for what writes bytes. */
  | { readonly kind: 'done'; readonly retries: number; readonly changes: string }
  | { readonly kind: 'failed'; readonly code: string }

export interface GoenvWriters {
  /** Sets the variables in a process of its own, each by a plan of its own, again until it is done. */
  write(home: string, values: readonly (readonly [string, string])[], options?: WriterOptions): Promise<WriterEnd>
  remove(): Promise<void>
}

/** Bundles the rooms into a script, for what needs other processes, their end, or another user. */
export async function buildGoenvWriters(): Promise<GoenvWriters> {
  const { script, remove } = await bundleScript(program)
  await chmod(dirname(script), 0o755)
  return {
    async write(home, values, { asNobody = false, killAfter, ...rest } = {}) {
      const command = [process.execPath, script, JSON.stringify({ values, ...rest })]
      const user = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups']
      const [binary = '', ...args] = asNobody ? ['setpriv', ...user, ...command] : command
      // no go: the file is what this is about
      const env = { HOME: home, PATH: '/bin/none' }
      const child = spawn(binary, args, {
        cwd: '/',
        env: asNobody ? { ...env, PATH: '/usr/bin:/bin' } : env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child.stderr.once('data', () => {
        if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter)
      })
      const [stdout, signal] = await Promise.all([
        text(child.stdout),
        new Promise<NodeJS.Signals | null>((resolve, reject) => {
          child.on('error', reject)
          child.on('close', (_, by) => resolve(by))
        }),
      ])
      return signal === 'SIGKILL' ? { kind: 'killed' } : (JSON.parse(stdout) as WriterEnd)
    },
    remove,
  }
}

const room = (name: string): string => JSON.stringify(join(import.meta.dirname, '../../main', name, 'index.ts'))
const program = `
import fs from 'node:fs/promises'
import { writeFileSync, writeSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { createGoCommand } from ${room('gocmd')}
import { createGoenv } from ${room('goenv')}
import { Journal } from ${room('journal')}
import { dirsFor, logTo, platformOf, systemClock, toFailure } from ${room('kit')}
const { values, dieAt, torn } = JSON.parse(process.argv[2])
const die = () => process.kill(process.pid, 'SIGKILL')
let changes = ''
let isApplying = false
const watch = (object, name, letter, tear) => {
  const real = object[name]
  object[name] = function (...args) {
    if (isApplying && !(name === 'open' && args[1] === 'r')) {
      changes += letter
      if (changes.length === dieAt) {
        if (torn) tear(this, args)
        die()
      }
    }
    return real.apply(this, args)
  }
}
const half = (content) => Buffer.from(content).subarray(0, Buffer.from(content).length / 2)
for (const name of ['open', 'mkdir', 'link', 'rename', 'rm', 'rmdir', 'unlink']) watch(fs, name, '.')
watch(fs, 'writeFile', 'w', (_, [path, content, options]) => writeFileSync(path, half(content), options))
const handle = await fs.open(process.execPath)
for (const name of ['chmod', 'chown', 'sync', 'truncate']) watch(Object.getPrototypeOf(handle), name, '.')
watch(Object.getPrototypeOf(handle), 'writeFile', 'w', ({ fd }, [content]) => writeSync(fd, half(content)))
await handle.close()
syncBuiltinESMExports()

const env = process.env
const platform = platformOf(process.platform, process.arch)
const log = logTo({ write: () => undefined })
const world = { host: 'cli', env, home: env.HOME, platform, dirs: dirsFor(env, env.HOME, platform), clock: systemClock, log }
const shell = { exportsOf: async () => [], disableLine: async () => null }
const goenv = createGoenv(world, { go: createGoCommand(world, { currentBin: '/none' }), shell })
const journal = new Journal(world, [])
let retries = 0
let end
try {
  for (const [name, value] of values) {
    for (;;) {
      try {
        const { id } = journal.hold(await goenv.planSet({ [name]: value }))
        if (!isApplying) process.stderr.write('applying')
        isApplying = true
        for await (const step of journal.apply(id)) void step
        break
      } catch (error) {
        if (!['PLAN_STALE', 'FILE_CHANGED', 'BUSY', 'GOENV_NOT_WRITTEN'].includes(error.code)) throw error
        retries++
      }
    }
  }
  end = { kind: 'done', retries, changes }
} catch (error) {
  end = { kind: 'failed', code: toFailure(error).code }
}
console.log(JSON.stringify(end))
`
