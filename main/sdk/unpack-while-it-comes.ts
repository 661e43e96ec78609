import type { Progress } from '../../preload/contract/journal'
import { Arrival, arrived, createChannel, type Downloaded, follow } from '../kit'

export interface Unpacking<Result> {
  readonly signal: AbortSignal | undefined
  /** Brings the archive, and tells the arrival. */
  download(arrival: Arrival, signal: AbortSignal): AsyncGenerator<Progress, Downloaded>
  /** After the last byte, and before unpacking may end. */
  downloaded(): Promise<void>
  unpack(archive: Arrival, signal: AbortSignal): AsyncGenerator<Progress, Result>
  /** What the result is to be compared with. When it can't be had the rest is not worth its time. */
  readonly proof: Promise<unknown>
  /** Removes what unpacking wrote. */
  discard(): Promise<void>
}

export type Unpacked<Result> = { readonly resumed: boolean } & (
  | { readonly kind: 'unpacked'; readonly result: Result }
  /** `resumed` is true when the download had not ended. */
  | { readonly kind: 'failed'; readonly error: unknown }
)

/**
 * Unpacks an archive while it is downloaded. When the download has to begin anew what was unpacked is discarded, and
 * the archive unpacked once it is whole. Whatever fails first ends all; only a failure of unpacking is a result, as it
 * may be due to the bytes that came.
 *
 * @throws what the download or the proof fails with, CANCELLED
 */
export async function* unpackWhileItComes<Result>(job: Unpacking<Result>): AsyncGenerator<Progress, Unpacked<Result>> {
  const stop = new AbortController()
  const signal = job.signal ? AbortSignal.any([job.signal, stop.signal]) : stop.signal
  const channel = createChannel<Progress>((last, next) => last.kind === next.kind)
  const arrival = new Arrival()
  let whole: Downloaded | null = null

  const bring = async (): Promise<Downloaded> => {
    const result = await follow(job.download(arrival, signal), channel.push)
    await job.downloaded()
    whole = result
    return result
  }
  const downloading = bring()
  const unpackFrom = (archive: Arrival): Promise<Result> =>
    follow(job.unpack(archive, signal), (progress) => {
      // until then the download tells how far things are
      if (whole) channel.push(progress)
    })
  const unpackAnew = async (): Promise<Result> => {
    const { path, size } = await downloading
    await job.discard()
    const archive = await arrived(path, size)
    return unpackFrom(archive).finally(() => archive.close())
  }
  const unpacking = unpackFrom(arrival).catch((error: unknown) => {
    // a thread may have met the end of the file that was cut before it heard why
    if (arrival.hasRestarted) return unpackAnew()
    throw error
  })
  const all = settle({ downloading, unpacking, proof: job.proof }, () => stop.abort()).finally(channel.end)
  try {
    yield* channel
    return await all
  } finally {
    stop.abort()
    await Promise.allSettled([downloading, unpacking])
    await arrival.close()
  }
}

/** Waits for all. Whichever fails first stops the others, whose failures then mean nothing. */
async function settle<Result>(
  work: {
    readonly downloading: Promise<Downloaded>
    readonly unpacking: Promise<Result>
    readonly proof: Promise<unknown>
  },
  stop: () => void,
): Promise<Unpacked<Result>> {
  type First = { readonly by: 'unpack' | 'other'; readonly error: unknown }
  let first: First | null = null as First | null
  const failed = (by: First['by']) => (error: unknown) => {
    first ??= { by, error }
    stop()
    return null
  }
  const [downloaded, result] = await Promise.all([
    work.downloading.catch(failed('other')),
    work.unpacking.then((value) => ({ value }), failed('unpack')),
    work.proof.catch(failed('other')),
  ])
  if (first?.by === 'other') throw first.error
  const resumed = downloaded?.resumed ?? true
  if (first) return { kind: 'failed', error: first.error, resumed }
  if (!result) throw new Error('nothing failed, yet there is no result')
  return { kind: 'unpacked', result: result.value, resumed }
}
