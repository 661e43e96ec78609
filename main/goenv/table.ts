import type { EnvRow, EnvTable } from '../../preload/contract/goenv'
import { type Text, text } from '../../preload/contract/text'
import { type GoCommand, variable } from '../gocmd'
import { goVariables, ignoredSettings, isComputedVariable, isGoVariable } from '../golang'
import { Failure, type World } from '../kit'
import { type Breakage, findBreakage } from './breakage'
import { builtIn } from './defaults'
import { surroundings } from './judge'
import { maskOf } from './mask'
import { type RcLine, rcLinesOf, type ShellFiles } from './rc-lines'
import { type RowContext, rowOf } from './row'
import { readSituation, type Situation, settle } from './situation'

const seed = ['GO111MODULE', 'GOPROXY', 'GOSUMDB']
const usual = [
  ...['GOROOT', 'GOPATH', 'GOTOOLCHAIN', 'GOPRIVATE', 'GOFLAGS', 'GOBIN', 'GONOSUMDB', 'GONOPROXY', 'GOINSECURE'],
  ...['GOMODCACHE', 'GOCACHE', 'GOOS', 'GOARCH', 'CGO_ENABLED', 'GOENV'],
]

export type TableWorld = Pick<World, 'env' | 'home' | 'platform' | 'dirs' | 'log'>

/** What go itself says, or why it does not say it. */
interface Answer {
  readonly go: EnvTable['go']
  readonly values: Readonly<Record<string, string>>
  readonly breakage: Breakage | null
}

/** Every variable with its origin and a judgement. Never fails for a Go that is missing or does not start: that is in it. */
export async function buildTable(
  world: TableWorld,
  parts: { readonly go: GoCommand; readonly shell: ShellFiles },
  signal?: AbortSignal,
): Promise<EnvTable> {
  const situation = await readSituation(world, parts.go)
  const expected = namesOf(world, situation, null)
  const [answer, searched] = await Promise.all([
    askGo(world, parts.go, situation, signal),
    rcLinesByName(world, parts.shell, expected),
  ])
  const names = namesOf(world, situation, answer)
  const unforeseen = names.filter((name) => !searched.has(name) && !isComputedVariable(name))
  const values = new Map<string, string>()
  const effective = (name: string): string => {
    if (name === 'GOENV') return situation.location.kind === 'off' ? 'off' : (situation.file.path ?? '')
    const culprit = answer.breakage?.inFile.includes(name) || answer.breakage?.inProcess.includes(name)
    const settled = settle(situation, name).value
    const own = culprit ? settled : (answer.values[name] ?? settled)
    return own ?? builtIn(name, world, effective)
  }
  for (const name of names) values.set(name, effective(name))
  const context: RowContext = {
    situation,
    breakage: answer.breakage,
    version: answer.go?.version ?? null,
    around: surroundings(world, situation, values),
    rcLines: new Map([...searched, ...(await rcLinesByName(world, parts.shell, unforeseen))]),
    mask: maskOf(world.env),
  }
  const rows = await Promise.all(
    names.map(async (name) => ({ ...(await rowOf(name, values.get(name) ?? '', context)), group: groupOf(name) })),
  )
  return { rows, go: answer.go, file: fileOf(situation, answer), notes: notesOf(situation, answer) }
}

async function askGo(
  world: TableWorld,
  go: GoCommand,
  situation: Situation,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const { found } = situation
  if (!found) return { go: null, values: {}, breakage: null }
  try {
    const hasFlags = settle(situation, 'GOFLAGS').value !== null
    // go passes over a folder, but waits for ever on a FIFO
    const env = situation.file.state === 'not-a-file' ? { ...world.env, GOENV: 'off' } : world.env
    const [values] = await Promise.all([
      go.env({ env, signal }),
      // `go env` alone forgives flags that every other command refuses
      hasFlags ? go.run(['version'], { env, toolchain: 'local', timeout: 20_000, signal }) : null,
    ])
    return { go: { binary: found.binary, version: values.GOVERSION ?? '' }, values, breakage: null }
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'GO_FAILED') throw error
    const breakage = await findBreakage(world, go, situation, String(error.details.output))
    const version = breakage.values?.GOVERSION
    return {
      go: version === undefined ? null : { binary: found.binary, version },
      values: breakage.values ?? {},
      breakage,
    }
  }
}

/** The variables to show; all that Go knows when its own list is not there yet. */
function namesOf(world: TableWorld, { file, found }: Situation, answer: Answer | null): string[] {
  const { os } = world.platform
  const exported = Object.keys(world.env).filter((name) => isGoVariable(name) && variable(world.env, name, os) !== '')
  const told = answer === null ? goVariables() : Object.keys(answer.values)
  // a Go that answers lists what it knows; GOTOOLCHAIN is no variable of Go 1.20
  const expected = found && told.length > 0 ? told : [...seed, ...usual]
  const all = new Set([...expected, ...file.settings.keys(), ...exported])
  const first = [...seed, ...usual].filter((name) => all.delete(name))
  return [...first, ...[...all].sort()]
}

function groupOf(name: string): EnvRow['group'] {
  if (seed.includes(name)) return 'seed'
  return usual.includes(name) ? 'usual' : 'other'
}

// The table must come even when a strange rc file can't be read.
async function rcLinesByName(
  world: TableWorld,
  shell: ShellFiles,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly RcLine[]>> {
  const wanted = names.filter((name) => !isComputedVariable(name))
  if (wanted.length === 0) return new Map()
  const found = await rcLinesOf(world, shell, wanted).catch((error: unknown) => {
    world.log.warn({ err: error }, 'rc files could not be searched')
    return []
  })
  return new Map(wanted.map((name) => [name, found.filter((setting) => setting.name === name)]))
}

function fileOf({ file }: Situation, { breakage }: Answer): EnvTable['file'] {
  const isCulprit = breakage !== null && breakage.inFile.length > 0
  return { path: file.path, state: isCulprit ? 'breaks-go' : file.state }
}

function notesOf(situation: Situation, { go, breakage }: Answer): Text[] {
  const notes: Text[] = []
  if (breakage) notes.push(text('goenv.note.goBroken', { said: breakage.said }))
  else if (!go) notes.push(text('goenv.note.noGo'))
  return [...notes, ...placeNotes(situation), ...lineNotes(situation)]
}

function placeNotes({ location, file }: Situation): Text[] {
  if (location.kind === 'off') return [text('goenv.note.off')]
  if (location.kind === 'nowhere') {
    return [text(location.why === 'no-home' ? 'goenv.note.noHome' : 'goenv.note.relative')]
  }
  if (file.state === 'unreadable') return [text('goenv.note.unreadable', { path: location.path })]
  if (file.state === 'not-a-file') return [text('goenv.note.notAFile', { path: location.path })]
  return []
}

function lineNotes({ file }: Situation): Text[] {
  const ignored = file.bytes === null ? [] : ignoredSettings(file.bytes)
  const hidden = file.all.filter((setting) => file.settings.get(setting.name) !== setting)
  return [
    ...ignored
      .filter(({ name }) => isGoVariable(name))
      .map(({ name, line, why }) => text(`goenv.note.ignored.${why}`, { name, line })),
    ...hidden.map(({ name, line }) => text('goenv.note.duplicate', { name, line })),
  ]
}
