// first of all, so that whoever keeps a function of node:fs keeps the one that may fail
import './fs-faults'

import fs from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { setEnvironmentData } from 'node:worker_threads'
import Conf from 'conf'
import { createServices, type Services } from '../../main/api/services'
import { toFailure } from '../../main/kit'
import type { Fault } from './fault-plan'
import type { Flow, Reply, RoomsSetup, Task } from './fault-rooms'
import { arm, disarm } from './fs-faults'
import { described, type HomeSnapshot, restoreHome, snapshotOf } from './home-snapshot'

// The whole core in a process of its own, over a file system that fails or a process that ends where the test says.

const setup = JSON.parse(process.argv[2] ?? '') as RoomsSetup
const { home } = setup
setEnvironmentData('goready-worker', setup.productWorker)
const env = { HOME: home, PATH: setup.path, LANG: 'C.UTF-8', GOPROXY: setup.goproxy, GOSUMDB: setup.gosumdb }

function open(): Promise<Services> {
  return createServices({
    host: 'cli',
    version: '0.0.0',
    env,
    home,
    node: { platform: process.platform, arch: process.arch },
    systemLanguage: 'en',
    openSettingsFile: (dir) => new Conf({ cwd: dir, configFileMode: 0o600 }),
    extractWorker: pathToFileURL(setup.worker),
    openExternal: null,
  })
}

const { newest, older } = setup.versions
const values = { GOPRIVATE: 'corp.example/*', GOFLAGS: '-mod=mod' }

/** Plans a step and holds its plan. */
const steps: Readonly<Record<string, (services: Services) => Promise<{ id: string }>>> = {
  install: async ({ journal, sdk }) => journal.hold(await sdk.planInstall({ version: newest, use: false })),
  both: async ({ journal, sdk }) => journal.hold(await sdk.planInstall({ version: older, use: true })),
  switch: async ({ journal, sdk }) => journal.hold(await sdk.planUse(newest)),
  uninstall: async ({ journal, sdk }) => journal.hold(await sdk.planUninstall(newest)),
  rc: async ({ journal, shell }) => journal.hold(await shell.planPath(['bash'])),
  env: async ({ journal, goenv }) => journal.hold(await goenv.planSet(values)),
  undo: async ({ journal }) => (await journal.planUndo({ all: true })).plan,
}

/** What was done before, and what is interrupted. */
const flows: Readonly<Record<Flow, { readonly before: readonly string[]; readonly steps: readonly string[] }>> = {
  install: { before: [], steps: ['install'] },
  switch: { before: ['both', 'install'], steps: ['switch'] },
  uninstall: { before: ['install'], steps: ['uninstall'] },
  rc: { before: [], steps: ['rc'] },
  env: { before: [], steps: ['env'] },
  undo: { before: ['install', 'switch', 'env', 'rc'], steps: ['undo'] },
  everything: { before: [], steps: ['install', 'switch', 'env', 'rc', 'undo'] },
}

async function apply(services: Services, name: string): Promise<void> {
  const { id } = await (steps[name] as NonNullable<(typeof steps)[string]>)(services)
  for await (const _ of services.journal.apply(id));
}

interface Ran {
  /** The failure's code, null when all is done. */
  readonly code: string | null
  readonly why: string
  readonly calls: number
  readonly changes: number
  readonly hits: number
  /** Of the journal's entries at the end, newest first. */
  readonly phases: readonly string[]
}

/** Runs steps in a core of their own, as one start of the program would. */
async function run(names: readonly string[], fault?: Fault): Promise<Ran> {
  const services = await open()
  let code: string | null = null
  let why = ''
  if (fault) arm(fault)
  try {
    for (const name of names) await apply(services, name)
  } catch (error) {
    const failure = toFailure(error)
    code = failure.code
    why = `${failure.message}\n${error instanceof Error ? error.stack : ''}`
  }
  const counted = disarm()
  const phases = (await services.journal.list()).map(({ phase }) => phase)
  await services.close()
  return { code, why, phases, ...counted }
}

/** Go's own build cache: hundreds of folders, and no concern of a fault. */
const goCaches = ['.cache/goready/go-build']

/** What the user sees: the home without what GoReady keeps for itself. */
const ownFolders = ['.cache', '.local/state', '.config/goready']
const visible = (): string => described(snapshotOf(home, ownFolders).filter(({ path }) => !holdsOwn.has(path)))
// their parents come and go with the first start
const holdsOwn = new Set(['.local', '.local/share', '.local/share/goready', '.config'])

