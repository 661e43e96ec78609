import { join } from 'node:path'
import type { Progress } from '../../preload/contract/journal'
import type { ShellInfo, ShellName, ShellView } from '../../preload/contract/shell'
import { text } from '../../preload/contract/text'
import { type ApplyContext, type Change, type ChangeKind, type Plan, planFileEdit } from '../journal'
import type { World } from '../kit'
import type { Account } from './account'
import { checkFreshShells, type Prepared } from './check'
import { type LineToDisable, planDisable } from './disable-line'
import type { PathEntries } from './env-files'
import { type Machine, machineOf } from './machine'
import { noteOtherLoginShell, notesOnSilent, withNotes } from './notes'
import { type PathWork, planPathWork } from './plan-path'
import { findBlock, removeBlock } from './rc-block'
import { type RcFile, type RcPlaces, rcFiles } from './rc-files'
import { readRegular } from './read-regular'
import { settingsIn } from './settings'
import { type ForeignLine, foreignLinesIn, type Shadow, shadowOf } from './shadow'
import { createSerially, viewsOf } from './views'
import { planUserPath } from './windows/plan-user-path'
import { powershellEnvironment, powershellRunner } from './windows/powershell-environment'
import { type UserEnvironment, type UserEnvironmentData, userEnvironmentKind } from './windows/user-environment'
import { windowsView } from './windows/view'

export interface ShellOptions {
  /** The folder that goes to the front of PATH. */
  readonly binDir: string
  /** Where `go install` puts programs; goes to the end of PATH. Null leaves it out. */
  readonly gopathBin: () => Promise<string | null>
  /** Asked of the system's password database when not given. */
  readonly account?: Account
  /** The folder of system-wide files; `/etc` when not given. */
  readonly etc?: string
  /** Milliseconds that a fresh shell may take to answer; 10 s when not given. */
  readonly timeLimit?: number
  /** The Windows registry when not given. */
  readonly userEnvironment?: UserEnvironment
}

/** Where a variable is set. `value` is as written, neither expanded nor redacted. */
export interface RcSetting {
  readonly name: string
  readonly value: string
  readonly path: string
  /** From 1; 0 for a value of the Windows user environment, whose `path` is a registry path. */
  readonly line: number
  /** False when the file sets it without exporting it. */
  readonly exported: boolean
}

export interface Shell {
  /** The shells that this computer or this home has, the login shell first. */
  list(): Promise<ShellInfo[]>
  /**
   * The changes that put Go on PATH for these shells (none named: the preselected ones). A shell whose files can't be
   * edited is left out; a note on the first change, or in {@link planPath}'s notes, says so with the line to copy.
   *
   * @throws HOME_NOT_OWNED, INVALID_INPUT; when no shell can be edited, why the first can't
   */
  changesFor(shells: readonly ShellName[]): Promise<Change[]>
  /** As {@link changesFor}, as a plan of its own with its check. */
  planPath(shells: readonly ShellName[]): Promise<Plan>
  /** Takes our blocks and env files away, without any journal. @throws RC_MARKERS_BROKEN, RC_BLOCK_EDITED */
  changesToRemove(): Promise<Change[]>
  /** Starts the user's real fresh shells and reports what each sees; credentials in values are hidden. @throws CANCELLED */
  views(signal?: AbortSignal, shells?: readonly ShellName[]): Promise<ShellView[]>
  /** Why a view's `go` is not GoReady's, null when it is. */
  shadowOf(view: ShellView): Promise<Shadow | null>
  /**
   * For a plan: after its changes, fresh shells must find GoReady's go first. Looks at the shells of the last
   * {@link changesFor} or {@link planPath}, without one at all that have our block. A shell that could not be asked before
   * the change either is passed over.
   *
   * @throws SHELL_NOT_VERIFIED, CANCELLED
   */
  check(context: ApplyContext): AsyncGenerator<Progress, void>
  /** Where the files that shells and sessions read set these variables, in the usual order of reading. */
  exportsOf(names: readonly string[]): Promise<RcSetting[]>
  /** Lines that set up another Go or a version manager. */
  foreignLines(): Promise<(ForeignLine & { readonly tool: string })[]>
  /** Comments one line out, see {@link planDisable}. Null when that is not safe. @throws INVALID_INPUT, FILE_UNSUITABLE, PERMISSION_DENIED */
  disableLine(line: LineToDisable): Promise<Change | null>
  /** The kinds of change that this room brings to the journal. */
  readonly kinds: readonly ChangeKind<UserEnvironmentData>[]
}

