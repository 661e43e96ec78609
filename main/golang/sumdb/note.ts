import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto'
import { decodeBase64 } from './base64'

/** A key that a checksum database signs with. */
export interface VerifierKey {
  /** The database's name, a host with a path if need be. */
  readonly name: string
  /** The first four bytes of the key's hash, in hex. */
  readonly keyHash: string
  readonly publicKey: KeyObject
  /** `name+hash+key` */
  readonly encoded: string
}

const ed25519 = 1
// DER of an Ed25519 SubjectPublicKeyInfo up to the key's 32 bytes
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')

/** Reads a key written `name+hash+key`, as in GOSUMDB; null when it is malformed or its hash is not that of the key. */
export function parseVerifierKey(encoded: string): VerifierKey | null {
  const found = /^(?<name>[^+]+)\+(?<keyHash>[0-9a-fA-F]{8})\+(?<key>.+)$/.exec(encoded)?.groups
  if (!found?.name || !found.keyHash || !found.key || !isSignerName(found.name)) return null
  const key = decodeBase64(found.key)
  if (key?.length !== 33 || key[0] !== ed25519) return null
  const keyHash = hash('sha256', Buffer.concat([Buffer.from(`${found.name}\n`), key]), 'hex').slice(0, 8)
  if (keyHash !== found.keyHash.toLowerCase()) return null
  const publicKey = createPublicKey({
    format: 'der',
    type: 'spki',
    key: Buffer.concat([spkiPrefix, key.subarray(1)]),
  })
  return { name: found.name, keyHash, publicKey, encoded }
}

/** What a signed note proved to be. Only the text of a verified one may be used. */
export type OpenedNote =
  | { readonly kind: 'verified'; readonly text: string }
  | { readonly kind: 'malformed' }
  /** Nobody whom we know signed it. */
  | { readonly kind: 'unsigned' }
  /** It claims our key's signature and does not have it. */
  | { readonly kind: 'forged' }

/**
 * Opens a signed note (golang.org/x/mod/sumdb/note): valid UTF-8 without control characters, a text that ends in a
 * newline, an empty line, then one to a hundred signature lines. One wrong signature under our key refuses the note;
 * signatures of others count for nothing.
 */
export function openNote(message: Uint8Array, key: VerifierKey): OpenedNote {
  const whole = decodeText(message)
  const split = whole?.lastIndexOf('\n\n') ?? -1
  if (whole === null || split < 0 || !whole.endsWith('\n')) return { kind: 'malformed' }
  const text = whole.slice(0, split + 1)
  const lines = whole
    .slice(split + 2)
    .split('\n')
    .slice(0, -1)
  if (lines.length === 0 || lines.length > 100) return { kind: 'malformed' }
  let isVerified = false
  for (const line of lines) {
    const signature = parseSignature(line)
    if (!signature) return { kind: 'malformed' }
    if (isVerified || signature.name !== key.name || signature.keyHash !== key.keyHash) continue
    if (!verify(null, Buffer.from(text), key.publicKey, signature.bytes)) return { kind: 'forged' }
    isVerified = true
  }
  return isVerified ? { kind: 'verified', text } : { kind: 'unsigned' }
}

function parseSignature(line: string): { name: string; keyHash: string; bytes: Buffer } | null {
  const found = /^\u2014 (?<name>[^ ]+) (?<base64>.+)$/.exec(line)?.groups
  if (!found?.name || !found.base64 || !isSignerName(found.name)) return null
  const bytes = decodeBase64(found.base64)
  if (!bytes || bytes.length < 5) return null
  return { name: found.name, keyHash: bytes.toString('hex', 0, 4), bytes: bytes.subarray(4) }
}

// Go's unicode.IsSpace
const spaces = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/

function isSignerName(name: string): boolean {
  return name !== '' && !name.includes('+') && !spaces.test(name)
}

/** Decodes strict UTF-8 whose only control character (below U+0020) is the newline; null for anything else. */
export function decodeText(bytes: Uint8Array): string | null {
  for (const byte of bytes) if (byte < 0x20 && byte !== 0x0a) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
