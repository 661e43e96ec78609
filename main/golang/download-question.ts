import { type GoproxyList, parseGoproxy } from './goproxy-list'
import { parseGosumdb } from './gosumdb'
import { matchingPattern } from './module-path'

/** The variables that decide who is asked. '' is Go's default, as for the go command. */
export interface Settings {
  readonly goproxy: string
  readonly goprivate: string
  readonly gonoproxy: string
  readonly gonosumdb: string
  readonly goinsecure: string
  readonly gosumdb: string
}

/** Whether and where the checksum database is asked about a module. */
export type DatabaseState =
  | { readonly kind: 'unused'; readonly why: 'off' | 'pattern' | 'file-proxy' }
  /** `url` null: at https://<name>, and to be asked through proxies first. */
  | { readonly kind: 'database'; readonly name: string; readonly url: string | null }
  /** go refuses GOSUMDB with these words. */
  | { readonly kind: 'unusable'; readonly message: string }

/** Which pattern of which variable decided; null when none does. */
export interface Decision {
  readonly variable: 'GOPRIVATE' | 'GONOPROXY' | 'GONOSUMDB' | 'GOINSECURE'
  readonly pattern: string
}

const defaultGoproxy = 'https://proxy.golang.org,direct'

/** What the settings mean for one module path; GONOPROXY and GONOSUMDB default to GOPRIVATE (`go help private`). */
export function createQuestion(settings: Settings, module: string) {
  const list: GoproxyList = parseGoproxy(settings.goproxy || defaultGoproxy)
  return {
    list,
    isNoproxySet: (settings.gonoproxy || settings.goprivate) !== '',
    isKeptPrivate: decisionsFor(settings, module).noproxy !== null,
    database: databaseFor(settings, module),
  }
}

/** For each of the three questions the pattern that says yes: taken from its own host, not looked up, insecurely. */
export function decisionsFor(settings: Settings, module: string) {
  const first = (variable: Decision['variable'], patterns: string): Decision | null => {
    const pattern = matchingPattern(patterns, module)
    return pattern === null ? null : { variable, pattern }
  }
  const or = (variable: 'GONOPROXY' | 'GONOSUMDB', own: string): Decision | null =>
    own === '' ? first('GOPRIVATE', settings.goprivate) : first(variable, own)
  return {
    noproxy: or('GONOPROXY', settings.gonoproxy),
    nosumdb: or('GONOSUMDB', settings.gonosumdb),
    insecure: first('GOINSECURE', settings.goinsecure),
  }
}

/** Whether the checksum database is asked about a module, and which (useSumDB and dbDial of cmd/go/internal/modfetch). */
export function databaseFor(settings: Settings, module: string): DatabaseState {
  const { goproxy, gosumdb } = settings
  const isToolchain = module === 'golang.org/toolchain'
  if (isToolchain && goproxy.startsWith('file://') && !/[,|]/.test(goproxy))
    return { kind: 'unused', why: 'file-proxy' }
  const parsed = parseGosumdb(gosumdb)
  if (!isToolchain) {
    if (parsed.kind === 'off') return { kind: 'unused', why: 'off' }
    if (decisionsFor(settings, module).nosumdb) return { kind: 'unused', why: 'pattern' }
  }
  switch (parsed.kind) {
    case 'off':
      return { kind: 'unusable', message: 'checksum database disabled by GOSUMDB=off' }
    case 'invalid':
      return { kind: 'unusable', message: refusals[parsed.why] }
    case 'database':
      return { kind: 'database', name: parsed.key.name, url: parsed.url }
  }
}

const refusals: Readonly<Record<'too-many-words' | 'unknown-key' | 'bad-name' | 'bad-url', string>> = {
  'too-many-words': 'invalid GOSUMDB: too many fields',
  'unknown-key': 'invalid GOSUMDB: malformed verifier id',
  'bad-name': 'invalid sumdb name (must be host[/path]): …',
  'bad-url': '…',
}
