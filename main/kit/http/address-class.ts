import ipaddr from 'ipaddr.js'

/** How near to this computer an address is. A name that is no literal address counts as public. */
export type AddressClass = 'loopback' | 'link-local' | 'private' | 'public'

/** The class of a URL's host: `localhost` and literal addresses by their range (RFC 6890), every other name `public`. */
export function classOfHost(hostname: string): AddressClass {
  const name = hostname.toLowerCase().replace(/\.$/, '')
  if (name === 'localhost' || name.endsWith('.localhost')) return 'loopback'
  return classOfAddress(name.replace(/^\[|\]$/g, '')) ?? 'public'
}

/** The class of a literal IPv4 or IPv6 address, or null when it is none. IPv4 inside IPv6 counts as IPv4. */
export function classOfAddress(address: string): AddressClass | null {
  if (!ipaddr.isValid(address)) return null
  switch (ipaddr.process(address).range()) {
    case 'loopback':
      return 'loopback'
    // 0.0.0.0 and :: reach this computer on most systems
    case 'unspecified':
      return 'loopback'
    case 'linkLocal':
      return 'link-local'
    case 'private':
    case 'uniqueLocal':
    case 'carrierGradeNat':
      return 'private'
    default:
      return 'public'
  }
}
