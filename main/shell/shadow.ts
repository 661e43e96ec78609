import { join } from 'node:path'
import type { ShellView } from '../../preload/contract/shell'
import { exists, redact } from '../kit'
import type { RcFile } from './rc-files'

/** Why a fresh shell does not find the Go in `binDir`. Paths are absolute; `line` counts from 1. */
export type Shadow =
  /** A folder before ours holds a `go`; `tool` is who usually puts it there, `at` the line that names it. */
  | { readonly kind: 'folder'; readonly dir: string; readonly tool: string | null; readonly at: ForeignLine | null }
  /** The word `go` is an alias or a function. */
  | { readonly kind: 'alias'; readonly text: string }
  /** Our `go` is there and on PATH, but the shell can't start it. */
  | { readonly kind: 'unusable' }
  /** Our folder is not on PATH at all: the shell did not come to our lines. */
  | { readonly kind: 'not-reached' }

/** A line of the user's that has to do with Go or with a version manager. Never edited unasked. */
export interface ForeignLine {
  readonly path: string
  readonly line: number
  readonly text: string
}

interface Tool {
  readonly name: string
  /** In a folder on PATH. */
  readonly dir: RegExp
  /** In the rc line that sets the tool up. */
  readonly line: RegExp
}

const tools: readonly Tool[] = [
  { name: 'asdf', dir: /\/\.?asdf\/(?:shims|bin)/, line: /\basdf\.(?:sh|fish)\b|\.asdf\/shims/ },
  { name: 'goenv', dir: /\/\.goenv\//, line: /\bgoenv init\b|GOENV_ROOT/ },
  { name: 'gvm', dir: /\/\.gvm\//, line: /\.gvm\/scripts\/gvm\b/ },
  { name: 'g', dir: /\/\.g\/go\/bin/, line: /\/\.g\/env\b/ },
  { name: 'mise', dir: /\/mise\/(?:shims|installs)/, line: /\bmise activate\b|mise\/shims/ },
  { name: 'gobrew', dir: /\/\.gobrew\//, line: /\.gobrew\b/ },
  { name: 'Homebrew', dir: /\/(?:homebrew|linuxbrew|\.linuxbrew)\//, line: /\bbrew shellenv\b/ },
  { name: 'snap', dir: /^(?:\/var\/lib\/snapd)?\/snap\/bin/, line: /\/snap\/bin/ },
  { name: 'conda', dir: /\/(?:ana|mini|mamba)(?:conda|forge)?3?\/bin/, line: />>> conda initialize >>>/ },
]

/** Why this view's `go` is not the one in `binDir`; null when it is, or when there is none there and the folder leads. */
export async function shadowOf(
  view: ShellView,
  binDir: string,
  home: string,
  files: () => Promise<readonly RcFile[]>,
): Promise<Shadow | null> {
  const ours = join(binDir, 'go')
  if (view.go === ours) return null
  if (view.go !== null && !view.go.startsWith('/')) return { kind: 'alias', text: view.go }
  const at = view.path.indexOf(binDir)
  if (at < 0) return { kind: 'not-reached' }
  const isThere = await exists(ours)
  if (!isThere && at === 0) return null
  if (isThere && view.go === null) return { kind: 'unusable' }
  const dir = view.go === null ? (view.path[0] ?? '') : view.go.slice(0, -'/go'.length)
  const tool = tools.find((known) => known.dir.test(`${dir}/`))
  return { kind: 'folder', dir, tool: tool?.name ?? null, at: lineNaming(dir, tool, home, await files()) }
}

/** The last line (the one that wins) that puts a folder on PATH, or sets up the tool that does. */
function lineNaming(dir: string, tool: Tool | undefined, home: string, files: readonly RcFile[]): ForeignLine | null {
  const below = dir.startsWith(`${home}/`) ? dir.slice(home.length) : null
  const names = [dir, ...(below === null ? [] : [`~${below}`, `$HOME${below}`, `\${HOME}${below}`, `$HOME"${below}`])]
  const matches = (line: string): boolean =>
    names.some((name) => namesFolder(line, name)) || tool?.line.test(line) === true
  return linesWhere(files, matches).at(-1) ?? null
}

function namesFolder(line: string, dir: string): boolean {
  const at = line.indexOf(dir)
  return at >= 0 && !/[\w/.-]/.test(line[at + dir.length] ?? '')
}

/** The lines of the user's and the system's files that set up a Go or a version manager. */
export function foreignLinesIn(files: readonly RcFile[]): (ForeignLine & { readonly tool: string })[] {
  const ofTools = tools.flatMap(({ name, line }) => {
    const found =
      name === 'Homebrew' || name === 'snap' || name === 'conda' ? [] : linesWhere(files, (text) => line.test(text))
    return found.map((at) => ({ ...at, tool: name }))
  })
  const isGo = (text: string): boolean => /\bGOROOT\b.*=|\bset\b.*\bGOROOT\b|\/go\/bin\b/.test(text)
  const known = new Set(ofTools.map(({ path, line }) => `${path}:${line}`))
  const others = linesWhere(files, isGo).filter(({ path, line }) => !known.has(`${path}:${line}`))
  return [...ofTools, ...others.map((at) => ({ ...at, tool: 'go' }))]
}

function linesWhere(files: readonly RcFile[], matches: (line: string) => boolean): ForeignLine[] {
  return files.flatMap(({ path, content }) =>
    content.split('\n').flatMap((raw, index) => {
      const text = raw.trim()
      return text.startsWith('#') || !matches(text) ? [] : [{ path, line: index + 1, text: redact(text) }]
    }),
  )
}
