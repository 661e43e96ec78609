import type { FailureShape } from '../../preload/contract/failure'

/** True when somebody stopped it on purpose: nothing that needs telling as an error. */
export function isCancelled(failure: FailureShape): boolean {
  return failure.code === 'CANCELLED'
}
