import { createHash } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Progress } from '../../../preload/contract/journal'
import type { Arrival } from '../arrival'
import type { Clock } from '../clock'
import { Failure, hasErrno, throwIfCancelled } from '../failure'
import type { Http, HttpOptions } from '../http/http'
import { acquireLock } from '../lock'
import type { Logger } from '../log'
import { createChannel } from './channel'
import { keepTrying, type Push } from './keep-trying'
import type { Magic } from './magic'
import { discardDownload, openPart } from './part-file'

export interface DownloadOptions extends Pick<HttpOptions, 'headersTimeout' | 'idleTimeout'> {
  readonly http: Http
  readonly clock: Clock
  readonly log: Logger
  readonly url: string
  /** The source's name, for progress. */
  readonly source: string
  /** Where the file comes to lie; `<path>.part` and `<path>.part.json` beside it until then. */
  readonly path: string
  /** Bytes, when known beforehand. */
  readonly expectedSize: number | null
  readonly maxSize: number
  readonly signal?: AbortSignal | undefined
  /** What the first bytes must show; a login page is then told from the file. */
  readonly magic?: Magic
  /** Folder for the lock that keeps a file from being fetched twice at a time. */
  readonly lockDir: string
  /**
   * Names the bytes, for instance by their SHA-256: an unfinished download of the same identity is continued from
   * another address. The url when not given.
   */
  readonly identity?: string
  /** Ranges fetched side by side, if the server knows ranges; 1 when not given. On far-away servers 4 is faster. */
  readonly connections?: number
  /** Bytes of such a range; 8 MiB when not given. */
  readonly pieceSize?: number
  /** So many of the file's last bytes come early, if there are several connections; none when not given. */
  readonly tailFirst?: number
  /** Lets somebody read the file while it comes. It fails when the download does. */
  readonly arrival?: Arrival
  /** Tries without progress before giving up; 4 when not given. */
  readonly tries?: number
}

export interface Downloaded {
  readonly path: string
  readonly size: number
  /**
   * True when the bytes came in more than one answer, or before this call: should the hash be wrong, they may merely not
   * belong together. Call {@link discardDownload} and download once more with one connection.
   */
  readonly resumed: boolean
}

/**
 * Downloads a file, resuming what an earlier call left, and returns it under its final name; of the right size, but not
 * hashed. Yields `download` progress up to 8 times a second, and `waiting` while another process downloads the same
 * file or before a retry. Leaving the generator stops the download and keeps what came.
 *
 * Tries again after failures that may pass, as long as tries bring new bytes and up to 4 times without any. There is no
 * limit on the whole time, only on silence (30 s) and on less than 1 KiB/s over a minute.
 *
 * @throws what {@link Http} throws; HTTP_STATUS; RESPONSE_INVALID for another file or a login page; RESPONSE_TOO_LARGE;
 * DOWNLOAD_TRUNCATED; NETWORK_STALLED; DISK_FULL (what came is kept); CANCELLED
 */
export async function* downloadFile(options: DownloadOptions): AsyncGenerator<Progress, Downloaded> {
  const channel = createChannel<Progress>((last, next) => last.kind === next.kind)
  const stop = new AbortController()
  const abort = (): void => stop.abort()
  options.signal?.addEventListener('abort', abort, { once: true })
  if (options.signal?.aborted) abort()
  const work = downloadLocked(options, stop.signal, channel.push).finally(channel.end)
  work.catch((error: unknown) => options.arrival?.fail(error))
  try {
    yield* channel
    return await work
  } finally {
    stop.abort()
    options.signal?.removeEventListener('abort', abort)
    await work.catch(() => undefined)
  }
}

async function downloadLocked(options: DownloadOptions, signal: AbortSignal, push: Push): Promise<Downloaded> {
  throwIfCancelled(signal)
  const { path, clock, expectedSize } = options
  const name = `${createHash('sha256').update(path).digest('hex').slice(0, 16)}.lock`
  const release = await acquireLock(join(options.lockDir, name), basename(path), {
    wait: Number.POSITIVE_INFINITY,
    clock,
    signal,
    onWait: (seconds) => push({ kind: 'waiting', reason: 'lock', seconds }),
  })
  try {
    // Whoever held the lock may have finished it
    const size = await sizeOf(path)
    if (size !== null && (expectedSize ?? size) === size) {
      await options.arrival?.open(path, size)
      return { path, size, resumed: true }
    }
    return await fetchFile(options, signal, push)
  } finally {
    await release()
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    const stat = await fs.lstat(path)
    return stat.isFile() ? stat.size : null
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return null
    throw error
  }
}

async function fetchFile(options: DownloadOptions, signal: AbortSignal, push: Push): Promise<Downloaded> {
  const { url, path, expectedSize, identity = url, arrival } = options
  const part = await openPart(path, { identity, url, expectedSize, arrival })
  try {
    await part.save()
    await keepTrying(options, part, signal, push)
    const { assembled } = part
    const size = part.received()
    if (size !== part.total) throw new Failure('INTERNAL', `${path}: ${size} of ${part.total} bytes`, { why: 'size' })
    await part.finish()
    return { path, size, resumed: assembled }
  } catch (error) {
    await part.close()
    // Nothing came, so there is nothing to keep
    if (part.received() === 0) await discardDownload(path)
    throw error
  }
}
