import { setMaxListeners } from 'node:events'
import type { Clock } from '../kit'

/** How one question went. */
export type Answer<Value> =
  | { readonly kind: 'value'; readonly index: number; readonly value: Value }
  | { readonly kind: 'error'; readonly index: number; readonly error: unknown }

/**
 * Asks one after the other without waiting long: the next question starts when `stagger` milliseconds have passed or
 * when an earlier one failed, whichever is first, while those under way go on. Yields answers as they come. When the
 * consumer stops, the questions still under way are aborted.
 */
export async function* staggered<Value>(
  questions: readonly ((signal: AbortSignal) => Promise<Value>)[],
  options: { readonly stagger: number; readonly clock: Clock; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<Answer<Value>, void> {
  const stop = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal
  // a question may be many requests at a time, each of which listens
  setMaxListeners(0, signal)
  const underWay = new Map<number, Promise<Answer<Value>>>()
  let started = 0
  let timer: Promise<null> | undefined
  const startNext = (): void => {
    const question = questions[started]
    timer = undefined
    if (!question) return
    underWay.set(started, settle(question, started, signal))
    started++
    if (started < questions.length) timer = pause(options, signal)
  }
  try {
    startNext()
    while (underWay.size > 0 || started < questions.length) {
      const first = await Promise.race([...underWay.values(), ...(timer ? [timer] : [])])
      if (first === null) {
        startNext()
        continue
      }
      underWay.delete(first.index)
      if (first.kind === 'error') startNext()
      yield first
    }
  } finally {
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
