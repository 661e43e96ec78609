import type { Progress } from '../../../preload/contract/journal'
import { Failure } from '../failure'
import type { HttpOptions } from '../http/http'
import { redact } from '../redact'
import type { DownloadOptions } from './download-file'
import type { PartFile } from './part-file'
import { createRateMeter } from './rate-meter'
import { delayBeforeRetry } from './retry'
import { type Outcome, transfer } from './transfer'

export type Push = (progress: Progress) => void

/** So many new bytes make a failed try a good one. */
const worthwhile = 1024 * 1024
/** Milliseconds. */
const progressInterval = 125

/**
 * Tries until the part file is whole: again after failures that may pass, and once from the first byte when the answers
 * did not fit together.
 */
export async function keepTrying(
  options: DownloadOptions,
  part: PartFile,
  signal: AbortSignal,
  push: Push,
): Promise<void> {
  const { clock, log } = options
  const giveUp = createPatience(options.tries ?? 4, part)
  let { connections = 1 } = options
  for (let doubted = false; ; ) {
    const outcome = await tryOnce(options, connections, part, signal, push)
    if (outcome.kind === 'complete') return
    if (outcome.kind === 'doubt') {
      log.info({ path: part.path, why: outcome.why, again: !doubted }, 'the download does not fit together')
      await part.restart()
      if (doubted) throw doubtFailure(options.url, outcome.why)
      doubted = true
      connections = 1
      continue
    }
    const { error } = outcome
    const delay = giveUp(error)
    if (delay === null) {
      // What another file or a login page gave must not be mixed with the right one
      if (error instanceof Failure && error.code.startsWith('RESPONSE_')) await part.restart()
      throw error
    }
    log.info({ path: part.path, delay, why: error instanceof Error ? error.message : '' }, 'download: retry')
    push({ kind: 'waiting', reason: 'retry', seconds: Math.ceil(delay / 1000) })
    await clock.sleep(delay, signal)
    // A server that can't take many connections may well take fewer
    connections = Math.max(1, Math.floor(connections / 2))
  }
}

/**
 * Says after each failure how long to wait, or null when `tries` have failed. Only new bytes make a failure not count:
 * a server that always breaks off at the same place would keep us for ever.
 */
function createPatience(tries: number, part: PartFile): (error: unknown) => number | null {
  let failures = 0
  let best = part.received()
  return (error) => {
    failures = part.received() >= best + worthwhile ? 1 : failures + 1
    best = Math.max(best, part.received())
    return failures >= tries ? null : delayBeforeRetry(error, failures)
  }
}

async function tryOnce(
  options: DownloadOptions,
  connections: number,
  part: PartFile,
  signal: AbortSignal,
  push: Push,
): Promise<Outcome | { readonly kind: 'failed'; readonly error: unknown }> {
  const { clock, source } = options
  const meter = createRateMeter(clock.monotonic())
  let told = Number.NEGATIVE_INFINITY
  const tell = (): void => {
    const now = clock.monotonic()
    told = now
    const received = part.received()
    const rate = Math.round(meter.rate(now))
    const left = part.total === null ? null : part.total - received
    const remaining = left === null || rate === 0 ? null : Math.ceil(left / rate)
    push({ kind: 'download', received, total: part.total, rate, remaining, source })
  }
  const ticker = setInterval(() => {
    // A silent connection must not leave the last rate standing, nor the last bytes unnoted
    tell()
    part
      .saveNowAndThen(clock.monotonic())
      .catch((error: unknown) => options.log.warn({ error: String(error) }, 'not noted'))
  }, 1_000)
  try {
    const outcome = await transfer({
      ...options,
      part,
      connections,
      signal,
      meter,
      magic: options.magic,
      pieceSize: options.pieceSize ?? 8 * 1024 * 1024,
      tailFirst: options.tailFirst ?? 0,
      timeouts: timeoutsOf(options),
      onBytes: () => {
        if (clock.monotonic() - told >= progressInterval) tell()
      },
    })
    tell()
    return outcome
  } catch (error) {
    return { kind: 'failed', error }
  } finally {
    clearInterval(ticker)
  }
}

function timeoutsOf({
  headersTimeout,
  idleTimeout,
}: DownloadOptions): Pick<HttpOptions, 'headersTimeout' | 'idleTimeout'> {
  return {
    ...(headersTimeout === undefined ? {} : { headersTimeout }),
    ...(idleTimeout === undefined ? {} : { idleTimeout }),
  }
}

function doubtFailure(url: string, why: string): Failure {
  const { host, pathname } = new URL(url)
  const what = redact(pathname)
  return new Failure('RESPONSE_INVALID', `${what} from ${host}: ${why}`, { host, what, got: why })
}
