import { Failure } from '../failure'
import { type AddressClass, classOfHost } from './address-class'

export const maxRedirects = 5

const redirecting = [301, 302, 303, 307, 308]

/** The larger, the nearer: a redirect may lead outwards or stay, never come nearer. */
const nearness: Record<AddressClass, number> = { public: 0, private: 1, 'link-local': 2, loopback: 2 }

/** Whether an answer of this status, with this Location, sends us elsewhere. */
export function isRedirect(status: number, location: string | undefined): location is string {
  return redirecting.includes(status) && location !== undefined && location !== ''
}

/**
 * The address that a redirect leads to.
 *
 * @throws NETWORK_REDIRECT when it leads from https to http, to another scheme than http(s), carries credentials, or
 * leads nearer to this computer than the one who sent it is (a mirror must not make us talk to a service on localhost
 * or in the local network)
 */
export function followRedirect(from: URL, location: string): URL {
  const refuse = (why: string): Failure =>
    new Failure('NETWORK_REDIRECT', `${from.host} redirects: ${why}`, { host: from.host, why })
  if (!URL.canParse(location, from.href)) throw refuse('the new address is malformed')
  const to = new URL(location, from)
  to.hash = ''
  if (to.protocol !== 'https:' && to.protocol !== 'http:') throw refuse(`to the scheme ${to.protocol}`)
  if (from.protocol === 'https:' && to.protocol === 'http:') throw refuse('from https to unprotected http')
  if (to.origin === from.origin) {
    to.username = from.username
    to.password = from.password
    return to
  }
  if (to.username !== '' || to.password !== '') throw refuse('to an address with credentials in it')
  const here = classOfHost(from.hostname)
  const there = classOfHost(to.hostname)
  if (nearness[there] > nearness[here] || (there === 'link-local' && to.hostname !== from.hostname)) {
    throw refuse(`to ${to.hostname}, an address of this computer or its local network`)
  }
  return to
}
