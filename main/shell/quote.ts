import { Failure } from '../kit'

/**
 * A path as one word of a POSIX shell (bash, zsh, dash alike): relative to `$HOME` when it is below, so that a home that
 * moves keeps working.
 *
 * @throws INVALID_INPUT for a path with a line break, which no rc file should hold
 */
export function posixPath(path: string, home: string): string {
  const rest = belowHome(oneLine(path), home)
  if (rest === null) return posixQuote(path)
  return /^[\w./-]*$/.test(rest) ? `"$HOME${rest}"` : `"$HOME"${posixQuote(rest)}`
}

export function posixQuote(value: string): string {
  return `'${oneLine(value).replaceAll("'", "'\\''")}'`
}

export function fishQuote(value: string): string {
  return `'${oneLine(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** PowerShell takes the typographic single quotes for quotes as well; a doubled one stands for itself. */
export function powershellQuote(value: string): string {
  return `'${oneLine(value).replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`
}

export function powershellPath(path: string, home: string): string {
  const rest = belowHome(oneLine(path), home)
  return rest === null ? powershellQuote(path) : `($HOME + ${powershellQuote(rest)})`
}

function belowHome(path: string, home: string): string | null {
  return home !== '/' && path.startsWith(`${home}/`) ? path.slice(home.length) : null
}

function oneLine(value: string): string {
  if (/[\n\r\0]/.test(value)) {
    throw new Failure('INVALID_INPUT', `a path with a line break can't stand in an rc file: ${JSON.stringify(value)}`, {
      what: JSON.stringify(value),
      why: 'a path with a line break cannot stand in a shell file',
    })
  }
  return value
}
