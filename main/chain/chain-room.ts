import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import type {
  ChainEntry,
  ChainPreview,
  ChainSimulation,
  ChainState,
  ChainValues,
  EntryAnswers,
  ProxyAnswer,
} from '../../preload/contract/chain'
import type { Fault } from '../../preload/contract/failure-blanks'
import { text } from '../../preload/contract/text'
import { type Goenv, maskOf } from '../goenv'
import { isCanonicalVersion, parseGoproxy, requiredModules, type Settings, simulateDownload } from '../golang'
import type { Plan } from '../journal'
import { Failure, hasErrno, type World } from '../kit'
import type { ProxyRoom } from '../proxy'
import { leaksOf } from './leaks'
import { previewRow } from './preview-row'
import { toldStep } from './told-step'

export interface ChainParts {
  readonly goenv: Pick<Goenv, 'effective' | 'planSet'>
  readonly proxy: Pick<ProxyRoom, 'state' | 'changesForUse'>
}

export interface SimulationRequest {
  readonly values: ChainValues
  readonly module: string
  readonly version: string
  readonly answers: readonly EntryAnswers[]
  readonly isDirectFound: boolean
  readonly database: ProxyAnswer
}

export interface ChainRoom {
  /** The values in force, the entries to choose from. Credentials are masked. */
  state(): Promise<ChainState>
  /** What `go mod download` would do with these values when the entries answer so. @throws INVALID_INPUT for the version */
  simulate(request: SimulationRequest): ChainSimulation
  /** What the values mean for module paths, those that the go.mod of `folder` requires first. @throws INVALID_INPUT */
  preview(request: {
    readonly values: ChainValues
    readonly paths: readonly string[]
    readonly folder: string | null
  }): Promise<ChainPreview>
  /** Plans to write what differs from the values in force. @throws INVALID_INPUT, and what Goenv.planSet throws */
  plan(values: ChainValues): Promise<Plan>
}

type ChainWorld = Pick<World, 'env' | 'home' | 'settings'>

const names = ['GOPROXY', 'GOPRIVATE', 'GONOPROXY', 'GONOSUMDB', 'GOINSECURE', 'GOSUMDB'] as const
const samples = ['golang.org/x/text', 'github.com/gorilla/mux', 'git.corp.example.com/team/service', 'corp.internal/x']
const good: EntryAnswers = { module: '200', supported: '200', lookup: '200' }
/** Bytes; a go.mod of thousands of requirements is far below. */
const goModLimit = 4_000_000

export function createChain(world: ChainWorld, parts: ChainParts): ChainRoom {
  const mask = maskOf(world.env)
  const inForce = async (): Promise<ChainValues> => {
    const values = await Promise.all(names.map((name) => parts.goenv.effective(name)))
    return Object.fromEntries(names.map((name, at) => [name, values[at] ?? ''])) as ChainValues
  }
  return {
    async state() {
      const [values, { presets }] = await Promise.all([inForce(), parts.proxy.state()])
      // what says no more than GOPRIVATE is its default, and goes where that goes
      const own = (name: 'GONOPROXY' | 'GONOSUMDB'): string => (values[name] === values.GOPRIVATE ? '' : values[name])
      const shown = { ...values, GONOPROXY: own('GONOPROXY'), GONOSUMDB: own('GONOSUMDB') }
      const masked = Object.fromEntries(names.map((name) => [name, mask(shown[name])])) as ChainValues
      const offered = presets.flatMap(({ label, goproxy }) => {
        const [first] = entriesOf(goproxy)
        return first ? [{ label, written: first.written }] : []
      })
      return { values: masked, entries: entriesOf(masked.GOPROXY), presets: offered, samples }
    },
    simulate(request) {
      return simulation(request, mask)
    },
    async preview({ values, paths, folder }) {
      const file = folder === null ? null : await readGoMod(world.home, folder)
      const { module = null, requires = [] } = file ? requiredModules(file.content) : {}
      const all = new Set([...requires.map(({ path }) => path), ...paths.map((path) => path.trim())])
      const settings = settingsOf(values)
      return {
        rows: [...all].filter((path) => path !== '').map((path) => previewRow(settings, path)),
        goMod: file && { path: file.path, module, count: requires.length },
      }
    },
    async plan(values) {
      const before = await inForce()
      const GOPROXY = unmasked(values.GOPROXY, [before.GOPROXY, ...world.settings.get().customProxies.map(one)], mask)
      if (GOPROXY !== '') await parts.proxy.changesForUse({ goproxy: GOPROXY }, null)
      const wanted = { ...values, GOPROXY }
      const differing = names.filter((name) => !isSame(name, wanted, before, mask))
      const plan = await parts.goenv.planSet(Object.fromEntries(differing.map((name) => [name, wanted[name] || null])))
      return { ...plan, title: text('chain.title') }
    },
  }
}

