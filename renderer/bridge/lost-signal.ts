/** `closed`: the host ended or can't be reached; `session`: it runs, but does not know this page any more. */
export type LostReason = 'closed' | 'session'

/** A signal that is raised at most once and remembered. */
export class LostSignal {
  #reason: LostReason | null = null
  readonly #listeners = new Set<(reason: LostReason) => void>()

  raise(reason: LostReason): void {
    if (this.#reason !== null) return
    this.#reason = reason
    for (const listener of this.#listeners) listener(reason)
    this.#listeners.clear()
  }

  listen(callback: (reason: LostReason) => void): () => void {
    if (this.#reason !== null) {
      callback(this.#reason)
      return () => undefined
    }
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }
}
