/**
 * Consumes a stream of the core to its end: `onItem` gets every value, the promise resolves with what the stream
 * returned. Rejects as the call or the stream does; aborting is the business of the call's own signal.
 */
export async function follow<Item, Result>(
  call: Promise<{ next(): Promise<IteratorResult<Item, Result>> }>,
  onItem: (item: Item) => void,
): Promise<Result> {
  const stream = await call
  for (;;) {
    const step = await stream.next()
    if (step.done) return step.value
    onItem(step.value)
  }
}
