import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Fault, failureBlanks } from '../../preload/contract/failure-blanks'
import type { ShellName } from '../../preload/contract/shell'
import { type Text, text } from '../../preload/contract/text'
import type { TextKey } from '../../preload/texts'
import { type Change, type FileChangeData, planFileEdit } from '../journal'
import { exists, Failure, hasErrno, toFailure, type World } from '../kit'
import { fishBody, type PathEntries, posixBody, posixEnvFile, powershellBody, powershellEnvFile } from './env-files'
import type { Machine } from './machine'
import { fishQuote, posixPath, powershellPath } from './quote'
import { applyBlock } from './rc-block'
import { compareSyntax } from './syntax'

/** What it takes to put Go on PATH for some shells. */
export interface PathWork {
  readonly changes: readonly Change[]
  /** Shells left out, each with the line to copy, and what else a person should know. */
  readonly notes: readonly Text[]
  /** The shells that will be set up. */
  readonly shells: readonly ShellName[]
}

export interface PathContext {
  readonly world: Pick<World, 'home' | 'dirs'>
  readonly machine: Machine
  readonly entries: PathEntries
}

type FileChange = Change<FileChangeData>
type UnixShell = Exclude<ShellName, 'windows'>

/**
 * Plans the edits that put Go on PATH for Unix shells: our env files, then one block a file. A shell whose file can't be
 * edited is left out with a note that carries the line to copy.
 *
 * @throws HOME_NOT_OWNED, INVALID_INPUT; when no shell at all can be edited, why the first one can't
 */
export async function planPathWork(shells: readonly UnixShell[], context: PathContext): Promise<PathWork> {
  await refuseForeignHome(context)
  await refuseOpenFolder(context.world.dirs.data)
  const files = new Map<string, FileChange>()
  const notes: Text[] = []
  const done: ShellName[] = []
  const failures: Failure[] = []
  for (const shell of new Set(shells)) {
    try {
      // two shells may share a file, and two files may be one behind their links
      for (const change of await planShell(shell, context)) {
        if (!files.has(change.data.target)) files.set(change.data.target, change)
      }
      done.push(shell)
    } catch (error) {
      const failure = toFailure(error)
      const key = leftOut[failure.code]
      if (key === undefined) throw error
      failures.push(failure)
      notes.push(text(key, { ...failureBlanks(failure), shell, line: lineToCopy(shell, context) }))
    }
  }
  const [first] = failures
  if (done.length === 0 && first !== undefined) throw first
  return { changes: [...(await planEnvFiles(shells, context)), ...files.values()], notes, shells: done }
}

const leftOut: Partial<Record<Failure['code'], TextKey>> = {
  PERMISSION_DENIED: 'shell.leftOut.readOnly',
  FILE_UNSUITABLE: 'shell.leftOut.unsuitable',
  RC_MARKERS_BROKEN: 'shell.leftOut.markers',
  RC_BLOCK_EDITED: 'shell.leftOut.edited',
  RC_SYNTAX: 'shell.leftOut.syntax',
}

/** The line that does by hand what the block does. */
export function lineToCopy(shell: UnixShell, { world, entries }: Pick<PathContext, 'world' | 'entries'>): string {
  if (shell === 'fish') return `fish_add_path --global --move --path ${fishQuote(entries.binDir)}`
  if (shell === 'powershell') return `. ${powershellPath(join(world.dirs.data, 'env.ps1'), world.home)}`
  return `. ${posixPath(join(world.dirs.data, 'env.sh'), world.home)}`
}

async function planEnvFiles(shells: readonly UnixShell[], { world, entries }: PathContext): Promise<Change[]> {
  const isPosix = shells.some((shell) => shell === 'bash' || shell === 'zsh' || shell === 'sh')
  const wanted = [
    ...(isPosix ? [{ name: 'env.sh', content: posixEnvFile(entries) }] : []),
    ...(shells.includes('powershell') ? [{ name: 'env.ps1', content: powershellEnvFile(entries) }] : []),
  ]
  const changes = await Promise.all(
    wanted.map(({ name, content }) =>
      planFileEdit({
        path: join(world.dirs.data, name),
        edit: () => Buffer.from(content),
        reason: text('shell.reason.envFile'),
      }),
    ),
  )
  return changes.filter((change) => change !== null)
}

