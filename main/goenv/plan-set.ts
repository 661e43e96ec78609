import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Fault } from '../../preload/contract/failure-blanks'
import type { Progress } from '../../preload/contract/journal'
import { type Text, text } from '../../preload/contract/text'
import { bareEnvironment, type GoCommand, variable } from '../gocmd'
import {
  compareGoVersions,
  editGoenv,
  goenvValueFault,
  goenvVariableSince,
  isComputedVariable,
  isEnvironmentOnly,
} from '../golang'
import { type Change, planFileEdit } from '../journal'
import { Failure, type World } from '../kit'
import { tryStart } from './breakage'
import { isMasked, maskOf } from './mask'
import { processOrigin, rcLinesOf, type ShellFiles } from './rc-lines'
import { readSituation, type Situation } from './situation'

export type Values = Readonly<Record<string, string | null>>
export type SetWorld = Pick<World, 'env' | 'home' | 'platform' | 'dirs' | 'log'>

export interface SetParts {
  readonly go: GoCommand
  readonly shell: ShellFiles
}

/**
 * The change of the user's go env file that sets (`string`) or resets (`null`) variables, all in one edit, every other
 * byte kept; none when the file says so already. The file is edited directly: `go env -w` loses keys when two run at once,
 * needs a go that starts, and exits 0 when GOENV=off.
 *
 * @throws GOENV_OFF, GOENV_VARIABLE_UNKNOWN, INVALID_INPUT, FILE_UNSUITABLE, PERMISSION_DENIED
 */
export async function changesForValues(
  world: SetWorld,
  parts: SetParts,
  values: Values,
): Promise<{ changes: Change[]; notes: Text[] }> {
  const situation = await readSituation(world, parts.go)
  const path = placeToWrite(situation)
  await refuseUnfit(world, parts.go, situation, values)
  const notes = await notesFor(world, parts.shell, situation, values)
  const mask = maskOf(world.env)
  const shown = (value: string | null | undefined): string | null => (value == null ? null : mask(value))
  const change = await planFileEdit({
    path,
    edit: (before) => editGoenv(before, values),
    reason: text('goenv.change.set'),
    notes,
    values: Object.entries(values).map(([name, after]) => ({
      name,
      before: shown(situation.file.settings.get(name)?.value),
      after: shown(after),
    })),
    mode: holdsSecret(values, mask) ? 0o600 : 0o644,
  })
  return change ? { changes: [change], notes: [] } : { changes: [], notes }
}

function placeToWrite({ location }: Situation): string {
  switch (location.kind) {
    case 'file':
      return location.path
    case 'off':
      throw new Failure('GOENV_OFF', 'GOENV=off is set')
    case 'nowhere': {
      const why = location.why === 'no-home' ? 'HOME is not set, so Go has no place for it' : 'its path is relative'
      const fault: Fault<'FILE_UNSUITABLE'> = location.why
      throw new Failure('FILE_UNSUITABLE', `the go env file: ${why}`, { path: join('go', 'env'), why, fault })
    }
  }
}

async function refuseUnfit(world: SetWorld, go: GoCommand, situation: Situation, values: Values): Promise<void> {
  const { found, file } = situation
  const version = found ? await go.version(found.binary) : null
  for (const [name, value] of Object.entries(values)) {
    // whatever stands in the file may be taken out of it
    if (value === null && file.settings.has(name)) continue
    refuseName(name, value)
    const since = goenvVariableSince(name)
    const isTooNew = since !== null && version !== null && compareGoVersions(version, `go${since}`) < 0
    if (isTooNew || (since === null && version === null)) throw unknown(name, version)
    if (value === null) continue
    if (isMasked(value)) throw invalid(name, 'a part of it is hidden', 'hidden')
    const why = goenvValueFault(name, value, situation.os)
    if (why !== null) throw invalid(name, why)
  }
  if (found) await askGo(world, go, situation, values, version)
}

function refuseName(name: string, value: string | null): void {
  if (!/^[A-Z][A-Z0-9_]*$/.test(name)) throw unknown(name, null)
  if (isComputedVariable(name)) throw invalid(name, 'Go works it out itself', 'computed')
  if (isEnvironmentOnly(name)) throw invalid(name, 'only the environment can set it', 'environment-only')
  if (name === 'GOROOT' && value !== null)
    throw invalid(name, 'every Go finds its own; a wrong one keeps go from starting', 'own-goroot')
}

