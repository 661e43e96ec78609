// A process that sets a value for a while, replaces it or puts it back ends by SIGKILL before each change of the disk. One
// start later the go env file is, byte for byte, as before or as leased with a promise that ends it; when the time is
// over a start leaves it as it was before. It is never off without a promise.
// Red when #begin (main/temporary/temporary.ts) writes the lease only after the journal's changes (in what it returns), or
// #conclude forgets the lease before it puts the value back.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readIfExists } from '../../main/kit'
import { eachOf } from '../helpers/seeded'
import { buildTemporaryChild, startAgain, type TemporaryChild, type TemporaryTask } from '../helpers/temporary-child'

let child: TemporaryChild
let root: string
let killed = 0
beforeAll(async () => {
  child = await buildTemporaryChild()
  root = await mkdtemp(join(tmpdir(), 'goready-temporary-'))
})
afterAll(async () => {
  await child.remove()
  await rm(root, { recursive: true, force: true })
  console.log(`temporary values: ${killed} processes killed`)
  expect(killed).toBeGreaterThanOrEqual(100)
})

const mine = '# mine\nGOPRIVATE=corp.example/*\nGOSUMDB=sum.golang.org\nGOFLAGS=-mod=mod'
const having = (value: string): string => mine.replace('GOSUMDB=sum.golang.org', `GOSUMDB=${value}`)
const begun = having('off')
const minute = 60_000

const fileOf = (home: string): string => join(home, '.config/go/env')
const content = async (home: string): Promise<string> => (await readIfExists(fileOf(home)))?.toString() ?? 'none'
async function promised(home: string): Promise<string[]> {
  const bytes = await readIfExists(join(home, '.local/state/goready/temporary.json'))
  if (bytes === null) return []
  const { leases } = JSON.parse(bytes.toString()) as { leases: { values: string[] }[] }
  return leases.flatMap(({ values }) => values)
}
const gosumdb = (file: string): string => /^GOSUMDB=(.*)$/m.exec(file)?.[1] ?? ''

/** A home where these tasks were done, to copy. */
async function homeAfter(tasks: readonly TemporaryTask[]): Promise<string> {
  const home = await mkdtemp(join(root, 'home-'))
  await mkdir(join(home, '.config/go'), { recursive: true })
  await writeFile(fileOf(home), mine)
  for (const task of tasks) expect((await child.run(home, task)).kind).toBe('done')
  return home
}

/** The home at another place, whose own files name that place. */
async function copyOf(from: string): Promise<string> {
  const home = await mkdtemp(join(root, 'copy-'))
  await cp(from, home, { recursive: true })
  const state = join(home, '.local/state/goready')
  for (const name of await readdir(state, { recursive: true }).catch(() => [])) {
    const path = join(state, name)
    if (name.endsWith('.json')) await writeFile(path, (await readFile(path, 'utf8')).replaceAll(from, home))
  }
  return home
}

/** What is wrong after the process was killed at this change, one start later and one when the time is over. */
async function wrongAfter(from: string, task: TemporaryTask, at: number): Promise<string[]> {
  const home = await copyOf(from)
  const wrong: string[] = []
  const look = async (when: string, isOver: boolean): Promise<void> => {
    const file = await content(home)
    const value = gosumdb(file)
    const isBack = file.replace(/\n$/, '') === mine
    if (!isBack && !(await promised(home)).includes(value)) wrong.push(`${when}: ${value} without a promise`)
    if (![mine, 'off', 'sum.golang.google.cn'].includes(isBack ? mine : value)) wrong.push(`${when}: ${file}`)
    if (isOver && file !== mine) wrong.push(`${when}: not put back: ${file}`)
  }
  expect(await child.run(home, { ...task, killAt: at })).toEqual({ kind: 'killed' })
  killed += 1
  await look('killed', false)
  await startAgain(home, task.passed)
  await look('one start later', task.do === 'settle')
  await startAgain(home, 600 * minute)
  await look('when it is over', true)
  if ((await promised(home)).length > 0) wrong.push('a promise is left')
  const left = (await readdir(join(home, '.config/go'))).filter((name) => name !== 'env')
  if (left.length > 0) wrong.push(`left beside: ${left}`)
  const entries = await readdir(join(home, '.local/state/goready/journal')).catch(() => [])
  for (const name of entries.filter((one) => one.endsWith('.json'))) {
    const { phase } = JSON.parse(await readFile(join(home, '.local/state/goready/journal', name), 'utf8'))
    if (phase === 'applying' || phase === 'needs-attention') wrong.push(`${name} is ${phase}`)
  }
  await rm(home, { recursive: true })
  return wrong.map((what) => `${task.do} killed at ${at}: ${what}`)
}

const beginning: TemporaryTask = { do: 'begin', passed: 0, killAt: 0 }
const replacing: TemporaryTask = { do: 'replace', passed: minute, killAt: 0 }
const ending: TemporaryTask = { do: 'settle', passed: 15 * minute, killAt: 0 }

for (const [name, before, task, after] of [
  ['beginning', [], beginning, begun],
  ['replacing', [beginning], replacing, begun.replace('=off', '=sum.golang.google.cn')],
  ['putting back', [beginning], ending, mine],
] as const) {
  it(`killed before each change of the disk while ${name}`, { timeout: 300_000 }, async () => {
    const whole = await homeAfter(before)
    const trial = await copyOf(whole)
    const end = await child.run(trial, task)
    if (end.kind !== 'done') throw new Error('it was killed')
    expect(await content(trial)).toBe(after)
    const wrong: string[] = []
    await eachOf(
      Array.from({ length: end.changes }, (_, index) => index + 1),
      3,
      async (at) => void wrong.push(...(await wrongAfter(whole, task, at))),
    )
    console.log(`${name}: killed at ${end.changes} changes`)
    expect(wrong).toEqual([])
  })
}
