import type { EventEmitter } from 'node:events'
import { Failure } from '../failure'
import { withLimits } from '../http/with-limits'

/**
 * Waits for one of a socket's or request's events, whichever comes first, and gives what was emitted with it.
 *
 * @throws CANCELLED, NETWORK_TIMEOUT after `milliseconds`, or the error that it emits
 */
export async function firstOf<Values extends unknown[]>(
  emitter: EventEmitter,
  events: readonly string[],
  limits: { readonly milliseconds: number; readonly signal: AbortSignal; readonly host: string },
): Promise<{ event: string; values: Values }> {
  const listeners: [string, (...values: Values) => void][] = []
  const first = new Promise<{ event: string; values: Values }>((resolve, reject) => {
    for (const event of events) listeners.push([event, (...values) => resolve({ event, values })])
    listeners.push(['error', (...values) => reject(values[0])])
  })
  for (const [event, listener] of listeners) emitter.on(event, listener as never)
  const seconds = limits.milliseconds / 1000
  const late = (): Failure =>
    new Failure('NETWORK_TIMEOUT', `${limits.host}: nothing within ${seconds} s`, { host: limits.host, seconds })
  try {
    return await withLimits(first, limits.signal, limits.milliseconds, late)
  } finally {
    for (const [event, listener] of listeners) emitter.off(event, listener as never)
    // what breaks later, while nobody waits, is told by the next wait or does not matter
    emitter.on('error', () => undefined)
  }
}
