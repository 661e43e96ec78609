import { hash } from 'node:crypto'
import { Failure } from '../kit'

/** A file as its module knows it: the full name with `module@version/` in front, and the SHA-256 of its content in hex. */
export interface HashedFile {
  readonly name: string
  readonly sha256: string
}

/**
 * The `h1:` hash of a module: SHA-256, in base64, over one line `<sha256 hex>  <name>` for each file, ordered by the bytes
 * of the names (golang.org/x/mod/sumdb/dirhash, Hash1). Says nothing of modes and types.
 *
 * @param what names the archive or folder in a failure
 * @throws ARCHIVE_UNSAFE when a name has a newline or appears twice, which would let two trees have one hash
 */
export function dirHash(files: Iterable<HashedFile>, what: string): string {
  return dirHashOfLines(dirHashLines(files, what))
}

/** The lines that {@link dirHash} hashes, one behind the other. @throws ARCHIVE_UNSAFE */
export function dirHashLines(files: Iterable<HashedFile>, what: string): string {
  const sorted = Array.from(files)
  // the order of UTF-16 units is that of bytes as long as there is nothing but ASCII
  if (sorted.every(({ name }) => isAscii.test(name))) sorted.sort((a, b) => (a.name < b.name ? -1 : 1))
  else sorted.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
  let lines = ''
  let last: string | null = null
  for (const { name, sha256 } of sorted) {
    if (name.includes('\n')) throw unsafe(what, `a name has a newline: ${JSON.stringify(name)}`)
    if (name === last) throw unsafe(what, `a name appears twice: ${name}`)
    lines += `${sha256}  ${name}\n`
    last = name
  }
  return lines
}

/** The hash of {@link dirHashLines}. */
export function dirHashOfLines(lines: string): string {
  return `h1:${hash('sha256', lines, 'base64')}`
}

const isAscii = /^[\0-\x7f]*$/

/** The `h1:` hash of a go.mod file, as in go.sum's /go.mod lines. */
export function goModH1(content: Uint8Array | string): string {
  return dirHash([{ name: 'go.mod', sha256: hash('sha256', content, 'hex') }], 'go.mod')
}

/** True for `h1:` and the base64 of 32 bytes, written in the one canonical way. */
export function isH1(text: string): boolean {
  const encoded = text.startsWith('h1:') ? text.slice(3) : ''
  const bytes = Buffer.from(encoded, 'base64')
  return bytes.length === 32 && bytes.toString('base64') === encoded
}

function unsafe(what: string, why: string): Failure {
  return new Failure('ARCHIVE_UNSAFE', `${what}: ${why}`, { what, why })
}
