import { basename } from 'node:path'
import type { Fault } from '../../preload/contract/failure-blanks'
import type { EnvOrigin, EnvTable } from '../../preload/contract/goenv'
import { text } from '../../preload/contract/text'
import { type GoCommand, goenvLocation } from '../gocmd'
import type { Change, Plan } from '../journal'
import { Failure, type World } from '../kit'
import { builtIn } from './defaults'
import { binDirOf } from './judge-folders'
import { planRepairOf } from './plan-repair'
import { changesForValues, checkValues, type Values } from './plan-set'
import { processOrigin, rcLinesOf, type ShellFiles } from './rc-lines'
import { readSituation, settle } from './situation'
import { buildTable } from './table'

export interface Goenv {
  /** Every variable with its value, origin and a judgement; made even when no go starts. Credentials are masked. */
  table(signal?: AbortSignal): Promise<EnvTable>
  /** The effective value of a variable, unmasked. Known without a Go for GOPROXY, GOSUMDB and whatever is set somewhere. */
  effective(name: string): Promise<string>
  /** As {@link effective}, with the place that decides; of the environment the rc line is named where it was found. */
  resolve(name: string): Promise<{ readonly value: string; readonly origin: EnvOrigin }>
  /** What holds where the environment does not set the variable, unmasked: the user's file, `$GOROOT/go.env`, Go's default. */
  configured(name: string): Promise<{ readonly value: string; readonly origin: EnvOrigin }>
  /** The user's go env file, which need not exist; null when Go reads none. */
  filePath(): string | null
  /** Where `go install` puts programs; null when Go knows no place. */
  gopathBin(): Promise<string | null>
  /** @throws GOENV_OFF, GOENV_VARIABLE_UNKNOWN, INVALID_INPUT, FILE_UNSUITABLE, PERMISSION_DENIED */
  changesFor(values: Values): Promise<Change[]>
  /** Plans to set (`string`) or reset (`null`) variables in the user's go env file, in one edit. Throws as changesFor. */
  planSet(values: Values): Promise<Plan>
  /** Asks whether the file holds these values and go reads them so. @throws GOENV_NOT_WRITTEN */
  check(values: Values): NonNullable<Plan['check']>
  /** Plans to make comments of the lines that keep go from starting. @throws GO_NOT_FOUND, GO_FAILED */
  planRepair(): Promise<Plan>
  /** Plans to comment out one line of an rc file. @throws FILE_UNSUITABLE when it is not there any more or does something else as well */
  planDisableLine(line: { readonly path: string; readonly line: number; readonly name: string }): Promise<Plan>
}

type GoenvWorld = Pick<World, 'env' | 'home' | 'platform' | 'dirs' | 'log'>

export function createGoenv(world: GoenvWorld, parts: { readonly go: GoCommand; readonly shell: ShellFiles }): Goenv {
  const resolve = (name: string): ReturnType<Goenv['resolve']> => resolveName(world, parts, name)
  const effective = async (name: string): Promise<string> => (await heldBy(world, parts.go, name)).value
  const check = (values: Values) => () => checkValues(world, parts, values)
  return {
    table: (signal) => buildTable(world, parts, signal),
    effective,
    resolve,
    configured: async (name) => {
      const situation = { ...(await readSituation(world, parts.go)), env: {} }
      const settled = (wanted: string): string => settle(situation, wanted).value ?? builtIn(wanted, world, settled)
      return { value: settled(name), origin: settle(situation, name).origin }
    },
    filePath: () => {
      const location = goenvLocation(world)
      return location.kind === 'file' ? location.path : null
    },
    gopathBin: async () => {
      const [gobin, gopath] = await Promise.all(['GOBIN', 'GOPATH'].map(quickly(world, parts.go)))
      return binDirOf(gobin ?? '', gopath ?? '', world.platform.os) || null
    },
    changesFor: async (values) => (await changesForValues(world, parts, values)).changes,
    planSet: async (values) => {
      const { changes, notes } = await changesForValues(world, parts, values)
      return { title: titleFor(values), changes, notes, check: check(values) }
    },
    check,
    planRepair: () => planRepairOf(world, parts.go),
    planDisableLine: (line) => planDisableLine(parts.shell, line),
  }
}

/** A value without asking go or the shells: what is set somewhere, else Go's default. */
function quickly(world: GoenvWorld, go: GoCommand): (name: string) => Promise<string> {
  const ask = async (name: string): Promise<string> => {
    const situation = await readSituation(world, go)
    const value = (wanted: string): string => settle(situation, wanted).value ?? builtIn(wanted, world, value)
    return value(name)
  }
  return ask
}

async function resolveName(
  world: GoenvWorld,
  { go, shell }: { go: GoCommand; shell: ShellFiles },
  name: string,
): ReturnType<Goenv['resolve']> {
  const { value, origin } = await heldBy(world, go, name)
  if (origin.kind !== 'process') return { value, origin }
  return { value, origin: processOrigin(value, await rcLinesOf(world, shell, [name])) }
}

/** The value and the kind of place that decides it; which line of an rc file it was is left open. */
async function heldBy(world: GoenvWorld, go: GoCommand, name: string): ReturnType<Goenv['resolve']> {
  const situation = await readSituation(world, go)
  const { value, origin } = settle(situation, name)
  if (value !== null) return { value, origin }
  const known = await quickly(world, go)(name)
  if (known !== '' || !situation.found) return { value: known, origin }
  return { value: (await go.env())[name] ?? '', origin }
}

async function planDisableLine(
  shell: ShellFiles,
  line: { readonly path: string; readonly line: number; readonly name: string },
): Promise<Plan> {
  const change = await shell.disableLine(line)
  if (!change) {
    const why = `line ${line.line} does more than set ${line.name}, or does not set it any more`
    const fault: Fault<'FILE_UNSUITABLE'> = 'line-does-more'
    const details = { path: line.path, why, fault, number: line.line, name: line.name }
    throw new Failure('FILE_UNSUITABLE', `${line.path}: ${why}`, details)
  }
  return {
    title: text('goenv.title.disableLine', { name: line.name, file: basename(line.path) }),
    changes: [change],
    notes: [text('goenv.note.openTerminal')],
  }
}

function titleFor(values: Values): Plan['title'] {
  const names = Object.keys(values).join(', ')
  const all = Object.values(values)
  if (all.every((value) => value === null)) return text('goenv.title.reset', { names })
  return text(all.some((value) => value === null) ? 'goenv.title.change' : 'goenv.title.set', { names })
}
