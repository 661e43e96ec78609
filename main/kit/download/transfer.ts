import type { Clock } from '../clock'
import { Failure } from '../failure'
import { looksLikeHtml, unexpectedBody } from '../http/answers'
import type { Http, HttpOptions } from '../http/http'
import { truncated } from '../http/network-failure'
import { askRange, type Reply } from './ask-range'
import { expectMagic, type Magic } from './magic'
import type { PartFile } from './part-file'
import { missingRanges, type Range } from './ranges'
import type { RateMeter } from './rate-meter'

/** One try to get what is missing of a file. */
export interface Transfer {
  readonly http: Http
  readonly clock: Clock
  readonly url: string
  readonly part: PartFile
  readonly maxSize: number
  readonly magic: Magic | undefined
  /** How many ranges are fetched side by side. */
  readonly connections: number
  /** Bytes of a range when there are several. */
  readonly pieceSize: number
  /** So many of the file's last bytes come early, if there are several connections. */
  readonly tailFirst: number
  readonly timeouts: Pick<HttpOptions, 'headersTimeout' | 'idleTimeout'>
  readonly signal: AbortSignal
  readonly meter: RateMeter
  readonly onBytes: () => void
}

/** How a try ended that did not fail. `doubt`: the answers don't belong together; all must be fetched anew. */
export type Outcome = { readonly kind: 'complete' } | { readonly kind: 'doubt'; readonly why: string }

/** Bytes a second over a minute below which a transfer counts as stalled. */
const slowest = 1024

type Accepted = Exclude<Reply, { kind: 'doubt' }>

class Doubt extends Error {}

/**
 * Fetches what is missing into the part file: with one request up to the end of the file, or, when there may be several
 * connections and the server knows ranges, in pieces side by side. What came before a failure is kept and noted.
 */
export async function transfer(job: Transfer): Promise<Outcome> {
  const stop = new AbortController()
  const abort = (): void => stop.abort()
  job.signal.addEventListener('abort', abort, { once: true })
  if (job.signal.aborted) abort()
  try {
    await fetchMissing({ ...job, signal: stop.signal }, abort)
    return { kind: 'complete' }
  } catch (error) {
    if (error instanceof Doubt) return { kind: 'doubt', why: error.message }
    throw error
  } finally {
    job.signal.removeEventListener('abort', abort)
  }
}

async function fetchMissing(job: Transfer, abort: () => void): Promise<void> {
  const first = firstRange(job)
  if (first === null) {
    await job.part.announce()
    return
  }
  const lead = await ask(job, first.start, first.end)
  const start = lead.kind === 'whole' ? 0 : first.start
  await acceptLead(job, lead)
  await job.part.announce()
  const queue = missingBeside(job, { start, end: lead.end ?? Number.POSITIVE_INFINITY })
  const helpers = Array.from({ length: Math.min(job.connections - 1, queue.length) }, () => drain(job, queue))
  const errors: unknown[] = []
  const work = [receive(job, lead, start).then(() => drain(job, queue)), ...helpers].map((one) =>
    one.catch((error: unknown) => {
      errors.push(error)
      // The others end too, and keep what they have
      abort()
    }),
  )
  await Promise.all(work)
  await job.part.save().catch((error: unknown) => errors.push(error))
  // What went wrong first; the rest followed from it
  if (errors.length > 0) throw errors[0]
}

/** What to ask for first: all that follows the bytes that are there, or one piece of it. Null: nothing is missing. */
function firstRange(job: Transfer): { start: number; end: number | null } | null {
  const { part, connections, pieceSize } = job
  if (part.total === null) {
    const start = part.received()
    return { start, end: connections > 1 ? start + pieceSize : null }
  }
  const [first] = missingPieces(job, part.done(), part.total)
  if (first === undefined) return null
  const isAll = first.start === 0 && first.end === part.total
  return isAll ? { start: 0, end: null } : first
}

function missingBeside(job: Transfer, taken: Range): Range[] {
  const { part } = job
  return part.total === null ? [] : missingPieces(job, [...part.done(), taken], part.total)
}