/** Names of what should have been gone by now, and of state files that were found damaged. */
function leftovers(): string[] {
  return snapshotOf(home, goCaches)
    .map(({ path }) => path)
    .filter(
      (path) =>
        // a file of GoReady's own that was being written when the process ended may keep its temporary one
        (/\.goready(?:-old)?$/.test(path) && !ownFolders.some((own) => path.startsWith(own))) ||
        /\.goready-(?:staging|deleting|trash)|\.stale-|\.corrupt-|\.part|\.zip$|\.lock$/.test(path),
    )
}

interface Prepared {
  readonly pristine: string
  readonly start: HomeSnapshot
  readonly before: string
  readonly after: string
  readonly calls: number
  readonly changes: number
  /** What the user's own files may hold: before the flow and after each step of it. */
  readonly contents: ReadonlySet<string>
}

const userFiles = ['.bashrc', '.profile', '.config/go/env', '.local/share/goready/env.sh']
const contentOf = (path: string): string => {
  const full = join(home, path)
  return `${path}: ${fs.existsSync(full) ? fs.readFileSync(full, 'latin1') : 'none'}`
}

async function prepare(flow: Flow): Promise<Prepared> {
  restoreHome(home, [], goCaches)
  for (const dir of ['.config', '.config/go', '.config/goready']) fs.mkdirSync(join(home, dir))
  fs.writeFileSync(join(home, '.config/goready/config.json'), JSON.stringify({ onlyOwnProxies: true }))
  fs.writeFileSync(join(home, '.config/go/env'), 'GONOPROXY=old.example\n')
  fs.writeFileSync(join(home, '.bashrc'), '# mine\nexport A=1\n')
  fs.writeFileSync(join(home, '.profile'), '# mine too')
  const pristine = visible()
  const { before, steps: own } = flows[flow]
  const first = await run(before)
  if (first.code !== null) throw new Error(`before ${flow}: ${first.code} ${first.why}`)
  const start = snapshotOf(home, goCaches)
  const atStart = visible()
  const whole = await run(own, { mode: 'count', call: 0 })
  if (whole.code !== null) throw new Error(`${flow}: ${whole.code} ${whole.why}`)
  const prepared = { pristine, start, before: atStart, after: visible(), calls: whole.calls, changes: whole.changes }
  const contents = new Set(userFiles.map(contentOf))
  restoreHome(home, start, goCaches)
  for (const step of own) {
    for (const path of userFiles) contents.add(contentOf(path))
    await run([step])
  }
  return { ...prepared, contents }
}

/** What a killed process left under a final name that is neither old nor new. */
function tornIn({ contents }: Prepared): string[] {
  const torn = userFiles.map(contentOf).filter((content) => !contents.has(content))
  const root = join(home, 'sdk')
  for (const name of fs.existsSync(root) ? fs.readdirSync(root) : []) {
    if (name.startsWith('.goready-')) continue
    const files = snapshotOf(join(root, name)).flatMap(({ path, content }) =>
      content === null ? [] : [`${path} ${content}`],
    )
    const whole = Object.entries(setup.trees[name] ?? {}).map(([path, content]) => `${path} ${content}`)
    if (files.sort().join('\n') !== whole.sort().join('\n')) torn.push(`a part of ${name}`)
  }
  return torn
}

interface Mending {
  /** The process that was interrupted is gone. */
  readonly isStart: boolean
  readonly undo: boolean
}

/** What is wrong with the home once the disk is healthy, after the task was done once more and everything was undone. */
async function mended(flow: Flow, { after, pristine }: Prepared, how: Mending): Promise<string[]> {
  const wrong: string[] = []
  // the start takes back what was interrupted
  if (how.isStart) await run([])
  const again = await run(visible() === after && flow !== 'everything' ? [] : flows[flow].steps)
  if (again.code !== null) wrong.push(`the same task failed: ${again.code} ${again.why}`)
  if (visible() !== after) wrong.push(`another home:\n${visible()}\ninstead of\n${after}`)
  wrong.push(...leftovers().map((path) => `left: ${path}`))
  if (again.phases.some((phase) => phase === 'needs-attention' || phase === 'applying')) {
    wrong.push(`phases: ${again.phases}`)
  }
  if (!how.undo || flow === 'everything' || flow === 'undo') return wrong
  const undone = await run(['undo'])
  if (undone.code !== null) wrong.push(`undo failed: ${undone.code} ${undone.why}`)
  if (visible() !== pristine) wrong.push(`after undo:\n${visible()}\ninstead of\n${pristine}`)
  return wrong
}

