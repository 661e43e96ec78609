import { type Text, text } from '../../preload/contract/text'
import { escapePath, matchPrefixPatterns, modulePathFault, parseGoproxy, versionFault } from '../golang'
import { Failure, redact } from '../kit'
import { sumdbBasesFor } from '../protocol'
import type { Seen } from './seen'

/** One address to examine. */
export interface Target {
  readonly role: Seen['role']
  readonly label: Text
  /** Null for `off`: the go command stops there. */
  readonly url: URL | null
  readonly expected: Seen['expected']
  readonly follows: Seen['follows']
}

/** Something to examine. `chain`: one after the other until one answers, by go's rules; otherwise all. */
export interface Wanted {
  readonly module: Seen['module']
  readonly isChain: boolean
  readonly targets: readonly Target[]
}

/** The values of the go command that decide whom it asks. */
export interface GoValues {
  readonly goproxy: string
  readonly gosumdb: string
  readonly gonoproxy: string
}

/** What is asked of a proxy when no module is named: small, and on every public proxy. */
const common = { path: 'golang.org/x/text', version: 'v0.3.0' }
const alone = { separator: '', next: null } as const

/**
 * What to examine for a target as it was typed: a web address, `module@version`, or null for the user's own chain.
 *
 * @throws INVALID_INPUT, MODULE_PATH_INVALID
 */
export function wantedFor(typed: string | null, values: GoValues): Wanted {
  const target = typed?.trim() ?? ''
  if (target === '') {
    const targets = [...entriesFor(values.goproxy, common), ...databasesFor(values)]
    return { module: null, isChain: false, targets }
  }
  const isAddress = target.includes('://') || !target.includes('@')
  return isAddress ? addressWanted(target) : moduleWanted(target, values)
}

function addressWanted(target: string): Wanted {
  const written = target.includes('://') ? target : `https://${target}`
  const refuse = (why: string): Failure => {
    const what = redact(target)
    return new Failure('INVALID_INPUT', `${what}: ${why}`, { what, why })
  }
  if (!URL.canParse(written)) throw refuse('it is neither a web address nor module@version')
  const url = new URL(written)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('it is no http or https address')
  url.hash = ''
  const expected = /\.info$|\/@latest$/.test(url.pathname)
    ? 'json'
    : /\.(?:mod|zip)$|\/@v\/list$|\/sumdb\//.test(url.pathname)
      ? 'plain'
      : 'any'
  const label = text('doctor.role.target', { host: url.host })
  return { module: null, isChain: false, targets: [{ role: 'target', label, url, expected, follows: alone }] }
}

function moduleWanted(target: string, { goproxy, gonoproxy }: GoValues): Wanted {
  const at = target.lastIndexOf('@')
  const module = { path: target.slice(0, at), version: target.slice(at + 1) }
  const why = modulePathFault(module.path)
  if (why) throw new Failure('MODULE_PATH_INVALID', `${module.path}: ${why}`, { path: module.path, why })
  const fault = module.version === 'latest' ? null : versionFault(module.version)
  if (fault) throw new Failure('INVALID_INPUT', `no version: ${module.version}`, { what: module.version, why: fault })
  const isPrivate = matchPrefixPatterns(gonoproxy, module.path)
  const targets = isPrivate ? [directTo(module.path)] : entriesFor(goproxy, module)
  return { module, isChain: true, targets }
}

function entriesFor(goproxy: string, module: { path: string; version: string }): Target[] {
  const entries = parseGoproxy(goproxy).entries.filter(({ kind, isReached }) => isReached && kind !== 'empty')
  return entries.flatMap(({ kind, url, separator }, index): Target[] => {
    const after = entries[index + 1]
    const next = after === undefined ? null : after.kind === 'url' ? hostOf(after.url) : after.written.trim()
    const follows = { separator: next === null ? ('' as const) : separator, next }
    if (kind === 'off') return [{ role: 'entry', label: text('doctor.role.off'), url: null, expected: 'any', follows }]
    if (kind === 'direct') return [directTo(module.path)]
    if (kind !== 'url') return []
    const file = module.version === 'latest' ? '@latest' : `@v/${encodeURIComponent(module.version)}.info`
    const base = url.replace(/\/+$/, '')
    const asked = new URL(`${base}/${escapePath(module.path)}/${file.replaceAll('%2B', '+')}`)
    const label = text('doctor.role.entry', { host: asked.host })
    return [{ role: 'entry', label, url: asked, expected: 'json', follows }]
  })
}

/** The module's own host, which the go command asks where its code is. */
function directTo(path: string): Target {
  const url = new URL(`https://${path}?go-get=1`)
  return { role: 'direct', label: text('doctor.role.direct', { host: url.host }), url, expected: 'any', follows: alone }
}

function databasesFor({ goproxy, gosumdb }: GoValues): Target[] {
  if (gosumdb === 'off') return []
  return sumdbBasesFor(goproxy, gosumdb).bases.map(({ url, probeSupported }) => {
    const asked = new URL(`${url}/${probeSupported ? 'supported' : 'latest'}`)
    const label = text('doctor.role.sumdb', { host: asked.host })
    return { role: 'sumdb' as const, label, url: asked, expected: 'plain' as const, follows: alone }
  })
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : redact(url)
}

/** Whether the go command would ask the next entry of the chain after this answer; `status` 0 for none. */
export function goesOn({ follows }: Pick<Target, 'follows'>, status: number, isGood: boolean): boolean {
  if (isGood) return false
  return follows.separator === '|' || status === 404 || status === 410
}
