import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { userConfigDir } from '../gocmd'
import { exists, hasErrno, type World } from '../kit'
import { memberAt, parseJsonc } from './jsonc'

/** What one editor's user settings say about a variable of the go command (`go.toolsEnvVars` of the Go extension). */
export interface EditorSetting {
  readonly editor: string
  readonly path: string
  /** `unset`: nothing; `unreadable`: the file is no JSON, or can't be read. */
  readonly kind: 'set' | 'unset' | 'unreadable'
  readonly value: string | null
  readonly line: number | null
}

const editors: readonly (readonly [folder: string, editor: string])[] = [
  ['Code', 'VS Code'],
  ['Code - Insiders', 'VS Code Insiders'],
  ['VSCodium', 'VSCodium'],
  ['Cursor', 'Cursor'],
]
// the machine settings of the part that runs here for a window on another computer
const servers: readonly (readonly [folder: string, editor: string])[] = [
  ['.vscode-server', 'VS Code (remote)'],
  ['.cursor-server', 'Cursor (remote)'],
]

/** The editors of this user, VS Code and its relatives, and what each one's settings say. Empty when there are none. */
export async function editorSettings(
  { env, home, platform }: Pick<World, 'env' | 'home' | 'platform'>,
  name: string,
): Promise<EditorSetting[]> {
  const config = userConfigDir(env, platform.os)
  const places = [
    ...(config === null ? [] : editors.map(([folder, editor]) => ({ dir: join(config, folder, 'User'), editor }))),
    ...servers.map(([folder, editor]) => ({ dir: join(home, folder, 'data', 'Machine'), editor })),
  ]
  const found = await Promise.all(
    places.map(async ({ dir, editor }) =>
      (await exists(dir)) ? [await readSetting(editor, join(dir, 'settings.json'), name)] : [],
    ),
  )
  return found.flat()
}

async function readSetting(editor: string, path: string, name: string): Promise<EditorSetting> {
  const without = (kind: 'unset' | 'unreadable'): EditorSetting => ({ editor, path, kind, value: null, line: null })
  try {
    const root = parseJsonc(await readFile(path, 'utf8'))
    if (root === null) return without('unreadable')
    const member = memberAt(root, ['go.toolsEnvVars', name])
    if (member === null) return without('unset')
    return typeof member.value === 'string'
      ? { editor, path, kind: 'set', value: member.value, line: member.line }
      : without('unset')
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return without('unset')
    if (hasErrno(error, 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ELOOP')) return without('unreadable')
    throw error
  }
}
