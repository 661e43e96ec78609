import { matchPath } from './path-match'

/** Why something is no module, import or file path or version; a word for texts to build on, not prose. */
export type PathFault =
  | 'empty'
  | 'not-unicode'
  | 'leading-dash'
  | 'double-slash'
  | 'leading-slash'
  | 'trailing-slash'
  | 'only-dots'
  | 'leading-dot'
  | 'trailing-dot'
  | 'bad-character'
  | 'windows-name'
  | 'short-name'
  | 'missing-dot'
  | 'host-character'
  | 'version-suffix'
  | 'reserved'

type Kind = 'module' | 'import' | 'file'

const allowed: Record<Kind, RegExp> = {
  module: /^[-._~0-9A-Za-z]*$/,
  import: /^[-._~+0-9A-Za-z]*$/,
  file: /^[-!#$%&()+,.=@[\]^_{}~ 0-9A-Za-z\p{L}]*$/u,
}
const windowsNames = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])$/i

/**
 * What keeps `path` from being a module path that can be fetched, or null when it is one. The rules of CheckPath of
 * golang.org/x/mod/module: an import path whose first element is a lower-case domain name with a dot, no element that
 * begins with a dot, a proper major version suffix.
 */
export function modulePathFault(path: string): PathFault | null {
  const fault = pathFault(path, 'module')
  if (fault) return fault
  const [host = ''] = path.split('/', 1)
  if (!host.includes('.')) return 'missing-dot'
  if (!/^[-.0-9a-z]*$/.test(host)) return 'host-character'
  return splitPathVersion(path) ? null : 'version-suffix'
}

/** What keeps `go mod init <path>` from taking a path, or null when it takes it; unlike a path to fetch it needs no dot. */
export function newModulePathFault(path: string): PathFault | null {
  const fault = pathFault(path, 'import')
  if (fault) return fault
  if (path === 'go' || path === 'toolchain') return 'reserved'
  return splitPathVersion(path) ? null : 'version-suffix'
}

/** As {@link modulePathFault} for the path of a package (CheckImportPath). */
export function importPathFault(path: string): PathFault | null {
  return pathFault(path, 'import')
}

/** As {@link modulePathFault} for the path of a file in a module (CheckFilePath). */
export function filePathFault(path: string): PathFault | null {
  return pathFault(path, 'file')
}

/** What keeps `version` from standing in a proxy's address, or null. It need not be a semantic version. */
export function versionFault(version: string): PathFault | null {
  if (/[/!]/.test(version)) return 'bad-character'
  return pathFault(version, 'file') ?? (/^[\0-\x7f]*$/.test(version) ? null : 'bad-character')
}

function pathFault(path: string, kind: Kind): PathFault | null {
  if (/[\ud800-\udfff]/u.test(path)) return 'not-unicode'
  if (path === '') return 'empty'
  if (path.startsWith('-') && kind !== 'file') return 'leading-dash'
  if (path.includes('//')) return 'double-slash'
  if (path.startsWith('/')) return 'leading-slash'
  if (path.endsWith('/')) return 'trailing-slash'
  for (const element of path.split('/')) {
    const fault = elementFault(element, kind)
    if (fault) return fault
  }
  return null
}

function elementFault(element: string, kind: Kind): PathFault | null {
  if (/^\.+$/.test(element)) return 'only-dots'
  if (element.startsWith('.') && kind === 'module') return 'leading-dot'
  if (element.endsWith('.')) return 'trailing-dot'
  if (!allowed[kind].test(element)) return 'bad-character'
  const [short = ''] = element.split('.', 1)
  if (windowsNames.test(short)) return 'windows-name'
  // foo~1 may be another file's short name on Windows
  return kind !== 'file' && /~[0-9]+$/.test(short) ? 'short-name' : null
}

/**
 * Parts a module path from its major version: `example.com/m/v2` → `example.com/m`, `/v2`; gopkg.in paths end in
 * `.v2`. Null when the last element is no proper version suffix, such as /v1 or /v2.1 (SplitPathVersion of x/mod).
 */
export function splitPathVersion(path: string): { prefix: string; major: string } | null {
  if (path.startsWith('gopkg.in/')) {
    const found = /^(?<prefix>.*)(?<major>\.v(?:0|[1-9][0-9]*)(?:-unstable)?)$/s.exec(path)?.groups
    return found?.prefix && found.major ? { prefix: found.prefix, major: found.major } : null
  }
  const found = /^(?<prefix>.*)\/v(?<digits>[0-9.]+)$/s.exec(path)?.groups
  if (found?.prefix === undefined || !found.digits) return { prefix: path, major: '' }
  return /^(?!1$)[1-9][0-9]*$/.test(found.digits) ? { prefix: found.prefix, major: `/v${found.digits}` } : null
}

/** A module path as proxies and the module cache write it: capitals as `!` and the small letter. The path must be valid. */
export function escapePath(path: string): string {
  return escapeCapitals(path)
}

/** As {@link escapePath} for a version. */
export function escapeVersion(version: string): string {
  return escapeCapitals(version)
}

function escapeCapitals(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`)
}

/** The module path whose escaped form is given; null when it is the escaped form of none. */
export function unescapePath(escaped: string): string | null {
  const path = unescapeCapitals(escaped)
  return path !== null && modulePathFault(path) === null ? path : null
}

/** As {@link unescapePath} for a version. */
export function unescapeVersion(escaped: string): string | null {
  const version = unescapeCapitals(escaped)
  return version !== null && versionFault(version) === null ? version : null
}

function unescapeCapitals(escaped: string): string | null {
  if (!/^(?:[^!A-Z]|![a-z])*$/.test(escaped)) return null
  return escaped.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * True when a leading part of `path` matches one of the comma-separated patterns, as GOPRIVATE, GONOPROXY and GONOSUMDB
 * mean it (`go help module-private`): each pattern is compared with as many path elements as it has itself. Empty and
 * malformed patterns match nothing.
 */
export function matchPrefixPatterns(patterns: string, path: string): boolean {
  return matchingPattern(patterns, path) !== null
}

/** The first pattern that makes {@link matchPrefixPatterns} true, as it is written; null when none does. */
export function matchingPattern(patterns: string, path: string): string | null {
  const elements = path.split('/')
  const found = patterns.split(',').find((written) => {
    const pattern = written.replace(/\/$/, '')
    if (pattern === '') return false
    const count = pattern.split('/').length
    return count <= elements.length && matchPath(pattern, elements.slice(0, count).join('/')) === true
  })
  return found ?? null
}
