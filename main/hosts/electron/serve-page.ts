import { type Protocol, protocol } from 'electron'
import type { LoadedPage } from '../page'
import { origin, scheme } from './origin'

/** Makes the scheme a standard, secure one. Must be called before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Answers the scheme from the page's files in memory; anything else is 404. */
export function servePage(page: LoadedPage, on: Pick<Protocol, 'handle'> = protocol): void {
  on.handle(scheme, (request) => {
    const [url = ''] = request.url.split('#')
    const answer =
      request.method === 'GET' && url.startsWith(`${origin}/`) ? page.answer(url.slice(origin.length)) : null
    if (answer === null) return new Response(null, { status: 404 })
    return new Response(new Uint8Array(answer.body), { headers: answer.headers })
  })
}
