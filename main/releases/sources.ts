import { redact } from '../kit'

/** A place that serves Go's archives under their own names, `go1.27.4.linux-amd64.tar.gz`. */
export interface ArchiveSource {
  readonly kind: 'archive'
  readonly id: string
  readonly label: string
  /** Ends with a slash; file names are appended. */
  readonly base: string
  /** The full JSON index with a SHA-256 for every file; null for a mirror, which is no authority on what is genuine. */
  readonly index: string | null
}

/** A module proxy (GOPROXY) that may serve the module golang.org/toolchain. */
export interface ModuleSource {
  readonly kind: 'module'
  readonly id: string
  readonly label: string
  /** Without a slash at the end. */
  readonly base: string
}

export type Source = ArchiveSource | ModuleSource

const indexQuery = '?mode=json&include=all'

/** The sources that need no configuration, best first. */
export const defaultSources: readonly Source[] = [
  archive('go.dev', 'https://dl.google.com/go/', `https://go.dev/dl/${indexQuery}`),
  archive('golang.google.cn', 'https://golang.google.cn/dl/', `https://golang.google.cn/dl/${indexQuery}`),
  proxy('https://proxy.golang.org'),
  proxy('https://goproxy.cn'),
  archive('mirrors.aliyun.com', 'https://mirrors.aliyun.com/golang/', null),
  archive('mirrors.ustc.edu.cn', 'https://mirrors.ustc.edu.cn/golang/', null),
  archive('mirrors.nju.edu.cn', 'https://mirrors.nju.edu.cn/golang/', null),
  archive('mirrors.hust.edu.cn', 'https://mirrors.hust.edu.cn/golang/', null),
]

/**
 * All sources in their order before anything is learned: those that the user named, then the defaults.
 *
 * @param goproxies the http(s) entries of the user's GOPROXY
 * @param mirrors base URLs of archive mirrors; what is no http(s) URL is left out
 */
export function sourcesFor(
  goproxies: readonly string[],
  mirrors: readonly string[],
  defaults: readonly Source[] = defaultSources,
): Source[] {
  const named = [
    ...mirrors.filter(isHttpUrl).map((base) => archive(labelOf(base), base.replace(/\/*$/, '/'), null)),
    ...goproxies.filter(isHttpUrl).map(proxy),
  ]
  const official = defaults.filter((source) => source.kind === 'archive' && source.index !== null)
  const rest = defaults.filter((source) => !official.includes(source))
  const byId = new Map<string, Source>()
  for (const source of [...official, ...named, ...rest]) if (!byId.has(source.id)) byId.set(source.id, source)
  return [...byId.values()]
}

function archive(label: string, base: string, index: string | null): ArchiveSource {
  return { kind: 'archive', id: `archive:${label}`, label, base, index }
}

function proxy(url: string): ModuleSource {
  const label = labelOf(url)
  return { kind: 'module', id: `module:${label}`, label, base: url.replace(/\/+$/, '') }
}

/** Host and path, without credentials: what a person calls the source. */
function labelOf(url: string): string {
  const { host, pathname } = new URL(url)
  return redact(`${host}${pathname.replace(/\/+$/, '')}`)
}

function isHttpUrl(value: string): boolean {
  return /^https?:\/\//i.test(value) && URL.canParse(value)
}
