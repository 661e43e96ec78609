/** Yields every value of several lists as soon as its own promise settles, in no fixed order. A rejection ends it. */
export async function* asTheySettle<Value>(promises: readonly Promise<Value>[]): AsyncGenerator<Value, void> {
  const waiting = new Map(promises.map((promise, index) => [index, promise.then((value) => ({ index, value }))]))
  // all are waited for below; this only keeps a late rejection from counting as unhandled once the first one threw
  for (const promise of waiting.values()) promise.catch(() => undefined)
  while (waiting.size > 0) {
    const { index, value } = await Promise.race(waiting.values())
    waiting.delete(index)
    yield value
  }
}