/** Lets go judge the values by writing them to a file of our own: it knows its variables and the pairs of GOOS and GOARCH. */
async function askGo(
  world: SetWorld,
  go: GoCommand,
  { file }: Situation,
  values: Values,
  version: string | null,
): Promise<void> {
  // resetting a name that go does not know is a slip as well
  const wanted = Object.entries(values)
    .filter(([name, value]) => value !== null || !file.settings.has(name))
    .map(([name, value]) => [name, value ?? ''] as const)
  if (wanted.length === 0) return
  await mkdir(world.dirs.cache, { recursive: true })
  const dir = await mkdtemp(join(world.dirs.cache, 'go-env-'))
  try {
    const path = join(dir, 'env')
    // go takes a name that it does not know when the file has it already
    await writeFile(path, wanted.map(([name]) => (file.settings.has(name) ? `${name}=\n` : '')).join(''), {
      mode: 0o600,
    })
    const env = { ...bareEnvironment(world.env), GOENV: path }
    const args = wanted.map(([name, value]) => `${name}=${value}`)
    await go.run(['env', '-w', ...args], { env, toolchain: 'local', timeout: 20_000 })
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'GO_FAILED') throw error
    const said = String(error.details.output)
    const name = /unknown go command variable (\S+)/.exec(said)?.[1]
    if (name !== undefined) throw unknown(name, version)
    throw invalid(wanted.find(([wantedName]) => said.includes(wantedName))?.[0] ?? 'go env', said)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

// a fault has words in every language; what go says or what only a value's grammar tells has not
function invalid(name: string, why: string, fault?: Fault<'INVALID_INPUT'>): Failure {
  return new Failure('INVALID_INPUT', `${name}: ${why}`, { what: name, why, ...(fault && { fault }) })
}

function unknown(name: string, version: string | null): Failure {
  return new Failure('GOENV_VARIABLE_UNKNOWN', `go does not know ${name}`, { name, version: version ?? 'up to go1.27' })
}

function holdsSecret(values: Values, mask: (value: string) => string): boolean {
  return Object.values(values).some((value) => value !== null && mask(value) !== value)
}

/** What keeps the new values from taking effect, and who else can read them. */
async function notesFor(world: SetWorld, shell: ShellFiles, situation: Situation, values: Values): Promise<Text[]> {
  const mask = maskOf(world.env)
  const lines = await rcLinesOf(world, shell, Object.keys(values))
  const overrides = Object.entries(values).flatMap(([name, value]): Text[] => {
    const own = lines.filter((line) => line.name === name)
    const seen = variable(situation.env, name, situation.os)
    if (seen !== '' && seen !== value) {
      const { path, line } = processOrigin(seen, own)
      return [overrideNote(name, mask(seen), path, line)]
    }
    const last = own.at(-1)
    if (seen !== '' || last === undefined || last.value === value) return []
    return [overrideNote(name, mask(last.value ?? '…'), last.path, last.line)]
  })
  const isReadable = situation.file.mode !== null && (situation.file.mode & 0o044) !== 0 && situation.os !== 'windows'
  const secrets = Object.entries(values).flatMap(([name, value]): Text[] =>
    isReadable && holdsSecret({ [name]: value }, mask) ? [text('goenv.note.secretReadable', { name })] : [],
  )
  return [...overrides, ...secrets]
}

function overrideNote(name: string, value: string, path: string | null, line: number | null): Text {
  return path === null || line === null
    ? text('goenv.note.override', { name, value })
    : text('goenv.note.overrideAt', { name, value, path, line })
}

/**
 * Checks that the file holds what was written and that go reads it so, the process environment left out: that it may
 * override the file was said before and is no failure.
 *
 * @throws GOENV_NOT_WRITTEN
 */
export async function* checkValues(world: SetWorld, parts: SetParts, values: Values): AsyncGenerator<Progress, void> {
  yield { kind: 'check' }
  const { file, location, found } = await readSituation(world, parts.go)
  if (location.kind !== 'file') throw notWritten('Go reads no settings file any more.')
  for (const [name, value] of Object.entries(values)) {
    if ((file.settings.get(name)?.value ?? null) !== value) {
      throw notWritten(`${basename(location.path)} does not say ${name} as it should.`)
    }
  }
  if (!found) return
  const seen = await tryStart(world, parts.go, bareEnvironment(world.env), file.bytes)
  if ('said' in seen) {
    await blameOthers(world, parts.go, values, seen.said)
    return
  }
  for (const [name, value] of Object.entries(values)) {
    const read = seen.values[name]
    // go tidies the flags for C compilers; everything else it gives back as it is
    const isVerbatim = name.startsWith('GO') && value !== null && value !== ''
    if (isVerbatim && read !== undefined && read !== value) throw notWritten(`go env ${name} says something else.`)
  }
}

// A line that stood there before may keep go from starting; the new values are at fault only when they do so alone.
async function blameOthers(world: SetWorld, go: GoCommand, values: Values, said: string): Promise<void> {
  const alone = await tryStart(world, go, bareEnvironment(world.env), editGoenv(null, values))
  if ('said' in alone) throw notWritten(`go does not start with it: ${alone.said}`)
  world.log.warn({ said }, 'go does not start with the go env file, for lines that were there before')
}

function notWritten(why: string): Failure {
  return new Failure('GOENV_NOT_WRITTEN', why, { why })
}
