import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import tls, { createSecureContext, type DetailedPeerCertificate } from 'node:tls'
import type { SeenCertificate, TlsFlaw, TlsHop } from './hop'
import type { Trust } from './tools'

/** Reads roots once. `everybodys` are those that any computer trusts: Node's own, taken from Mozilla's list. */
export function readTrust(roots: readonly string[], everybodys: readonly string[] = tls.rootCertificates): Trust {
  const plain = (pem: string): string => pem.replace(/\s/g, '')
  const common = new Set(everybodys.map(plain))
  const read = (pems: readonly string[]): X509Certificate[] => pems.flatMap(readOne)
  return {
    context: createSecureContext({ ca: [...new Set([...everybodys, ...roots])] }),
    publicRoots: read(everybodys),
    localRoots: read(roots.filter((pem) => !common.has(plain(pem)))),
  }
}

// a file of roots may hold what OpenSSL passes over
function readOne(pem: string): X509Certificate[] {
  try {
    return [new X509Certificate(pem)]
  } catch {
    return []
  }
}

const longestChain = 10

/** A chain from the server's certificate upwards, with the root where this computer knows it. */
export function chainOf(peer: DetailedPeerCertificate): X509Certificate[] {
  const chain: X509Certificate[] = []
  const seen = new Set<DetailedPeerCertificate>()
  for (let one = peer; one?.raw && !seen.has(one) && seen.size < longestChain; one = one.issuerCertificate) {
    seen.add(one)
    chain.push(new X509Certificate(one.raw))
  }
  return chain
}

/** Who vouches for a chain. */
export function anchorOf(chain: readonly X509Certificate[], { publicRoots, localRoots }: Trust): TlsHop['anchor'] {
  const isUnder = (roots: readonly X509Certificate[]): boolean =>
    chain.some((one) => roots.some((root) => isSame(one, root) || isIssuedBy(one, root)))
  if (isUnder(publicRoots)) return 'public'
  return isUnder(localRoots) ? 'local' : 'none'
}

function isSame(one: X509Certificate, other: X509Certificate): boolean {
  return one.fingerprint256 === other.fingerprint256
}

function isIssuedBy(one: X509Certificate, root: X509Certificate): boolean {
  return one.issuer === root.subject && one.checkIssued(root) && one.verify(root.publicKey)
}

/** What is wrong with a chain for this host at this time. `verified` is OpenSSL's own word; null for none against it. */
export function flawsOf(
  chain: readonly X509Certificate[],
  host: string,
  now: Date,
  { anchor, verified }: { readonly anchor: TlsHop['anchor']; readonly verified: string | null },
): TlsFlaw[] {
  const [leaf] = chain
  if (!leaf) return ['refused']
  const flaws: TlsFlaw[] = []
  if (chain.some((one) => Date.parse(one.validTo) < now.getTime())) flaws.push('expired')
  if (chain.some((one) => Date.parse(one.validFrom) > now.getTime())) flaws.push('not-yet-valid')
  // Go looks at the alternative names alone, too
  const isMeant = isIP(host) === 0 ? leaf.checkHost(host, { subject: 'never' }) : leaf.checkIP(host)
  if (isMeant === undefined) flaws.push('wrong-host')
  const isAlone = chain.length === 1 && leaf.issuer === leaf.subject
  if (anchor === 'none') flaws.push(isAlone ? 'self-signed' : 'unknown-issuer')
  const isOfDates = verified === 'CERT_HAS_EXPIRED' || verified === 'CERT_NOT_YET_VALID'
  if (flaws.length === 0 && verified !== null && !isOfDates) flaws.push('refused')
  return flaws
}

const mostNames = 12

/** A certificate as it is told. */
export function seenOf(one: X509Certificate, isLeaf: boolean): SeenCertificate {
  return {
    subject: nameIn(one.subject),
    issuer: nameIn(one.issuer),
    validFrom: isoOf(one.validFrom),
    validTo: isoOf(one.validTo),
    names: isLeaf ? namesOf(one.subjectAltName ?? '').slice(0, mostNames) : [],
  }
}

function namesOf(written: string): string[] {
  return [...written.matchAll(/(?:DNS|IP Address):([^,"]+)/g)].map((found) => (found[1] ?? '').trim())
}

function isoOf(written: string): string {
  const time = Date.parse(written)
  return Number.isNaN(time) ? written : new Date(time).toISOString()
}

/** `CN` with `O` where they differ: what a person looks for in a list of authorities. */
function nameIn(distinguished: string): string {
  const part = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(distinguished)?.[1] ?? ''
  const [common, organization] = [part('CN'), part('O')]
  if (common === '' || organization === '' || common.includes(organization)) return common || organization || '?'
  return `${common} (${organization})`
}
