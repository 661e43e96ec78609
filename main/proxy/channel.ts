/** Values of several producers in the order in which they come, for one reader. */
export interface Channel<Value> {
  put(value: Value): void
  /** No more values; with an error the reader gets it after those that are waiting. */
  end(error?: unknown): void
  values(): AsyncGenerator<Value, void>
}

export function createChannel<Value>(): Channel<Value> {
  const waiting: Value[] = []
  let ended: { error: unknown } | null = null
  let wake: () => void = () => undefined
  return {
    put(value) {
      waiting.push(value)
      wake()
    },
    end(error) {
      ended ??= { error }
      wake()
    },
    async *values() {
      for (;;) {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) yield next
        if (ended) break
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (ended.error !== undefined) throw ended.error
    },
  }
}
