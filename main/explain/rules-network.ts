import { type Facts, plainWord, privatePattern } from './facts'
import { type Draft, fix, type Look, type Reading, type Rule } from './rule'

const credentials =
  /could not read Username|terminal prompts disabled|Authentication failed|Permission denied \(publickey|unable to access|Repository not found|git ls-remote/

/** An address of the module proxy protocol was answered with this status. */
const answered = (status: string): RegExp => new RegExp(`(?:reading|fetching) https?://\\S+: (${status})\\b`)

const asked = ({ url }: Facts): Look[] => (url === '' ? [] : [{ kind: 'address', url }])
const otherProxy = (): Draft => fix('otherProxy', ['goready proxy probe'], { kind: 'other-proxy' })
const fallBack = (): Draft => fix('fallBack', [], { kind: 'fall-back' })

export function markPrivate(module: string): Draft[] {
  const pattern = plainWord(privatePattern(module))
  if (pattern === null) return []
  const wish = { kind: 'add-pattern', name: 'GOPRIVATE', pattern } as const
  return [fix('markPrivate', [`go env -w GOPRIVATE=${pattern}`], wish, { pattern })]
}

export function gitAccess(module: string): Draft {
  const host = plainWord(module.split('/')[0] ?? '')
  const command = host === null ? [] : [`git config --global url."ssh://git@${host}/".insteadOf "https://${host}/"`]
  return fix('gitAccess', command)
}

function ofProxy(facts: Facts, fixes: readonly Draft[], looks: readonly Look[] = asked(facts)): Reading {
  const { host, module } = facts
  const params = { host: host || '?', module: module || '?', status: facts.found[1] ?? '?' }
  const needsOther = fixes.some(({ wish }) => wish?.kind === 'other-proxy')
  const seen: readonly Look[] = needsOther ? [...looks, { kind: 'proxies' }] : looks
  return { subject: `${host} ${params.status}`, params, fixes, looks: seen }
}

function ofHost(facts: Facts, fixes: readonly Draft[], looks?: readonly Look[]): Reading {
  const host = facts.host || facts.found[1] || '?'
  return { subject: host, params: { host }, fixes, looks: looks ?? [...asked(facts), { kind: 'proxies' }] }
}

/** What module proxies answer. */
export const proxyRules: readonly Rule[] = [
  {
    id: 'private-module',
    match: answered('40[34]|410'),
    near: credentials,
    takes: /^(?:server response|not found:|\s*fatal:)/,
    read: (facts) => ({
      subject: privatePattern(facts.module),
      params: { module: facts.module || '?', host: facts.host || '?' },
      fixes: [...markPrivate(facts.module), gitAccess(facts.module)],
      looks: [{ kind: 'private', module: facts.module }],
    }),
  },
  {
    id: 'proxy-not-found',
    match: answered('404|410'),
    near: /^(?![\s\S]*(?:unknown revision|no matching versions))/,
    read: (facts) => ofProxy(facts, [versions(facts.module), ...markPrivate(facts.module)]),
  },
  {
    id: 'proxy-unauthorized',
    match: answered('401'),
    read: (facts) => ofProxy(facts, [fix('netrc', [], null, { host: facts.host || '?' }), otherProxy()]),
  },
  {
    id: 'proxy-forbidden',
    match: answered('403|451'),
    read: (facts) => ofProxy(facts, [fallBack(), otherProxy(), ...markPrivate(facts.module)]),
  },
  { id: 'proxy-teapot', match: answered('418'), read: (facts) => ofProxy(facts, [otherProxy()]) },
  {
    id: 'proxy-rate-limited',
    match: answered('429'),
    read: (facts) => ofProxy(facts, [fix('wait'), fallBack(), otherProxy()]),
  },
  {
    id: 'proxy-failed',
    match: answered('5\\d\\d'),
    read: (facts) => ofProxy(facts, [fix('wait'), fallBack(), otherProxy()]),
  },
  {
    id: 'proxy-off',
    match: /disabled by GOPROXY=off/,
    read: () => variable('GOPROXY'),
  },
  {
    id: 'proxy-empty',
    match: /GOPROXY list is not the empty string, but contains no entries/,
    read: () => variable('GOPROXY'),
  },
  {
    id: 'proxy-invalid',
    match: /invalid proxy URL|unsupported protocol scheme|no Host in request URL|invalid GOPROXY/,
    read: () => variable('GOPROXY'),
  },
  {
    id: 'insecure-credentials',
    match: /refusing to pass credentials to insecure URL/,
    read: (facts) => ofHost(facts, [fix('useHttps')], [{ kind: 'variable', name: 'GOPROXY' }]),
  },
  {
    id: 'not-a-proxy',
    match: /invalid character '<' looking for beginning of value|zip: not a valid zip file|invalid response from proxy/,
    read: (facts) => ofHost(facts, [fix('openBrowser'), otherProxy()]),
  },
]

export function versions(module: string): Draft {
  const word = plainWord(module)
  return fix('versions', word === null ? [] : [`go list -m -versions ${word}`])
}

export function variable(name: string, more: readonly Draft[] = []): Reading {
  const commands = [`go env -u ${name}`, `unset ${name}`]
  return {
    subject: name,
    params: { name },
    fixes: [fix('unset', commands, { kind: 'unset', name }, { name }), ...more],
    looks: [{ kind: 'variable', name }],
  }
}

const trust = (): Draft => fix('trust', ['export SSL_CERT_FILE=/path/to/company-root.pem'])

/** What keeps an answer from coming at all. */
export const networkRules: readonly Rule[] = [
  {
    id: 'http-proxy-login',
    match: /Proxy Authentication Required|\b407\b.*[Pp]roxy/,
    read: (facts) =>
      ofHost(
        facts,
        [fix('httpProxyLogin', ['export HTTPS_PROXY=http://USER:PASSWORD@PROXY:PORT'])],
        [{ kind: 'variable', name: 'HTTPS_PROXY' }, ...asked(facts)],
      ),
  },
  {
    id: 'tls-unknown-authority',
    match: /x509: certificate signed by unknown authority|self[- ]signed certificate|certificate is not trusted/,
    read: (facts) => ofHost(facts, [trust()], asked(facts)),
  },
  {
    id: 'tls-expired',
    match: /x509: certificate has expired or is not yet valid|certificate has expired/,
    read: (facts) => ofHost(facts, [fix('clock', ['date -u']), otherProxy()], asked(facts)),
  },
  {
    id: 'tls-wrong-host',
    match: /x509: (?:certificate is (?:valid for|not valid for)|cannot validate certificate for)/,
    read: (facts) => ofHost(facts, [fix('address'), trust()], asked(facts)),
  },
  {
    id: 'tls-not-spoken',
    match: /first record does not look like a TLS handshake|server gave HTTP response to HTTPS client/,
    read: (facts) => ofHost(facts, [fix('address')], asked(facts)),
  },
  {
    id: 'dns-failure',
    match: /no such host|server misbehaving|Temporary failure in name resolution|Could not resolve host/,
    read: (facts) => {
      const host = /lookup ([\w.-]+)|resolve host:? '?([\w.-]+)/.exec(facts.line)
      return ofHost({ ...facts, host: host?.[1] ?? host?.[2] ?? facts.host }, [fix('dns'), otherProxy()])
    },
  },
  {
    id: 'connection-refused',
    match: /connection refused|actively refused it/,
    read: (facts) => ofHost(facts, [fix('address'), otherProxy()]),
  },
  {
    id: 'network-unreachable',
    match: /network is unreachable|no route to host|unreachable host|unreachable network/,
    read: (facts) => ofHost(facts, [fix('online'), otherProxy()]),
  },
  {
    id: 'network-timeout',
    match:
      /i\/o timeout|TLS handshake timeout|context deadline exceeded|[Cc]onnection timed out|connected party did not properly respond|Client\.Timeout exceeded/,
    read: (facts) => ofHost(facts, [otherProxy(), fix('httpProxy', ['export HTTPS_PROXY=http://PROXY:PORT'])]),
  },
  {
    id: 'connection-cut',
    match:
      /(?:Get|read) "?https?:\/\/\S+?:? (?:unexpected )?EOF|connection reset by peer|forcibly closed|unexpected EOF|server sent GOAWAY|stream error: stream ID/,
    read: (facts) => ofHost(facts, [fix('wait'), otherProxy()]),
  },
]

/** Asked when nothing else fits. */
export const lastRules: readonly Rule[] = [
  { id: 'proxy-status', match: answered('[1-4]\\d\\d'), read: (facts) => ofProxy(facts, [otherProxy()]) },
]
