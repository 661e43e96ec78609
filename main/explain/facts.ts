import { unescapePath } from '../golang'

/** What many rules want to know of the lines they look at. '' where the lines do not tell. */
export interface Facts {
  readonly line: string
  /** The line and those that follow closely. */
  readonly window: string
  readonly url: string
  readonly host: string
  readonly module: string
  readonly version: string
  /** What the rule's pattern found, group by group; [0] is the whole. */
  readonly found: readonly string[]
}

const address = /https?:\/\/[^\s"'<>`]+/
const moduleAt = /(?:^|[\s("'])([a-z0-9][\w.~-]*(?:\/[\w.~!-]+)*)@(v?[\w.+<>=-]+)/i

export function factsOf(line: string, window: string, found: readonly string[]): Facts {
  const url = (address.exec(line)?.[0] ?? address.exec(window)?.[0] ?? '').replace(/[:,.;)]+$/, '')
  const named = moduleAt.exec(line)
  const module = named?.[1] ?? moduleOf(url)
  return { line, window, url, host: hostOf(url), module, version: named?.[2] ?? '', found }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : ''
}

/** The module that an address of the module proxy protocol asks for. */
function moduleOf(url: string): string {
  const path = /^https?:\/\/[^/]+\/(.+?)\/(?:@v\/|@latest)/.exec(url)?.[1] ?? ''
  const parts = path.split('/')
  // what stands before it belongs to the proxy: a module begins with a host
  const start = parts.findIndex((part) => /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(part))
  return start < 0 ? '' : (unescapePath(parts.slice(start).join('/')) ?? '')
}

/**
 * A value as it may stand in a command to copy, or null when it may not: what was pasted decides nothing but a plain
 * word, no option and nothing that a shell would act on.
 */
export function plainWord(value: string): string | null {
  return /^[\w/.~][\w/.~@+-]*$/.test(value) && value.length <= 300 ? value : null
}

/** A command with one such value at its end. */
export function commandWith(command: string, value: string): string | null {
  const word = plainWord(value)
  return word === null ? null : `${command} ${word}`
}

/** The pattern for GOPRIVATE that covers a module and its neighbours: the owner on a public forge, else the host. */
export function privatePattern(module: string): string {
  const [host = '', owner = ''] = module.split('/')
  const isForge = /^(?:github\.com|gitlab\.com|bitbucket\.org|gitee\.com|codeberg\.org)$/.test(host)
  return isForge && owner !== '' ? `${host}/${owner}` : host
}
