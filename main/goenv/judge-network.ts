import { matchPrefixPatterns, parseGoproxy, parseGosumdb } from '../golang'
import { fine, type Judgement, say } from './judgement'

export const defaultGoproxy = 'https://proxy.golang.org,direct'
export const defaultGosumdb = 'sum.golang.org'

const toDefaultProxy = { recommended: defaultGoproxy, remedy: defaultGoproxy }

/** GOPROXY: can modules be had by it, and by whom can they be seen? */
export function judgeGoproxy(value: string): Judgement {
  const entries = parseGoproxy(value).entries.filter(({ kind }) => kind !== 'empty')
  const [first] = entries
  if (!first) return say('problem', 'goproxyEmpty', toDefaultProxy)
  const invalid = entries.find(({ kind, isReached }) => kind === 'invalid' && isReached)
  if (invalid) return say('problem', 'goproxyInvalid', { ...toDefaultProxy, params: { entry: invalid.written.trim() } })
  if (first.kind === 'off') return say('problem', 'goproxyOff', toDefaultProxy)
  if (first.kind === 'direct') return say('warning', 'goproxyDirect', toDefaultProxy)
  const urls = entries.filter(({ kind, isReached }) => kind === 'url' && isReached)
  for (const { url } of urls) {
    const { protocol, hostname, username, password } = new URL(url)
    if (protocol === 'http:' && username + password !== '') return say('problem', 'goproxyHttpPassword', toDefaultProxy)
    if (isLoopback(hostname))
      return say('warning', 'goproxyLoopback', { ...toDefaultProxy, params: { host: hostname } })
    if (protocol === 'http:') return say('warning', 'goproxyHttp', { ...toDefaultProxy, params: { host: hostname } })
  }
  const unreached = entries.find(({ isReached }) => !isReached)
  if (unreached)
    return say('note', 'goproxyUnreached', { recommended: value, params: { entry: unreached.written.trim() } })
  return { ...fine, recommended: value }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]'
}

/** GOSUMDB: are downloads compared with the public record? */
export function judgeGosumdb(value: string): Judgement {
  const cure = { recommended: defaultGosumdb, remedy: defaultGosumdb }
  const database = parseGosumdb(value)
  if (database.kind === 'off') return say('warning', 'gosumdbOff', cure)
  if (database.kind === 'invalid') return say('problem', 'gosumdbInvalid', cure)
  const isOwn = database.key.name !== defaultGosumdb
  return isOwn ? say('note', 'gosumdbOwn', { recommended: value }) : { ...fine, recommended: value }
}

// Public modules of different hosts; a pattern list that covers them all was hardly meant for private ones.
const publicModules = ['github.com/pkg/errors', 'golang.org/x/text', 'gopkg.in/yaml.v3']

/** GOPRIVATE, GONOPROXY, GONOSUMDB, GOINSECURE: lists of module path patterns. */
export function judgePatterns(name: string, value: string): Judgement {
  if (value === '' || (name === 'GONOPROXY' && value === 'none') || (name === 'GONOSUMDB' && value === 'none'))
    return fine
  const reset = { remedy: null }
  const parts = value.split(',')
  const url = parts.find((part) => part.includes('://'))
  if (url !== undefined) return say('warning', 'patternIsUrl', { params: { pattern: url } })
  const spaced = parts.find((part) => part !== part.trim())
  if (spaced !== undefined) {
    const tidy = parts.map((part) => part.trim()).join(',')
    return say('warning', 'patternSpaced', { recommended: tidy, remedy: tidy, params: { pattern: spaced.trim() } })
  }
  const covered = publicModules.filter((path) => matchPrefixPatterns(value, path))
  if (covered.length === publicModules.length) {
    if (name === 'GONOSUMDB') return say('warning', 'nosumdbAll', reset)
    if (name === 'GONOPROXY') return say('warning', 'noproxyAll', reset)
    if (name === 'GOPRIVATE') return say('warning', 'privateAll', reset)
  }
  if (name === 'GOINSECURE') {
    return say(covered.length > 0 ? 'warning' : 'note', covered.length > 0 ? 'insecureAll' : 'insecure', reset)
  }
  const [host] = covered
  if (host !== undefined) return say('note', 'patternPublic', { params: { host: host.split('/')[0] ?? host } })
  return fine
}
