/** Hands each item of a call's stream to `onItem` and returns what the stream ends with. */
export async function follow<Item, End>(steps: AsyncGenerator<Item, End>, onItem: (item: Item) => void): Promise<End> {
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value
    onItem(step.value)
  }
}
