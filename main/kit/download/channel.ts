/** Hands values from work that goes on by itself to one consumer that iterates when it likes. */
export interface Channel<Value> extends AsyncIterable<Value> {
  /** Queues a value; replaces the last one when that is still waiting and `replaces` says so. */
  push(value: Value): void
  end(): void
}

/** @param replaces whether `next` makes the waiting `last` worthless: a slow consumer then sees only the newest */
export function createChannel<Value>(replaces: (last: Value, next: Value) => boolean): Channel<Value> {
  const waiting: Value[] = []
  let ended = false
  let wake: (() => void) | null = null
  const signal = (): void => {
    wake?.()
    wake = null
  }
  return {
    push(value) {
      const last = waiting.at(-1)
      if (last !== undefined && replaces(last, value)) waiting.pop()
      waiting.push(value)
      signal()
    },
    end() {
      ended = true
      signal()
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const value = waiting.shift()
        if (value !== undefined) yield value
        else if (ended) return
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    },
  }
}