const one = ({ goproxy }: { readonly goproxy: string }): string => goproxy

function isSame(
  name: (typeof names)[number],
  wanted: ChainValues,
  before: ChainValues,
  mask: (value: string) => string,
): boolean {
  const value = wanted[name]
  if (value === before[name] || value === mask(before[name])) return true
  // not set, they hold what GOPRIVATE holds; set to an old value of it, they must not outlive it
  if (wanted.GOPRIVATE !== before.GOPRIVATE) return false
  return value === '' && (name === 'GONOPROXY' || name === 'GONOSUMDB') && before[name] === before.GOPRIVATE
}

function simulation(request: SimulationRequest, mask: (value: string) => string): ChainSimulation {
  const { values, module, version } = request
  if (!isCanonicalVersion(version)) {
    const why = 'an exact version is needed, such as v1.2.3'
    throw new Failure('INVALID_INPUT', `${version}: ${why}`, { what: version || '""', why })
  }
  const settings = settingsOf(values)
  const { steps, outcome } = simulateDownload({
    settings,
    module,
    version,
    answersOf: (index) => request.answers[index] ?? good,
    isDirectFound: request.isDirectFound,
    database: request.database,
  })
  const entries = parseGoproxy(settings.goproxy || defaultGoproxy).entries
  return {
    entries: entriesOf(settings.goproxy || defaultGoproxy, mask),
    steps: steps.map((step, at) => toldStep(step, steps[at + 1], { settings, module, entries, mask })),
    outcome: {
      kind: outcome.kind,
      text: text(`chain.outcome.${outcome.kind}`),
      message: outcome.kind === 'failed' ? mask(`go: ${outcome.message}`) : null,
    },
    leaks: leaksOf(steps, settings, module),
    reachesDirect: steps.some(
      ({ request: asked, whom, index, times }) =>
        times > 0 && /info|mod|zip/.test(asked) && (whom === 'private' || entries[index ?? -1]?.kind === 'direct'),
    ),
  }
}

const defaultGoproxy = 'https://proxy.golang.org,direct'

function settingsOf(values: ChainValues): Settings {
  return {
    goproxy: values.GOPROXY,
    goprivate: values.GOPRIVATE,
    gonoproxy: values.GONOPROXY,
    gonosumdb: values.GONOSUMDB,
    goinsecure: values.GOINSECURE,
    gosumdb: values.GOSUMDB,
  }
}

/** The entries by their place in the parsed list; an empty one stays, as an invalid one without words. */
function entriesOf(goproxy: string, mask = (value: string): string => value): ChainEntry[] {
  return parseGoproxy(goproxy).entries.map(({ kind, written, separator, isReached }) => ({
    kind: kind === 'empty' ? 'invalid' : kind,
    written: mask(written.trim()),
    separator,
    isReached,
  }))
}

/** A list as it was shown, with the credentials that were hidden in its entries, as far as they are known. */
function unmasked(goproxy: string, known: readonly string[], mask: (value: string) => string): string {
  const hidden = new Map<string, string>()
  for (const { written } of known.flatMap((value) => parseGoproxy(value).entries)) hidden.set(mask(written), written)
  return goproxy
    .split(/([,|])/)
    .map((part) => hidden.get(part) ?? part)
    .join('')
}

async function readGoMod(home: string, folder: string): Promise<{ path: string; content: string } | null> {
  const typed = folder.trim()
  const expanded = typed === '~' || /^~[/\\]/.test(typed) ? join(home, typed.slice(1)) : typed
  if (!isAbsolute(expanded)) {
    const why = 'an absolute path is needed'
    const fault: Fault<'INVALID_INPUT'> = 'not-absolute'
    throw new Failure('INVALID_INPUT', `${folder}: ${why}`, { what: folder || '""', why, fault })
  }
  const path = resolve(expanded, 'go.mod')
  try {
    const found = await stat(path)
    return found.isFile() && found.size <= goModLimit ? { path, content: await readFile(path, 'utf8') } : null
  } catch (error) {
    if (hasErrno(error, 'ENOENT') || hasErrno(error, 'ENOTDIR') || hasErrno(error, 'EACCES')) return null
    throw error
  }
}
