/** What a server may do with a request, as far as the go command tells it apart. `html` is a page with status 200. */
export const proxyAnswers = [
  '200',
  '403',
  '404',
  '410',
  '418',
  '429',
  '500',
  '502',
  '503',
  'timeout',
  'refused',
  'reset',
  'html',
] as const
export type ProxyAnswer = (typeof proxyAnswers)[number]

/** An error of the go command: its words, and whether it stands for "there is no such thing", after which `,` goes on. */
export interface GoError {
  readonly message: string
  readonly isNotExist: boolean
  /** True for words that go says without the module's name before them, unless they answer the first request. */
  readonly isBare?: boolean
}

/** Reason phrases as Go's own servers send them; go prints whatever phrase the server sent. */
const phrases: Readonly<Record<string, string>> = {
  403: 'Forbidden',
  404: 'Not Found',
  410: 'Gone',
  418: "I'm a teapot",
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
}

/**
 * The error that the go command makes of an answer to a GET of `url`; null for 200 and for a page, which go reads as what
 * it asked for, and for a server that never answers, on which go waits without an end. `…` stands for what depends on
 * the machine: ports and resolved addresses (cmd/go/internal/web).
 */
export function errorOfAnswer(url: string, answer: ProxyAnswer): GoError | null {
  switch (answer) {
    case '200':
    case 'html':
    case 'timeout':
      return null
    case 'refused':
      return connectionError(url, `dial tcp ${addressOf(url)}: connect: connection refused`)
    case 'reset':
      return connectionError(url, `read tcp …->${addressOf(url)}: read: connection reset by peer`)
    default:
      return { message: `reading ${redactedUrl(url)}: ${statusOf(url, answer)}`, isNotExist: isGone(answer) }
  }
}

/** True for the two statuses that mean "not here, ask the next". */
export function isGone(answer: ProxyAnswer): boolean {
  return answer === '404' || answer === '410'
}

/** How often go sends a request that is answered so: over https a 4xx makes it ask once more, with GOAUTH's credentials. */
export function timesAsked(url: string, answer: ProxyAnswer, isConnected: boolean): number {
  if (url.startsWith('https:') && answer.startsWith('4')) return 2
  // a connection that served before and is reset may have been idle too long: Go's client tries a fresh one
  return answer === 'reset' && isConnected ? 2 : 1
}

/** A URL as Go's `URL.Redacted` writes it. */
export function redactedUrl(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^/@:]*):[^/@]*@/i, '$1:xxxxx@')
}

/** `base` with a path below it, however it ends. */
export function urlBelow(base: string, path: string): string {
  const [, before = base, query = ''] = /^([^?#]*)(.*)$/.exec(base) ?? []
  return `${before.replace(/\/$/, '')}/${path}${query}`
}

function connectionError(url: string, message: string): GoError {
  const shown = url.replace(/^([a-z]+:\/\/[^/@:]*):[^/@]*@/i, '$1:***@')
  return { message: `Get "${shown}": ${message}`, isNotExist: false }
}

function statusOf(url: string, answer: string): string {
  if (!url.startsWith('file:')) return `${answer} ${phrases[answer]}`
  return answer === '404' ? 'no such file or directory' : answer === '403' ? 'permission denied' : '…'
}

// only an address in numbers is known before it is resolved
function addressOf(url: string): string {
  if (!URL.canParse(url)) return '…'
  const { hostname, port, protocol } = new URL(url)
  const isNumeric = /^[0-9.]+$/.test(hostname) || hostname.startsWith('[')
  return isNumeric ? `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}` : '…'
}
