import { basename } from 'node:path'
import type { ShellName } from '../../preload/contract/shell'
import { text } from '../../preload/contract/text'
import { type Change, type FileChangeData, planFileEdit } from '../journal'
import { Failure } from '../kit'
import type { Machine } from './machine'
import { type RcPlaces, rcFiles } from './rc-files'
import { type FileKind, settingsIn } from './settings'
import { compareSyntax } from './syntax'

export interface LineToDisable {
  readonly path: string
  /** From 1. */
  readonly line: number
  readonly name: string
}

const marker = ' # goready: disabled'

/**
 * Plans to comment out one line that sets `name`. Null when that can't be done safely: the line no longer sets it, does
 * something else as well, or lies in a file that its program rewrites (fish's universal variables).
 *
 * @throws INVALID_INPUT for a file that no shell reads, FILE_UNSUITABLE, PERMISSION_DENIED
 */
export async function planDisable(
  { path, line, name }: LineToDisable,
  places: RcPlaces,
): Promise<Change<FileChangeData> | null> {
  const file = (await rcFiles(places)).find((candidate) => candidate.path === path)
  if (!file) {
    throw new Failure('INVALID_INPUT', `${path} is none of the files that shells read`, {
      what: path,
      why: 'it is none of the files that shells read',
    })
  }
  if (file.kind === 'fish-variables') return null
  // `:` does nothing, and keeps an `if` whose only line this is from being empty
  for (const prefix of ['# ', ': # ']) {
    const change = await planFileEdit({
      path,
      edit: (before) => (before === null ? null : commentOut(before, { line, name }, file.kind, prefix)),
      reason: text('shell.reason.disable', { name }),
    })
    if (change === null || (await isSound(change.data, file.kind, places.machine))) return change
  }
  return null
}

function commentOut(
  bytes: Buffer,
  { line, name }: Omit<LineToDisable, 'path'>,
  kind: FileKind,
  prefix: string,
): Buffer {
  const settings = settingsIn(bytes.toString('utf8'), kind)
  if (!settings.some((setting) => setting.line === line && setting.name === name && setting.alone)) return bytes
  const lines = bytes.toString('latin1').split('\n')
  const [, text = '', end = ''] = /^(.*?)(\r?)$/s.exec(lines[line - 1] ?? '') ?? []
  lines[line - 1] = `${prefix}${text}${marker}${end}`
  return Buffer.from(lines.join('\n'), 'latin1')
}

/** The file with every line that GoReady commented out as it was; for a computer whose journal is lost. */
export function restoreLines(bytes: Uint8Array): Buffer {
  const content = Buffer.from(bytes).toString('latin1')
  return Buffer.from(content.replace(/^(?:: )?# (.*) # goready: disabled(?=\r?$)/gm, '$1'), 'latin1')
}

async function isSound(data: FileChangeData, kind: FileKind, machine: Machine): Promise<boolean> {
  const shell = shellFor(data.path, kind)
  const binary = shell === null ? null : await machine.binaryOf(shell)
  if (shell === null || binary === null || data.before === null || data.after === null) return true
  const file = { path: data.path, before: Buffer.from(data.before, 'base64'), after: Buffer.from(data.after, 'base64') }
  try {
    await compareSyntax(shell, binary, file)
    return true
  } catch (error) {
    if (error instanceof Failure && error.code === 'RC_SYNTAX') return false
    throw error
  }
}

function shellFor(path: string, kind: FileKind): ShellName | null {
  if (kind === 'fish') return 'fish'
  if (kind !== 'posix') return null
  const name = basename(path)
  if (name.includes('zsh') || name === '.zprofile' || name === '.zlogin') return 'zsh'
  return name.includes('bash') ? 'bash' : 'sh'
}
