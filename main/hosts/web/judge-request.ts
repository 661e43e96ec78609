import type { IncomingMessage } from 'node:http'

/** What a request is for, or the bare status it is turned away with. */
export type Judgement =
  | { readonly kind: 'page'; readonly path: string; readonly withBody: boolean }
  | { readonly kind: 'call'; readonly route: Route; readonly path: string }
  | { readonly kind: 'refused'; readonly status: 400 | 403 | 404 | 405 | 413 | 415 | 421; readonly why: string }

export type Route = 'api' | 'session' | 'instance-hello' | 'instance-link'

/** Largest body of a call, in bytes. */
export const bodyLimit = 1024 * 1024

type RawRequest = Pick<IncomingMessage, 'httpVersion' | 'method' | 'rawHeaders' | 'url'>

// a second one of these could make us and whatever stands before us see two different requests
const single = [
  'host',
  'authorization',
  'origin',
  'content-type',
  'content-length',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
]

const routes: Record<string, Route> = {
  '/session': 'session',
  '/instance/hello': 'instance-hello',
  '/instance/link': 'instance-link',
}

/**
 * Decides about a request by its line and headers alone, before a byte of its body is read.
 *
 * Only a request whose Host is literally ours is ours: a foreign name that was rebound to 127.0.0.1 gets 421. Calls must
 * be JSON from our own page or from a program that is no browser; the token is checked afterwards.
 */
export function judgeRequest(request: RawRequest, port: number): Judgement {
  const refused = (status: Extract<Judgement, { kind: 'refused' }>['status'], why: string): Judgement => ({
    kind: 'refused',
    status,
    why,
  })
  if (request.httpVersion !== '1.1') return refused(400, 'not HTTP/1.1')
  const headers = collectHeaders(request.rawHeaders)
  if (headers === null) return refused(400, 'a header that must be single is there twice')
  const host = headers.get('host')
  if (host === undefined) return refused(400, 'no Host')
  if (!authorities(port).includes(host)) return refused(421, 'foreign Host')
  const path = request.url ?? ''
  if (!/^\/(?!\/)[!-~]*$/.test(path)) return refused(400, 'not an origin-form target')
  if (headers.has('upgrade')) return refused(403, 'upgrade')

  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return isForeignEmbed(headers)
        ? refused(403, 'embedded by another site')
        : { kind: 'page', path, withBody: request.method === 'GET' }
    case 'POST':
      return judgeCall(path, headers, host, refused)
    case 'OPTIONS':
      return refused(403, 'preflight')
    default:
      return refused(405, 'method')
  }
}

function judgeCall(
  path: string,
  headers: ReadonlyMap<string, string>,
  host: string,
  refused: (status: 403 | 404 | 413 | 415, why: string) => Judgement,
): Judgement {
  const site = headers.get('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin') return refused(403, 'cross-site call')
  const origin = headers.get('origin')
  if (origin !== undefined && origin !== `http://${host}`) return refused(403, 'foreign Origin')
  const route = /^\/api(\/[A-Za-z]+){1,4}$/.test(path) ? 'api' : routes[path]
  if (route === undefined) return refused(404, 'no such call')
  if (!/^application\/json(; ?charset=utf-8)?$/i.test(headers.get('content-type') ?? '')) {
    return refused(415, 'not JSON')
  }
  if (headers.has('content-disposition') || headers.has('content-encoding')) return refused(415, 'not plain JSON')
  if (Number(headers.get('content-length') ?? 0) > bodyLimit) return refused(413, 'body too large')
  return { kind: 'call', route, path }
}

/** The only values of Host that are ours. `localhost` and `[::1]` come through a forwarded port. */
function authorities(port: number): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]
}

/** A link to the page may be followed from anywhere; everything else that another site makes a browser load may not. */
function isForeignEmbed(headers: ReadonlyMap<string, string>): boolean {
  const site = headers.get('sec-fetch-site')
  if (site === undefined || site === 'same-origin' || site === 'none') return false
  return !(headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'document')
}

function collectHeaders(raw: readonly string[]): Map<string, string> | null {
  const headers = new Map<string, string>()
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase()
    if (headers.has(name) && single.includes(name)) return null
    headers.set(name, raw[index + 1] ?? '')
  }
  return headers
}
