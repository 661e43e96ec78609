import { setMaxListeners } from 'node:events'
import type { Clock } from '../kit'

/** How one question went. */
export type Answer<Value> =
  | { readonly kind: 'value'; readonly index: number; readonly value: Value }
  | { readonly kind: 'error'; readonly index: number; readonly error: unknown }

export interface StaggeredOptions {
  /** Milliseconds. */
  readonly stagger: number
  readonly clock: Clock
  readonly signal?: AbortSignal | undefined
  /** Told of each question that was still under way when the consumer had enough, with its age in milliseconds. */
  readonly onAbandoned?: (index: number, age: number) => void
}

/**
 * Asks one after the other without waiting long: the next question starts when `stagger` milliseconds have passed or
 * when an earlier one failed, whichever is first, while those under way go on. Yields answers as they come. When the
 * consumer stops, the questions still under way are aborted; when the signal is, it ends without a word.
 */
export async function* staggered<Value>(
  questions: readonly ((signal: AbortSignal) => Promise<Value>)[],
  options: StaggeredOptions,
): AsyncGenerator<Answer<Value>, void> {
  const stop = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal
  // a question may be many requests at a time, each of which listens
  setMaxListeners(0, signal)
  const underWay = new Map<number, Promise<Answer<Value>>>()
  const startedAt: number[] = []
  let started = 0
  let timer: Promise<null> | undefined
  const startNext = (): void => {
    const question = questions[started]
    timer = undefined
    if (!question) return
    underWay.set(started, settle(question, started, signal))
    startedAt[started] = options.clock.monotonic()
    started++
    if (started < questions.length) timer = pause(options, signal)
  }
  try {
    startNext()
    while (underWay.size > 0 || started < questions.length) {
      const first = await Promise.race([...underWay.values(), ...(timer ? [timer] : [])])
      // what comes now comes of the abort
      if (signal.aborted) return
      if (first === null) {
        startNext()
        continue
      }
      underWay.delete(first.index)
      if (first.kind === 'error') startNext()
      yield first
    }
  } finally {
    const now = options.clock.monotonic()
    for (const index of underWay.keys()) options.onAbandoned?.(index, now - (startedAt[index] ?? now))
    stop.abort()
    await Promise.all(underWay.values())
  }
}

async function pause(options: { stagger: number; clock: Clock }, signal: AbortSignal): Promise<null> {
  // an abort ends the pause early; the questions then fail by themselves
  await options.clock.sleep(options.stagger, signal).catch(() => undefined)
  return null
}

async function settle<Value>(
  question: (signal: AbortSignal) => Promise<Value>,
  index: number,
  signal: AbortSignal,
): Promise<Answer<Value>> {
  try {
    return { kind: 'value', index, value: await question(signal) }
  } catch (error) {
    return { kind: 'error', index, error }
  }
}
