/** Runs a generator to its end: what it yielded and what it returned. */
export async function drain<Yielded, Returned>(
  generator: AsyncGenerator<Yielded, Returned>,
): Promise<{ yielded: Yielded[]; returned: Returned }> {
  const yielded: Yielded[] = []
  for (;;) {
    const step = await generator.next()
    if (step.done) return { yielded, returned: step.value }
    yielded.push(step.value)
  }
}
