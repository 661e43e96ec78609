import type { FailureShape } from '../../preload/contract/failure'
import { failureOf } from '../bridge'
import { isCancelled } from './failure'

/** A value of the core as the renderer knows it. `last` is what was known before, shown until the new one is there. */
export type Loadable<Value> =
  | { readonly phase: 'idle' }
  | { readonly phase: 'loading'; readonly last: Value | null }
  | { readonly phase: 'ready'; readonly value: Value }
  | { readonly phase: 'failed'; readonly failure: FailureShape; readonly last: Value | null }

export const idle: { readonly phase: 'idle' } = { phase: 'idle' }

/** The newest value known, or null. */
export function knownOf<Value>(loadable: Loadable<Value>): Value | null {
  if (loadable.phase === 'ready') return loadable.value
  return loadable.phase === 'idle' ? null : loadable.last
}

/** True until there is anything to show, be it a value or a failure. */
export function isPending(loadable: Loadable<unknown>): boolean {
  return knownOf(loadable) === null && loadable.phase !== 'failed'
}

interface Slot<Value> {
  readonly get: () => Loadable<Value>
  readonly set: (next: Loadable<Value>) => void
}

/**
 * Makes the function that asks for a value and keeps its slot honest. A newer request cancels and replaces an older
 * one; the value is replaced as a whole, never patched.
 */
export function createLoader<Value, Args extends unknown[]>(
  slot: Slot<Value>,
  ask: (signal: AbortSignal, ...args: Args) => Promise<Value>,
): (...args: Args) => Promise<Value | null> {
  let running: AbortController | null = null
  return async (...args) => {
    running?.abort()
    const own = new AbortController()
    running = own
    slot.set({ phase: 'loading', last: knownOf(slot.get()) })
    try {
      const value = await ask(own.signal, ...args)
      if (running === own) slot.set({ phase: 'ready', value })
      return value
    } catch (error) {
      const failure = failureOf(error)
      if (running === own && !isCancelled(failure)) slot.set({ phase: 'failed', failure, last: knownOf(slot.get()) })
      return null
    }
  }
}