/** What is missing; for several connections in pieces, those of the file's end first, as far as they are wanted early. */
function missingPieces(
  { connections, pieceSize, tailFirst }: Transfer,
  done: readonly Range[],
  total: number,
): Range[] {
  if (connections === 1) return missingRanges(done, total, Number.POSITIVE_INFINITY)
  const tailStart = Math.max(0, total - tailFirst)
  const late = missingRanges([...done, { start: 0, end: tailStart }], total, pieceSize)
  return [...late, ...missingRanges([...done, { start: tailStart, end: total }], total, pieceSize)]
}

async function ask(job: Transfer, start: number, end: number | null): Promise<Accepted> {
  const { total, validator } = job.part
  const question = { url: job.url, start, end, total, validator }
  const reply = await askRange(job.http, question, { ...job.timeouts, signal: job.signal })
  if (reply.kind === 'doubt') throw new Doubt(reply.why)
  return reply
}

/** Takes size and ETag from the first answer; a whole file replaces what is there. */
async function acceptLead(job: Transfer, lead: Accepted): Promise<void> {
  const { part, maxSize } = job
  const { host, pathname } = new URL(lead.stream.url)
  try {
    if (lead.kind === 'whole' && part.received() > 0) await part.restart()
    if (lead.total !== null && part.total !== null && lead.total !== part.total) {
      throw await wrongSize(lead, part.total)
    }
    part.total ??= lead.total
    part.validator = lead.validator
    if ((part.total ?? 0) > maxSize) throw tooLarge(host, pathname, maxSize)
    if (part.total === null && lead.stream.endsByClose) {
      throw unexpectedBody(lead.stream, 'a file', Buffer.from('an answer that does not tell its length'))
    }
    await part.save()
    await part.expectSpace((part.total ?? 0) - part.received())
  } catch (error) {
    lead.stream.cancel()
    throw error
  }
}

/** A file of another size is another file; the start of it shows whether it is a login page. */
async function wrongSize(lead: Accepted, expected: number): Promise<Failure> {
  let start: Buffer = Buffer.alloc(0)
  for await (const piece of lead.stream.body) {
    start = piece
    break
  }
  const shown = looksLikeHtml(start) ? start : Buffer.from(`${lead.total} bytes`)
  return unexpectedBody(lead.stream, `a file of ${expected} bytes`, shown)
}

/** Fetches piece after piece until none is left. */
async function drain(job: Transfer, queue: Range[]): Promise<void> {
  for (let range = queue.shift(); range !== undefined; range = queue.shift()) {
    const reply = await ask(job, range.start, range.end)
    if (reply.kind === 'whole') {
      reply.stream.cancel()
      throw new Doubt('the whole file instead of a part')
    }
    await receive(job, reply, range.start)
  }
}

async function receive(job: Transfer, { stream, end }: Accepted, start: number): Promise<void> {
  const { part, clock, meter } = job
  const { host, pathname } = new URL(stream.url)
  const write = part.writerFrom(start)
  const limit = end ?? part.total
  const body =
    start === 0 && job.magic ? expectMagic(stream.body, job.magic, { url: stream.url, what: pathname }) : stream.body
  let at = start
  for await (const piece of body) {
    if (at + piece.length > (limit ?? job.maxSize)) throw tooLarge(host, pathname, limit ?? job.maxSize)
    await write(piece)
    at += piece.length
    const now = clock.monotonic()
    meter.add(piece.length, now)
    job.onBytes()
    if ((meter.minuteRate(now) ?? slowest) < slowest) {
      throw new Failure('NETWORK_STALLED', `${pathname} from ${host} hardly comes`, { host, seconds: 60 })
    }
    await part.saveNowAndThen(now)
  }
  if (limit === null) part.total = at
  else if (at !== limit) throw truncated({ host, what: pathname }, at, limit)
}

function tooLarge(host: string, what: string, limit: number): Failure {
  return new Failure('RESPONSE_TOO_LARGE', `${what} from ${host} is larger than ${limit} bytes`, { host, what, limit })
}
