import type { StandardHandleResult, StandardHandlerInterceptorOptions } from '@orpc/server/standard'

/** The calls of a host that are at work, streams included. */
export interface RunningCalls {
  /** For `interceptors` of an oRPC handler. */
  readonly interceptor: (
    options: StandardHandlerInterceptorOptions<Record<never, never>> & { next(): Promise<StandardHandleResult> },
  ) => Promise<StandardHandleResult>
  /** Resolves when all of them have ended, also what a broken-off one had to take back; after {@link patience} at the latest. */
  settled(): Promise<void>
}

/** Milliseconds to wait at the end. What is still at work then is taken back at the next start. */
const patience = 30_000

export function trackCalls(): RunningCalls {
  const running = new Set<Promise<unknown>>()
  const track = <Result>(work: Promise<Result>): Promise<Result> => {
    running.add(work)
    const forget = (): boolean => running.delete(work)
    work.then(forget, forget)
    return work
  }
  return {
    async interceptor({ next }) {
      const result = await track(next())
      const body = result.response?.body
      if (!isIterator(body) || !result.matched) return result
      return { ...result, response: { ...result.response, body: watched(body, track) } }
    },
    async settled() {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(resolve, patience, 'late')
      })
      while (running.size > 0 && (await Promise.race([Promise.allSettled(running), late])) !== 'late');
      clearTimeout(timer)
    },
  }
}

type Stream = AsyncIteratorObject<unknown, unknown, undefined>

function isIterator(body: unknown): body is Stream {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'next' in body
}

/** The same stream; each step that somebody asked for is at work until it is answered. */
function watched(stream: Stream, track: <Result>(work: Promise<Result>) => Promise<Result>): Stream {
  const same: Stream = {
    next: () => track(stream.next()),
    return: (value) => track(stream.return?.(value) ?? Promise.resolve({ done: true, value })),
    throw: (error) => track(stream.throw?.(error) ?? Promise.reject(error)),
    [Symbol.asyncIterator]: () => same,
  }
  return same
}
