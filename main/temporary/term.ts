import type { TemporaryEnd, TemporarySpan } from '../../preload/contract/temporary'
import type { Boot } from '../kit'
import type { Lease, Term } from './leases'

/** The moment, by both clocks. `wall` is milliseconds since 1970. */
export interface Moment {
  readonly wall: number
  readonly boot: Boot
}

/** A term of this length that begins now. */
export function termFrom(span: TemporarySpan, { wall, boot }: Moment): Term {
  const length = 'minutes' in span ? span.minutes * 60_000 : null
  return {
    until: length === null ? null : wall + length,
    boot: boot.id,
    begunUp: boot.uptime,
    untilUp: length === null ? null : boot.uptime + length,
  }
}

/**
 * Milliseconds until a term is over: 0 when it is, null when only its owner's end ends it. A clock that was set back does
 * not lengthen it, and a new start of the computer ends it.
 */
export function remainingOf(term: Term, { wall, boot }: Moment): number | null {
  if (isOtherBoot(term, boot)) return 0
  if (term.until === null || term.untilUp === null) return null
  return Math.max(0, Math.min(term.untilUp - boot.uptime, term.until - wall))
}

/** Why a lease is over; null while it is not. */
export function overBecause(lease: Lease, moment: Moment, isOwnerAlive: boolean): TemporaryEnd['why'] | null {
  if (isOtherBoot(lease.term, moment.boot)) return 'rebooted'
  const remaining = remainingOf(lease.term, moment)
  if (remaining === null) return isOwnerAlive ? null : 'owner-gone'
  return remaining === 0 ? 'time' : null
}

// without an id a new start shows in less time since it; a second for rounding
function isOtherBoot({ boot, begunUp }: Term, now: Boot): boolean {
  return boot !== now.id || now.uptime < begunUp - 1000
}
