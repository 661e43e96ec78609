import { parseAssignments } from './assignments'
import { type Command, commandsOf } from './shell-words'

/** A line of a file that sets a variable. `value` is as written, without its quotes: nothing is expanded or hidden. */
export interface Setting {
  readonly name: string
  readonly value: string
  /** From 1. */
  readonly line: number
  /** False for a plain `NAME=value` that the file never exports: programs such as go don't see it. */
  readonly exported: boolean
  /** The line does nothing else, so that it may be commented out alone. */
  readonly alone: boolean
}

export type FileKind = 'posix' | 'fish' | 'fish-variables' | 'assignments' | 'pam' | 'powershell'

/** Which variables a shell file sets, in the order of its lines. */
export function settingsIn(content: string, kind: FileKind): Setting[] {
  switch (kind) {
    case 'posix':
      return posixSettings(commandsOf(content, 'posix'))
    case 'fish':
      return fishSettings(commandsOf(content, 'fish'))
    case 'fish-variables':
      return byLine(content, fishVariable)
    case 'assignments':
      return parseAssignments(content).map((setting) => ({ ...setting, exported: true, alone: true }))
    case 'pam':
      return byLine(content, (line) => /^\s*([A-Za-z_]\w*)\s+(?:DEFAULT|OVERRIDE)=(\S*)/.exec(line))
    case 'powershell':
      return byLine(content, (line) => /^\s*\$env:(\w+)\s*=\s*["']?(.*?)["']?\s*;?\s*$/i.exec(line))
  }
}

/** The files that a shell file sources by a plain name; `~` and `$HOME` are resolved. */
export function sourcedBy(content: string, kind: FileKind, home: string): string[] {
  if (kind !== 'posix' && kind !== 'fish') return []
  return commandsOf(content, kind).flatMap(({ words }) => {
    const at = words.findIndex(({ raw }) => raw === '.' || raw === 'source')
    const path = at < 0 ? undefined : words[at + 1]?.value.replace(/^(?:~|\$HOME|\$\{HOME\})(?=\/)/, home)
    return path?.startsWith('/') && !/[$*?`[]/.test(path) ? [path] : []
  })
}

// words that stand before a command without being one
const prefixes = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', 'builtin', 'command', 'and', 'or'])
const declarers = new Set(['export', 'declare', 'typeset', 'readonly', 'local'])
const assignment = /^([A-Za-z_]\w*)\+?=/

function assignedBy(word: string): { name: string; value: string } {
  const name = assignment.exec(word)?.[1] ?? ''
  const value = word.slice(word.indexOf('=') + 1)
  // zsh's array that is tied to PATH
  return { name: name === 'path' && value.startsWith('(') ? 'PATH' : name, value }
}

interface Found {
  readonly name: string
  readonly value: string
  readonly exported: boolean
  readonly command: number
}

function posixSettings(commands: readonly Command[]): Setting[] {
  const bare = commands.map(withoutPrefixes)
  const exportsAll = bare.some(([set, ...args]) => set === 'set' && /^-\w*a|^allexport$/.test(args.at(-1) ?? ''))
  const exportedLater = new Set(bare.flatMap((words) => (isExport(words) ? words.slice(1) : [])))
  const found: Found[] = bare.flatMap((words, command) => {
    const declares = declarers.has(words[0] ?? '')
    const assigned = (declares ? words.slice(1) : words).filter((word) => assignment.test(word))
    // `NAME=value command` sets it for that command alone
    if (!declares && assigned.length < words.length) return []
    return assigned.map((word) => {
      const { name, value } = assignedBy(word)
      const exported = name === 'PATH' || isExport(words) || exportsAll || exportedLater.has(name)
      return { name, value, exported, command }
    })
  })
  return settingsOf(found, commands)
}

function isExport([first, ...args]: readonly string[]): boolean {
  if (first === 'export') return !args.includes('-n')
  return (first === 'declare' || first === 'typeset') && args.some((arg) => /^-\w*x/.test(arg))
}

function fishSettings(commands: readonly Command[]): Setting[] {
  const found = commands.map(withoutPrefixes).flatMap(([first, ...args], command): Found[] => {
    if (first === 'export') {
      return args
        .filter((word) => assignment.test(word))
        .map((word) => ({ ...assignedBy(word), exported: true, command }))
    }
    if (first === 'fish_add_path') {
      const dirs = args.filter((word) => !word.startsWith('-'))
      return [{ name: 'PATH', value: dirs.join(' '), exported: true, command }]
    }
    if (first !== 'set') return []
    const at = args.findIndex((word) => !word.startsWith('-'))
    const flags = args.slice(0, at)
    const [name, ...values] = args.slice(at)
    const asks = flags.some((flag) => /^-\w*[eqnS]|^--(?:erase|query|names|show)$/.test(flag))
    if (at < 0 || name === undefined || asks || values.length === 0) return []
    const exported = flags.some((flag) => /^-\w*x|^--export$/.test(flag))
    return [{ name, value: values.join(' '), exported, command }]
  })
  return settingsOf(found, commands)
}

function withoutPrefixes({ words }: Command): string[] {
  const values = words.map(({ value }) => value)
  const first = values.findIndex((word) => !prefixes.has(word))
  return first < 0 ? [] : values.slice(first)
}

function settingsOf(found: readonly Found[], commands: readonly Command[]): Setting[] {
  return found.map(({ name, value, exported, command }) => {
    const at = commands[command]
    const line = at?.line ?? 1
    const neighbours = commands.filter((other) => other.line <= (at?.lastLine ?? line) && other.lastLine >= line)
    const alone = at?.lastLine === line && neighbours.every((other) => concerns(other, name))
    return { name, value, line, exported, alone }
  })
}

/** True for a command that sets or exports `name` and nothing else. */
function concerns(command: Command, name: string): boolean {
  const [first, ...rest] = command.words.map(({ raw }) => raw)
  if (first === undefined) return true
  if (assignment.test(first)) return rest.length === 0 && assignedBy(first).name === name
  if (first === 'fish_add_path') return name === 'PATH'
  if (first === 'set') return rest.find((word) => !word.startsWith('-')) === name
  const named = rest.filter((word) => !word.startsWith('-'))
  return declarers.has(first) && named.every((word) => word === name || assignedBy(word).name === name)
}

function byLine(content: string, match: (line: string) => RegExpExecArray | null): Setting[] {
  return content.split('\n').flatMap((text, index) => {
    const [, name, value] = match(text) ?? []
    return name === undefined ? [] : [{ name, value: value ?? '', line: index + 1, exported: true, alone: true }]
  })
}

// SETUVAR --export NAME:value, bytes outside letters and digits as \xHH, list items separated by \x1e
function fishVariable(line: string): RegExpExecArray | null {
  const found = /^SETUVAR (?:--\w+ )*--export (?:--\w+ )*(\w+):(.*)$/.exec(line)
  if (found?.[2] === undefined) return null
  found[2] = found[2]
    .replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll('\x1e', ' ')
  return found
}
