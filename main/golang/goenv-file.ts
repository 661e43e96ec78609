/** A `NAME=value` line of a go env file, as the go command reads it. Lines count from 1. */
export interface GoenvSetting {
  readonly name: string
  /** Everything after the first `=`, verbatim: quotes, spaces, `#` and a final carriage return are part of it. */
  readonly value: string
  readonly line: number
}

/** A line that looks like a setting to a person, and that the go command passes over. */
export interface IgnoredSetting {
  readonly name: string
  readonly line: number
  readonly why: 'byte-order-mark' | 'indented' | 'export' | 'lower-case'
}

interface Line {
  /** One character a byte, so that bytes which are no UTF-8 survive. */
  readonly text: string
  /** A newline, or nothing at the end of a file that lacks one. */
  readonly end: string
}

/**
 * Reads a go env file exactly as `cmd/go/internal/cfg.readEnvFile` does: lines end at `\n` only; a line counts when its
 * first byte is A to Z and it holds `=`; nothing is trimmed or unquoted. Every setting is listed, in file order; of
 * several with one name the last one counts (see {@link settingsByName}).
 */
export function parseGoenv(bytes: Uint8Array): GoenvSetting[] {
  return linesOf(bytes).flatMap(({ text }, index) => {
    const name = nameOf(text)
    return name === null ? [] : [{ name, value: toUnicode(text.slice(name.length + 1)), line: index + 1 }]
  })
}

/** The settings that count: of several lines with one name the last. */
export function settingsByName(settings: readonly GoenvSetting[]): Map<string, GoenvSetting> {
  return new Map(settings.map((setting) => [setting.name, setting]))
}

/** Lines that somebody meant as settings but that the go command passes over without a word. Comments are not among them. */
export function ignoredSettings(bytes: Uint8Array): IgnoredSetting[] {
  return linesOf(bytes).flatMap(({ text }, index): IgnoredSetting[] => {
    if (nameOf(text) !== null) return []
    const looksLike = /^(\xef\xbb\xbf)?(\s*)(export\s+|set\s+)?([A-Za-z][A-Za-z0-9_]*)=/.exec(text)
    if (!looksLike) return []
    const [, mark, indent, command, name = ''] = looksLike
    const why = mark ? 'byte-order-mark' : command ? 'export' : indent ? 'indented' : 'lower-case'
    return [{ name: name.toUpperCase(), line: index + 1, why }]
  })
}

/**
 * The file with variables set (`string`) or removed (`null`); everything else keeps its bytes and its place. A variable
 * keeps the place of its last line, earlier lines of the same name go; a new one comes at the end, in the order given.
 * Null for a file that did not exist and still need not. An emptied file is empty: deleting it is left to the caller.
 */
export function editGoenv(bytes: Uint8Array | null, values: Readonly<Record<string, string | null>>): Buffer | null {
  const lines = bytes === null ? [] : linesOf(bytes)
  const lastOf = new Map<string, number>()
  for (const [index, { text }] of lines.entries()) {
    const name = nameOf(text)
    if (name !== null) lastOf.set(name, index)
  }
  const kept = lines.flatMap((line, index): Line[] => {
    const name = nameOf(line.text)
    if (name === null || !Object.hasOwn(values, name)) return [line]
    const value = values[name] ?? null
    if (value === null || lastOf.get(name) !== index) return []
    const text = setting(name, value)
    return [text === line.text ? line : { text, end: '\n' }]
  })
  const added = Object.entries(values).flatMap(([name, value]): Line[] =>
    value === null || lastOf.has(name) ? [] : [{ text: setting(name, value), end: '\n' }],
  )
  if (bytes === null && added.length === 0) return null
  return joinLines([...(added.length > 0 ? endedLines(kept) : kept), ...added])
}

/** The file with these lines (counted from 1) made comments, which the go command passes over. */
export function commentOutLines(bytes: Uint8Array, numbers: ReadonlySet<number>): Buffer {
  return joinLines(
    linesOf(bytes).map((line, index) => (numbers.has(index + 1) ? { ...line, text: `# ${line.text}` } : line)),
  )
}

/** The file without the carriage returns at the ends of settings: an editor made them, and go takes them as values. */
export function withoutCarriageReturns(bytes: Uint8Array): Buffer {
  return joinLines(
    linesOf(bytes).map((line) =>
      nameOf(line.text) === null ? line : { ...line, text: line.text.replace(/\r+$/, '') },
    ),
  )
}

function linesOf(bytes: Uint8Array): Line[] {
  const parts = Buffer.from(bytes).toString('latin1').split('\n')
  const last = parts.pop() ?? ''
  const lines: Line[] = parts.map((text) => ({ text, end: '\n' }))
  return last === '' ? lines : [...lines, { text: last, end: '' }]
}

function joinLines(lines: readonly Line[]): Buffer {
  return Buffer.from(lines.map(({ text, end }) => text + end).join(''), 'latin1')
}

// What is appended must not become part of a last line that lacks its newline.
function endedLines(lines: readonly Line[]): Line[] {
  return lines.map((line) => ({ ...line, end: '\n' }))
}

function nameOf(text: string): string | null {
  const equals = text.indexOf('=')
  const first = text.charCodeAt(0)
  return equals > 0 && first >= 0x41 && first <= 0x5a ? text.slice(0, equals) : null
}

function setting(name: string, value: string): string {
  return Buffer.from(`${name}=${value}`).toString('latin1')
}

function toUnicode(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}
