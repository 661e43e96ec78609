import { unexpectedBody } from '../http/answers'

/** Kinds of files that are recognised by their first bytes. */
export type Magic = 'zip' | 'gzip'

const marks: Record<Magic, Buffer> = { zip: Buffer.from('PK\x03\x04', 'latin1'), gzip: Buffer.from([0x1f, 0x8b]) }
/** Enough of a login page to show what it is. */
const shownBytes = 1024

/**
 * Passes a body on when it starts as a file of this kind does.
 *
 * @throws RESPONSE_INVALID with the start of what came instead, before anything is passed on
 */
export async function* expectMagic(
  body: AsyncIterable<Buffer>,
  magic: Magic,
  source: { readonly url: string; readonly what: string },
): AsyncGenerator<Buffer, void> {
  const mark = marks[magic]
  let start: Buffer | null = Buffer.alloc(0)
  for await (const piece of body) {
    if (start === null) {
      yield piece
      continue
    }
    start = Buffer.concat([start, piece])
    const agrees = mark.subarray(0, start.length).equals(start.subarray(0, mark.length))
    if (!agrees && start.length >= shownBytes) throw unexpectedBody(source, source.what, start)
    if (!agrees || start.length < mark.length) continue
    yield start
    start = null
  }
  if (start !== null && start.length > 0) throw unexpectedBody(source, source.what, start)
}
