import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { userConfigDir } from '../gocmd'
import { exists, hasErrno, type World } from '../kit'
import { memberAt, parseJsonc } from './jsonc'

/** What one editor's user settings say about a variable of the go command (`go.toolsEnvVars` of the Go extension). */
export interface EditorSetting {
  readonly editor: string
  readonly path: string
  /** The names that lead to the value, from the outermost. */
  readonly way: readonly string[]
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
export async function editorSettings(world: EditorWorld, name: string): Promise<EditorSetting[]> {
  const found = await Promise.all(
    (await settingsFiles(world)).map(({ editor, path }) => readSetting(editor, path, ['go.toolsEnvVars', name])),
  )
  return found.flat()
}

/**
 * Every other place of the settings where an editor has a value of its own: the environment of its terminals, and the
 * settings of a project's folder. Only what is set is told.
 */
export async function moreEditorSettings(
  world: EditorWorld,
  names: readonly string[],
  folder: string | null,
): Promise<EditorSetting[]> {
  const terminal = `terminal.integrated.env.${terminals[world.platform.os] ?? 'linux'}`
  const user = await settingsFiles(world)
  const project = folder === null ? [] : [{ editor: 'VS Code', path: join(folder, '.vscode', 'settings.json') }]
  const asked = [
    ...user.flatMap((file) => names.flatMap((name) => (name === 'GOPROXY' ? [] : [{ file, way: [tools, name] }]))),
    ...project.flatMap((file) => names.map((name) => ({ file, way: [tools, name] }))),
    ...[...user, ...project].flatMap((file) => [
      ...names.map((name) => ({ file, way: [terminal, name] })),
      { file, way: ['go.goroot'] },
    ]),
  ]
  const found = await Promise.all(asked.map(({ file, way }) => readSetting(file.editor, file.path, way)))
  return found.filter(({ kind }) => kind === 'set')
}

const tools = 'go.toolsEnvVars'
const terminals: Readonly<Record<string, string>> = { darwin: 'osx', windows: 'windows' }

type EditorWorld = Pick<World, 'env' | 'home' | 'platform'>

async function settingsFiles({ env, home, platform }: EditorWorld): Promise<{ editor: string; path: string }[]> {
  const config = userConfigDir(env, platform.os)
  const places = [
    ...(config === null ? [] : editors.map(([folder, editor]) => ({ dir: join(config, folder, 'User'), editor }))),
    ...servers.map(([folder, editor]) => ({ dir: join(home, folder, 'data', 'Machine'), editor })),
  ]
  const there = await Promise.all(places.map(({ dir }) => exists(dir)))
  return places
    .filter((_, index) => there[index])
    .map(({ dir, editor }) => ({ editor, path: join(dir, 'settings.json') }))
}

async function readSetting(editor: string, path: string, way: readonly string[]): Promise<EditorSetting> {
  const without = (kind: 'unset' | 'unreadable'): EditorSetting => ({
    editor,
    path,
    way,
    kind,
    value: null,
    line: null,
  })
  try {
    const root = parseJsonc(await readFile(path, 'utf8'))
    if (root === null) return without('unreadable')
    const member = memberAt(root, way)
    if (member === null) return without('unset')
    return typeof member.value === 'string'
      ? { editor, path, way, kind: 'set', value: member.value, line: member.line }
      : without('unset')
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return without('unset')
    if (hasErrno(error, 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ELOOP')) return without('unreadable')
    throw error
  }
}
