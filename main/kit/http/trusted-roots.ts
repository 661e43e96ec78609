import { readFileSync } from 'node:fs'
import tls from 'node:tls'
import { hasErrno } from '../failure'
import type { Environment } from '../world'

/** Where Unix systems keep the certificates that they trust; crypto/x509 reads the same list. The first that exists counts. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/**
 * The root certificates to trust, in PEM: Node's own, those of the system, and those of SSL_CERT_FILE and
 * NODE_EXTRA_CA_CERTS. Node alone trusts only its own, so behind a company's intercepting proxy everything but GoReady,
 * go itself included, would work.
 */
export function trustedRoots(env: Environment): string[] {
  const own = env.SSL_CERT_FILE ? [env.SSL_CERT_FILE] : bundles
  const system = fromSystem() ?? firstOf(own)
  const extra = env.NODE_EXTRA_CA_CERTS ? firstOf([env.NODE_EXTRA_CA_CERTS]) : []
  // most are in both lists, with their lines cut differently; to read one takes 0.2 ms
  const byContent = new Map([...tls.rootCertificates, ...system, ...extra].map((pem) => [pem.replace(/\s/g, ''), pem]))
  return [...byContent.values()]
}

/** The certificates of the macOS keychain and the Windows store; only Node 22.15 and later can tell. */
function fromSystem(): string[] | null {
  if (process.platform === 'linux') return null
  const { getCACertificates } = tls as { getCACertificates?: (kind: 'system') => string[] }
  return getCACertificates?.('system') ?? null
}

function firstOf(paths: readonly string[]): string[] {
  for (const path of paths) {
    try {
      return certificatesIn(readFileSync(path, 'latin1'))
    } catch (error) {
      if (!hasErrno(error, 'ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR')) throw error
    }
  }
  return []
}

function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}
