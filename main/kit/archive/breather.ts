import { setImmediate } from 'node:timers/promises'
import { throwIfCancelled } from '../failure'

const spell = 8

/** Keeps a long computation from holding up everything else: take a breath whenever one is due. */
export class Breather {
  readonly #signal: AbortSignal | undefined
  #since = performance.now()

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal
  }

  /** True when the computation has gone on for 8 ms. */
  get isDue(): boolean {
    return performance.now() - this.#since > spell
  }

  /** Lets other work have its turn. @throws CANCELLED */
  async breathe(): Promise<void> {
    await setImmediate()
    throwIfCancelled(this.#signal)
    this.#since = performance.now()
  }
}
