import { damaged, quote, unsafe } from './archive-failure'

/** Keys that change nothing about which bytes go where. */
const harmless = new Set(['atime', 'comment', 'ctime', 'gid', 'gname', 'mtime', 'uid', 'uname'])

/**
 * The path that pax extended header records give, or null. Records read `<length> <key>=<value>\n` (POSIX.1-2001,
 * "pax Extended Header").
 *
 * @throws ARCHIVE_INVALID when they are malformed, ARCHIVE_UNSAFE for what could redirect or reshape a file: sizes,
 * links, sparse maps, attributes, and any key that is not known to be harmless
 */
export function nameFromRecords(bytes: Buffer, what: string): string | null {
  let name: string | null = null
  for (let at = 0; at < bytes.length; ) {
    const { key, value, next } = readRecord(bytes, at, what)
    at = next
    if (key === 'path' && name === null) name = value
    else if (!harmless.has(key)) throw unsafe(what, `a record ${quote(key)}`)
  }
  return name
}

function readRecord(bytes: Buffer, at: number, what: string): { key: string; value: string; next: number } {
  const digits = /^([1-9][0-9]{0,6}) /.exec(bytes.toString('latin1', at, at + 8))?.[1]
  const length = Number(digits)
  const next = at + length
  if (digits === undefined || next > bytes.length || bytes[next - 1] !== 0x0a) throw damaged(what, 'a broken record')
  const text = bytes.toString('utf8', at + digits.length + 1, next - 1)
  const equals = text.indexOf('=')
  if (equals < 1 || length <= digits.length + 2) throw damaged(what, 'a broken record')
  return { key: text.slice(0, equals), value: text.slice(equals + 1), next }
}