type ShellWorld = Pick<World, 'env' | 'home' | 'platform' | 'dirs' | 'settings' | 'log' | 'clock'>
type UnixShell = Exclude<ShellName, 'windows'>

const unixShells: readonly UnixShell[] = ['bash', 'zsh', 'fish', 'sh', 'powershell']

/** Builds the shell room around a world. */
export function createShell(world: ShellWorld, options: ShellOptions): Shell {
  return new ShellRoom(world, options)
}

class ShellRoom implements Shell {
  readonly kinds: readonly ChangeKind<UserEnvironmentData>[]
  readonly #world: ShellWorld
  readonly #options: ShellOptions
  readonly #userEnvironment: UserEnvironment
  readonly #serially = createSerially()
  readonly #timeLimit: number
  readonly #isWindows: boolean
  /** What fresh shells answered before the changes that were planned last. */
  #prepared: Prepared | null = null

  constructor(world: ShellWorld, options: ShellOptions) {
    this.#world = world
    this.#options = options
    this.#timeLimit = options.timeLimit ?? 10_000
    this.#isWindows = world.platform.os === 'windows'
    this.#userEnvironment = options.userEnvironment ?? powershellEnvironment(powershellRunner(world))
    this.kinds = [userEnvironmentKind(this.#userEnvironment)]
  }

  async list(): Promise<ShellInfo[]> {
    if (this.#isWindows) return [{ name: 'windows', binary: null, isLoginShell: true, files: [], selected: true }]
    const machine = this.#machine()
    const infos = await Promise.all(unixShells.map((name) => this.#infoOf(name, machine)))
    return infos
      .filter(({ binary, files, selected }) => binary !== null || selected || files.some(({ exists }) => exists))
      .sort((a, b) => Number(b.isLoginShell) - Number(a.isLoginShell))
  }

  async changesFor(shells: readonly ShellName[]): Promise<Change[]> {
    const { changes, notes } = await this.#prepare(shells)
    const [first, ...rest] = changes
    return first === undefined ? [] : [withNotes(first, notes), ...rest]
  }

  async planPath(shells: readonly ShellName[]): Promise<Plan> {
    const { changes, notes } = await this.#prepare(shells)
    const prepared = this.#prepared
    return {
      title: text('shell.title.path'),
      changes,
      notes,
      check: (context) => this.#check(context, prepared),
    }
  }

  async changesToRemove(): Promise<Change[]> {
    const machine = this.#machine()
    const changes: (Change | null)[] = []
    const seen = new Set<string>()
    for (const shell of this.#isWindows ? [] : unixShells) {
      for (const path of await machine.filesOf(shell)) {
        const bytes = await readRegular(path)
        if (seen.has(path) || bytes === null || findBlock(bytes).kind === 'absent') continue
        seen.add(path)
        const edit = (before: Buffer | null): Uint8Array | null => (before === null ? null : removeBlock(before, path))
        changes.push(await planFileEdit({ path, edit, reason: text('shell.reason.removeBlock', { shell }) }))
      }
    }
    for (const path of this.#ownEnvFiles()) {
      changes.push(await planFileEdit({ path, edit: () => null, reason: text('shell.reason.removeEnvFile') }))
    }
    return changes.filter((change) => change !== null)
  }

  async views(signal?: AbortSignal, shells?: readonly ShellName[]): Promise<ShellView[]> {
    if (this.#isWindows) return [await windowsView(this.#userEnvironment, this.#world.clock)]
    const machine = this.#machine()
    const names = shells ?? (await this.#usedShells(machine))
    const views = await Promise.all(
      names.map(async (name) => {
        const shell = name === 'windows' ? null : await machine.freshShell(name)
        if (shell === null) return []
        return viewsOf(shell, {
          home: this.#world.home,
          timeLimit: this.#timeLimit,
          signal,
          monotonic: () => this.#world.clock.monotonic(),
          serially: this.#serially,
        })
      }),
    )
    return views.flat()
  }

  shadowOf(view: ShellView): Promise<Shadow | null> {
    return shadowOf(view, this.#options.binDir, this.#world.home, () => this.#rcFiles())
  }

  check(context: ApplyContext): AsyncGenerator<Progress, void> {
    return this.#check(context, this.#prepared)
  }

  async exportsOf(names: readonly string[]): Promise<RcSetting[]> {
    const wanted = new Set(names)
    if (this.#isWindows) return this.#userVariables(names)
    return (await this.#rcFiles()).flatMap(({ path, kind, content }) =>
      settingsIn(content, kind)
        .filter(({ name }) => wanted.has(name))
        .map(({ name, value, line, exported }) => ({ name, value, path, line, exported })),
    )
  }

  async foreignLines(): Promise<(ForeignLine & { readonly tool: string })[]> {
    return this.#isWindows ? [] : foreignLinesIn(await this.#rcFiles())
  }

  async disableLine(line: LineToDisable): Promise<Change | null> {
    return this.#isWindows ? null : planDisable(line, await this.#places())
  }

  async #infoOf(name: UnixShell, machine: Machine): Promise<ShellInfo> {
    const isLoginShell = machine.loginShell === name
    const files = await Promise.all(
      (await machine.filesOf(name)).map(async (path) => {
        const bytes = await readRegular(path)
        return { path, exists: bytes !== null, hasBlock: bytes !== null && findBlock(bytes).kind !== 'absent' }
      }),
    )
    const selected = isLoginShell || (await machine.isUsed(name))
    return { name, binary: await machine.binaryOf(name), isLoginShell, files, selected }
  }

  async #prepare(shells: readonly ShellName[]): Promise<PathWork> {
    const entries: PathEntries = { binDir: this.#options.binDir, gopathBin: await this.#options.gopathBin() }
    if (this.#isWindows) return this.#prepareWindows(entries)
    const machine = this.#machine()
    const named = shells.length > 0 ? shells : await this.#usedShells(machine)
    const wanted = named.filter((name) => name !== 'windows')
    const work = await planPathWork(wanted, { world: this.#world, machine, entries })
    const isChecked = this.#world.settings.get().checkFreshShell && work.changes.length > 0
    const before = isChecked ? await this.views(undefined, work.shells) : []
    this.#prepared = { shells: work.shells, before }
    return {
      ...work,
      notes: [...work.notes, ...noteOtherLoginShell(machine, this.#options.binDir), ...notesOnSilent(before)],
    }
  }

  async #prepareWindows(entries: PathEntries): Promise<PathWork> {
    const change = await planUserPath(this.#world, this.#userEnvironment, entries)
    this.#prepared = { shells: ['windows'], before: [] }
    const { go } = await windowsView(this.#userEnvironment, this.#world.clock)
    const isOther = go !== null && !go.toLowerCase().startsWith(this.#options.binDir.toLowerCase())
    return {
      changes: change === null ? [] : [change],
      notes: isOther ? [text('shell.note.machinePath', { path: go })] : [],
      shells: ['windows'],
    }
  }

  async *#check({ signal }: ApplyContext, prepared: Prepared | null): AsyncGenerator<Progress, void> {
    if (this.#isWindows || !this.#world.settings.get().checkFreshShell) return
    yield { kind: 'check' }
    await checkFreshShells(await this.list(), prepared, {
      log: this.#world.log,
      signal,
      views: (aborted, shells) => this.views(aborted, shells),
      shadowOf: (view) => this.shadowOf(view),
    })
  }

  async #userVariables(names: readonly string[]): Promise<RcSetting[]> {
    const found = await Promise.all(
      names.map(async (name) => ({ name, raw: await this.#userEnvironment.readRaw(name) })),
    )
    return found.flatMap(({ name, raw }) =>
      raw === null ? [] : [{ name, value: raw.value, path: `HKCU\\Environment\\${name}`, line: 0, exported: true }],
    )
  }

  #machine(): Machine {
    const { account, etc = '/etc' } = this.#options
    return machineOf(this.#world, { account, etc, timeLimit: this.#timeLimit })
  }

  async #usedShells(machine: Machine): Promise<UnixShell[]> {
    const used = await Promise.all(unixShells.map((name) => name === machine.loginShell || machine.isUsed(name)))
    return unixShells.filter((_, index) => used[index])
  }

  async #places(): Promise<RcPlaces> {
    const machine = this.#machine()
    const own = [...this.#ownEnvFiles(), ...(await machine.filesOf('fish'))]
    return { home: this.#world.home, etc: this.#options.etc ?? '/etc', machine, own }
  }

  async #rcFiles(): Promise<RcFile[]> {
    return rcFiles(await this.#places())
  }

  #ownEnvFiles(): string[] {
    return ['env.sh', 'env.ps1'].map((name) => join(this.#world.dirs.data, name))
  }
}
