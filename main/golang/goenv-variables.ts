import { toolchainChoice } from './toolchain-choice'

/**
 * The first Go release that knows each variable which its env file may set: `internal/cfg.KnownEnv` of the releases
 * 1.13 to 1.27. Left out are those that `go env -w` refuses.
 */
const firstRelease: Readonly<Record<string, readonly string[]>> = {
  '1.13': [
    ...['AR', 'CC', 'CXX', 'FC', 'GCCGO', 'PKG_CONFIG', 'CGO_ENABLED', 'GO_EXTLINK_ENABLED'],
    ...['CFLAGS', 'CPPFLAGS', 'CXXFLAGS', 'FFLAGS', 'LDFLAGS'].flatMap((flags) =>
      ['', '_ALLOW', '_DISALLOW'].map((suffix) => `CGO_${flags}${suffix}`),
    ),
    ...['GO111MODULE', 'GOPROXY', 'GOSUMDB', 'GOPRIVATE', 'GONOPROXY', 'GONOSUMDB', 'GOROOT', 'GOPATH', 'GOBIN'],
    ...[
      'GOCACHE',
      'GOFLAGS',
      'GOTMPDIR',
      'GOOS',
      'GOARCH',
      'GO386',
      'GOARM',
      'GOMIPS',
      'GOMIPS64',
      'GOPPC64',
      'GOWASM',
    ],
  ],
  '1.14': ['GOINSECURE'],
  '1.15': ['GOMODCACHE'],
  '1.16': ['GOVCS'],
  '1.17': ['GOEXPERIMENT'],
  '1.18': ['GOAMD64'],
  '1.21': ['GOTOOLCHAIN', 'GOCACHEPROG'],
  '1.23': ['GOARM64', 'GORISCV64'],
  '1.24': ['GOAUTH', 'GOFIPS140'],
}

const releaseOf = new Map(
  Object.entries(firstRelease).flatMap(([release, names]) => names.map((name) => [name, release] as const)),
)

// env.go checkEnvWrite of 1.27; older releases have none of these, or refuse them as unknown
const computed = new Set(
  'GOEXE GOGCCFLAGS GOHOSTARCH GOHOSTOS GOMOD GOTELEMETRY GOTELEMETRYDIR GOTOOLDIR GOVERSION GOWORK'.split(' '),
)
const environmentOnly = new Set(['GOENV', 'GODEBUG', 'GOPACKAGESDRIVER'])

/** The first release that knows a variable, such as `1.21` for GOTOOLCHAIN; null for one that no release up to 1.27 knows. */
export function goenvVariableSince(name: string): string | null {
  return releaseOf.get(name) ?? null
}

/** Every variable that the go command reads. */
export function goVariables(): string[] {
  return [...releaseOf.keys(), ...computed, ...environmentOnly]
}

/** True for a variable that the go command reads at all, from wherever it comes. */
export function isGoVariable(name: string): boolean {
  return releaseOf.has(name) || computed.has(name) || environmentOnly.has(name)
}

/** True for values that Go works out itself (GOVERSION, GOMOD, …): `go env -w` refuses them. */
export function isComputedVariable(name: string): boolean {
  return computed.has(name)
}

/** True for variables that only the process environment can set. */
export function isEnvironmentOnly(name: string): boolean {
  return environmentOnly.has(name)
}

/**
 * Why a variable's value must not be written to a go env file, or null when it may: what `go env -w` refuses
 * (`cmd/go/internal/envcmd.checkEnvWrite`), and what would keep later go commands from starting.
 *
 * @param os GOOS of this computer: it decides what an absolute path is
 */
export function goenvValueFault(name: string, value: string, os: string): string | null {
  if (value.includes('\0')) return 'it holds a NUL character'
  if (/[\v\r\n]/.test(value)) return 'it holds a line break'
  if (/\p{Surrogate}/u.test(value)) return 'it is no valid Unicode'
  if (value === '') return null
  switch (name) {
    case 'GO111MODULE':
      return ['on', 'off', 'auto'].includes(value) ? null : 'it must be on, off or auto'
    case 'GOTOOLCHAIN':
      return toolchainChoice(value).kind === 'invalid' ? 'it names no toolchain' : null
    case 'GOFLAGS':
      return goflagsFault(value)
    case 'GOPATH':
      return value.split(os === 'windows' ? ';' : ':').every((dir) => dir === '' || isAbsolutePath(dir, os))
        ? null
        : 'every folder must be an absolute path'
    case 'GOBIN':
    case 'GOCACHE':
    case 'GOMODCACHE':
    case 'GOTMPDIR':
      return isAbsolutePath(value, os) ? null : 'it must be an absolute path'
    default:
      return null
  }
}

/** True for a path that is absolute on that operating system (GOOS). */
export function isAbsolutePath(path: string, os: string): boolean {
  return os === 'windows' ? /^(?:[A-Za-z]:[\\/]|\\\\)/.test(path) : path.startsWith('/')
}

/**
 * The flags in a GOFLAGS value: separated by white space, each may be quoted as a whole (`cmd/internal/quoted.Split`).
 * Null when a quote is not closed.
 */
export function splitQuoted(value: string): string[] | null {
  const words: string[] = []
  let rest = value.trimStart()
  while (rest !== '') {
    const quote = rest[0]
    if (quote === "'" || quote === '"') {
      const end = rest.indexOf(quote, 1)
      if (end < 0) return null
      words.push(rest.slice(1, end))
      rest = rest.slice(end + 1).trimStart()
      continue
    }
    const word = /^\S+/.exec(rest)?.[0] ?? rest
    words.push(word)
    rest = rest.slice(word.length).trimStart()
  }
  return words
}

function goflagsFault(value: string): string | null {
  const flags = splitQuoted(value)
  if (flags === null) return 'a quote is not closed'
  const wrong = flags.find((flag) => !/^--?[^-=]/.test(flag))
  return wrong === undefined ? null : `${wrong} is no flag`
}