/** Files and journal as a new start of the program would find them: nothing belongs to a living process any more. */
function pretendRestart(): void {
  for (const dir of ['locks', 'journal']) {
    const path = join(home, '.local/state/goready', dir)
    for (const name of fs.existsSync(path) ? fs.readdirSync(path) : []) {
      const text = fs.readFileSync(join(path, name), 'utf8')
      fs.writeFileSync(join(path, name), text.replaceAll(`"pid":${process.pid},`, '"pid":2147483647,'))
    }
  }
}

/** These errnos at one call of a flow, one after the other; then those that stay until the next start. */
async function failAt({ flow, call, once, on, heal, undo }: Extract<Task, { do: 'fail' }>): Promise<Reply> {
  const wrong: string[] = []
  const codes: Record<string, number> = {}
  let cases = 0
  const attempt = async (fault: Fault): Promise<boolean> => {
    const { code, hits, why, phases } = await run(flows[flow].steps, fault)
    if (hits === 0) return false
    cases++
    codes[code ?? 'done'] = (codes[code ?? 'done'] ?? 0) + 1
    const what = `${flow} ${call} ${fault.mode} ${fault.errno}`
    if (code === 'INTERNAL') wrong.push(`${what}: ${why}`)
    const seen = whichOf(ready())
    const isWhole = seen === 'before' || seen === 'after'
    if (fault.mode === 'once' && !isWhole) wrong.push(`${what}: ${code}, then ${seen} ${why}`)
    if (code === null && seen !== 'after') wrong.push(`${what}: done, but ${seen}`)
    const isOpen = phases.some((phase) => phase === 'needs-attention' || phase === 'applying')
    if (fault.mode === 'once' && isOpen) wrong.push(`${what}: ${code}, phases ${phases} ${why}`)
    return true
  }
  const check = async (what: string, isStart: boolean): Promise<void> => {
    for (const problem of await mended(flow, ready(), { isStart, undo }))
      wrong.push(`${flow} ${call} ${what}: ${problem}`)
  }
  // what earlier faults left beside is there still
  if (visible() !== ready().before) restoreHome(home, ready().start, goCaches)
  for (const errno of once) {
    if (!(await attempt({ mode: 'once', call, errno }))) return { cases, codes, wrong }
    if (visible() !== ready().before) restoreHome(home, ready().start, goCaches)
  }
  if (heal) await check('once', false)
  for (const errno of on) {
    restoreHome(home, ready().start, goCaches)
    await attempt({ mode: 'on', call, errno })
    pretendRestart()
    await check(`on ${errno}`, true)
  }
  return { cases, codes, wrong }
}

async function answer(task: Task): Promise<Reply> {
  switch (task.do) {
    case 'prepare':
      prepared = await prepare(task.flow)
      return { calls: prepared.calls, changes: prepared.changes }
    case 'restore':
      restoreHome(home, ready().start, goCaches)
      return {}
    case 'torn':
      return { torn: tornIn(ready()) }
    case 'mend':
      return { wrong: await mended(task.flow, ready(), { isStart: true, undo: task.undo }) }
    case 'fail':
      return failAt(task)
    case 'run':
      return run(flows[task.flow].steps, task.fault)
  }
}

let prepared: Prepared | null = null

function ready(): Prepared {
  if (prepared === null) throw new Error('prepare first')
  return prepared
}

function whichOf({ before, after }: Prepared): string {
  // a folder that was made for SDKs and is empty may stay when it can't be removed; the next removal takes it
  const now =
    [
      visible(),
      visible()
        .replace(/^sdk 755 null\n?$/m, '')
        .trimEnd(),
    ].find((one) => one === before || one === after) ?? visible()
  return now === before ? 'before' : now === after ? 'after' : now
}

if (setup.task) {
  await run(flows[setup.task.flow].steps, setup.task.fault)
  process.exit(0)
}
for await (const line of createInterface({ input: process.stdin })) {
  const started = process.cpuUsage()
  const reply = await answer(JSON.parse(line) as Task).catch((error: Error): Reply => ({ broken: String(error.stack) }))
  const { user, system } = process.cpuUsage(started)
  process.stdout.write(`${JSON.stringify({ ...reply, cpu: (user + system) / 1000 })}\n`)
}
process.exit(0)
