import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { EnvOrigin } from '../../preload/contract/goenv'
import { type FoundGo, type GoCommand, type GoenvLocation, goenvLocation, variable } from '../gocmd'
import { type GoenvSetting, isComputedVariable, isEnvironmentOnly, parseGoenv, settingsByName } from '../golang'
import { type Environment, hasErrno, type World } from '../kit'

/** The user's go env file as it is on the disk. */
export interface GoenvFile {
  readonly path: string | null
  readonly state: 'present' | 'absent' | 'off' | 'unreadable' | 'not-a-file'
  readonly bytes: Buffer | null
  /** All settings, in file order. */
  readonly all: readonly GoenvSetting[]
  /** Those that count. */
  readonly settings: ReadonlyMap<string, GoenvSetting>
  /** Permission bits; null when there is no file. */
  readonly mode: number | null
}

/** All places that set variables, read at one moment, without running go. */
export interface Situation {
  readonly env: Environment
  readonly os: string
  readonly location: GoenvLocation
  readonly file: GoenvFile
  readonly found: FoundGo | null
  /** `$GOROOT/go.env`; null when there is none. */
  readonly packaged: { readonly path: string; readonly settings: ReadonlyMap<string, GoenvSetting> } | null
}

export type SituationWorld = Pick<World, 'env' | 'platform'>

export async function readSituation(world: SituationWorld, go: Pick<GoCommand, 'find'>): Promise<Situation> {
  const location = goenvLocation(world)
  const [file, found] = await Promise.all([readGoenvFile(location), go.find()])
  const situation = { env: world.env, os: world.platform.os, location, file, found }
  // to find go.env, the go command believes its file more than the environment (cfg.findGOROOT)
  const goroot = file.settings.get('GOROOT')?.value || variable(world.env, 'GOROOT', situation.os) || found?.goroot
  return { ...situation, packaged: goroot ? await readPackaged(goroot) : null }
}

async function readGoenvFile(location: GoenvLocation): Promise<GoenvFile> {
  const path = location.kind === 'file' ? location.path : null
  const without = (state: GoenvFile['state'], mode: number | null = null): GoenvFile => ({
    path,
    state,
    bytes: null,
    all: [],
    settings: new Map(),
    mode,
  })
  if (path === null) return without(location.kind === 'off' ? 'off' : 'absent')
  try {
    const found = await stat(path)
    const mode = found.mode & 0o777
    // a device or a FIFO might never end
    if (!found.isFile()) return without('not-a-file', mode)
    const bytes = await readFile(path)
    const all = parseGoenv(bytes)
    return { path, state: 'present', bytes, all, settings: settingsByName(all), mode }
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return without('absent')
    if (hasErrno(error, 'ENOTDIR', 'ELOOP', 'EISDIR')) return without('not-a-file')
    if (hasErrno(error, 'EACCES', 'EPERM')) return without('unreadable')
    throw error
  }
}

async function readPackaged(goroot: string): Promise<Situation['packaged']> {
  const path = join(goroot, 'go.env')
  // go passes over a go.env that it can't read, whatever the reason
  const bytes = await readFile(path).catch(() => null)
  return bytes === null ? null : { path, settings: settingsByName(parseGoenv(bytes)) }
}

/** What the places say about one variable: its value, null when none sets it, and which place decides. */
export interface Settled {
  readonly value: string | null
  readonly origin: EnvOrigin
}

/**
 * Which place decides a variable, in Go's order: process environment (empty counts as unset), the user's file,
 * `$GOROOT/go.env`, the default. An empty value in the file hides that of go.env. GOROOT never comes from go.env; what Go
 * works out itself comes from nowhere.
 */
export function settle(situation: Situation, name: string): Settled {
  const { env, os, file, packaged } = situation
  const unset: Settled = { value: null, origin: { kind: 'default' } }
  if (isComputedVariable(name)) return unset
  const exported = variable(env, name, os)
  if (exported !== '') return { value: exported, origin: { kind: 'process', path: null, line: null } }
  if (isEnvironmentOnly(name)) return unset
  const own = file.settings.get(name)
  const shipped = name === 'GOROOT' ? undefined : packaged?.settings.get(name)
  if (own && file.path !== null && (own.value !== '' || shipped)) {
    return { value: own.value, origin: { kind: 'goenv', path: file.path, line: own.line } }
  }
  if (shipped && packaged) {
    return { value: shipped.value, origin: { kind: 'goroot', path: packaged.path, line: shipped.line } }
  }
  return unset
}
