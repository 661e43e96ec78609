/**
 * A Go version taken apart. The numbers stay decimal strings, as in Go's internal/gover, so that none overflows.
 * `minor` and `patch` are '' where the version has none and none is meant: go1.21 (a language) differs from go1.21.0.
 */
export interface GoVersion {
  readonly major: string
  readonly minor: string
  readonly patch: string
  /** '', alpha, beta, rc; any lower-case word is taken. */
  readonly kind: string
  readonly pre: string
  /** What a vendor appended, with its separator: `-custom`, ` X:boringcrypto`. Counts for nothing in comparisons. */
  readonly suffix: string
}

const number = '(?:0|[1-9][0-9]*)'
const shape = new RegExp(
  `^go(?<major>${number})(?:\\.(?<minor>${number})(?:\\.(?<patch>${number}))?(?:(?<kind>[a-z]+)(?<pre>${number})?)?)?$`,
)

/**
 * Takes a version such as `go1.27.4`, `go1.21rc2` or `go1.22.3-custom` apart; null for anything else.
 *
 * The rules are those of Go's internal/gover and of cmd/go's gover.FromToolchain for suffixes, and one addition: a
 * pre-release of a patch, which gover refuses, is taken, because go1.9.2rc2 was released.
 */
export function parseGoVersion(name: string): GoVersion | null {
  const end = name.search(/[ \t-]/)
  const [plain, suffix] = end < 0 ? [name, ''] : [name.slice(0, end), name.slice(end)]
  if (/[\\/]/.test(suffix)) return null
  const found = shape.exec(plain)?.groups
  if (found?.major === undefined) return null
  const { major, minor, patch, kind = '', pre = '' } = found
  if (minor === undefined) return { major, minor: '0', patch: '0', kind, pre, suffix }
  // before 1.21 the first release of a language version had no .0
  const impliedPatch = kind === '' && compareNumbers(minor, '21') < 0 ? '0' : ''
  return { major, minor, patch: patch ?? impliedPatch, kind, pre, suffix }
}

/**
 * Orders two versions as Go does: go1.21 < go1.21rc1 < go1.21.0, suffixes ignored; what is no version comes before all
 * that are, and equals its like.
 */
export function compareGoVersions(a: string, b: string): -1 | 0 | 1 {
  const x = parseGoVersion(a) ?? nothing
  const y = parseGoVersion(b) ?? nothing
  return (
    compareNumbers(x.major, y.major) ||
    compareNumbers(x.minor, y.minor) ||
    compareNumbers(x.patch, y.patch) ||
    compareKinds(x, y) ||
    compareNumbers(x.pre, y.pre)
  )
}

const nothing: GoVersion = { major: '', minor: '', patch: '', kind: '', pre: '', suffix: '' }

function compareKinds(x: GoVersion, y: GoVersion): -1 | 0 | 1 {
  if (x.kind === y.kind) return 0
  // With a patch number the pre-release comes before the release; without one, '' is the language version, the oldest.
  const ofPatch = x.patch !== ''
  if (x.kind === '') return ofPatch ? 1 : -1
  if (y.kind === '') return ofPatch ? -1 : 1
  return x.kind < y.kind ? -1 : 1
}

// Decimal strings without leading zeros: the longer one is greater; '' is least.
function compareNumbers(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0
  if (a.length !== b.length) return a.length < b.length ? -1 : 1
  return a < b ? -1 : 1
}

/** True for what {@link parseGoVersion} takes. */
export function isGoVersion(name: string): boolean {
  return parseGoVersion(name) !== null
}

/** True for the name of one release, stable or not, without a suffix: go1.20, go1.21.0, go1.21rc2, but not go1.21, which is a language. */
export function isReleaseVersion(name: string): boolean {
  const version = parseGoVersion(name)
  return version !== null && version.suffix === '' && (version.patch !== '' || version.pre !== '')
}

/** True for the name of a release that is no pre-release: go1.20, go1.21.0. */
export function isStableVersion(name: string): boolean {
  return isReleaseVersion(name) && parseGoVersion(name)?.kind === ''
}

/** The language version that a version belongs to, as go/version.Lang: go1.21.3 → go1.21, go1 → go1; null for no version. */
export function languageOf(name: string): string | null {
  const version = parseGoVersion(name)
  if (!version) return null
  const isBare = version.minor === '' || (version.major === '1' && version.minor === '0')
  return isBare ? `go${version.major}` : `go${version.major}.${version.minor}`
}