async function planShell(shell: UnixShell, context: PathContext): Promise<FileChange[]> {
  const { world, machine, entries } = context
  const body = bodyFor(shell, world, entries)
  const binary = await machine.binaryOf(shell)
  const changes: FileChange[] = []
  for (const path of await machine.filesOf(shell)) {
    const change = await planFileEdit({
      path,
      edit: (before) => {
        refuseWideText(before, path)
        return applyBlock(before, body, path)
      },
      reason: text('shell.reason.block', { shell }),
      notes: await notesOn(path, world.home),
    })
    if (change === null) continue
    await refuseUnwritableFolder(change.data)
    const { before, after } = change.data
    const file = { path, before: decode(before), after: decode(after) ?? Buffer.alloc(0) }
    const earlier = binary === null ? null : await compareSyntax(shell, binary, file)
    const broken = earlier === null ? [] : [text('shell.note.brokenBefore', { path, shell, why: earlier })]
    changes.push({ ...change, data: { ...change.data, notes: [...change.data.notes, ...broken] } })
  }
  return changes
}

function bodyFor(shell: UnixShell, world: PathContext['world'], entries: PathEntries): string {
  if (shell === 'fish') return fishBody(entries)
  if (shell === 'powershell') return powershellBody(join(world.dirs.data, 'env.ps1'), world.home)
  return posixBody(join(world.dirs.data, 'env.sh'), world.home)
}

function decode(content: string | null): Buffer | null {
  return content === null ? null : Buffer.from(content, 'base64')
}

/** What a person should know before this file is edited: that it is a link, or kept under version control. */
async function notesOn(path: string, home: string): Promise<Text[]> {
  const target = await realpath(path).catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES')) return null // planFileEdit says what is wrong
    throw error
  })
  if (target === null) return []
  if (target.startsWith('/nix/store/')) {
    const why = 'it is made by Nix from a configuration'
    throw unsuitable(path, 'nix', why)
  }
  // a home that is itself reached by a link (as on macOS and on many servers) is no news
  const plain = path.startsWith(`${home}/`) ? join(await realpath(home), path.slice(home.length)) : path
  const link = target === plain ? [] : [text('shell.note.link', { target })]
  const tree = await workTreeOf(target)
  return tree === null ? link : [...link, text('shell.note.workTree', { dir: tree })]
}

async function workTreeOf(path: string): Promise<string | null> {
  for (let dir = dirname(path); dir !== dirname(dir); dir = dirname(dir)) {
    if (await exists(join(dir, '.git'))) return dir
  }
  return null
}

// Bytes of a shell's language can't be added to a text whose characters are two bytes wide.
function refuseWideText(bytes: Buffer | null, path: string): void {
  const [first, second] = bytes ?? []
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (isWide) throw unsuitable(path, 'utf16', 'it is UTF-16 text')
}

async function refuseUnwritableFolder({ path, target, dirs }: FileChangeData): Promise<void> {
  const folder = dirname(dirs[0] ?? target)
  try {
    await access(folder, constants.W_OK)
  } catch (cause) {
    const why = `the folder ${folder} is read-only`
    const fault: Fault<'PERMISSION_DENIED'> = 'folder-read-only'
    throw new Failure('PERMISSION_DENIED', `${path}: ${why}`, { path, why, fault, folder }, { cause })
  }
}

// Under sudo with the user's HOME, every file that we make would belong to root.
async function refuseForeignHome({ world, machine }: PathContext): Promise<void> {
  const owner = (await stat(world.home)).uid
  const user = machine.account.uid
  if (user < 0 || owner === user) return
  throw new Failure('HOME_NOT_OWNED', `${world.home} belongs to uid ${owner}, not to ${user}`, {
    home: world.home,
    owner,
    user,
  })
}

// What shells source must not be writable for everybody.
async function refuseOpenFolder(path: string): Promise<void> {
  const info = await stat(path).catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return null
    throw error
  })
  if (info === null || (info.mode & 0o002) === 0) return
  const why = 'everybody on this computer may write there, and shells would run what they write'
  throw unsuitable(path, 'open-folder', why)
}

function unsuitable(path: string, fault: Fault<'FILE_UNSUITABLE'>, why: string): Failure {
  return new Failure('FILE_UNSUITABLE', `${path}: ${why}`, { path, why, fault })
}
