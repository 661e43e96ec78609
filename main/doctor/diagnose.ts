import type { Conclusion } from '../../preload/contract/doctor'
import { text } from '../../preload/contract/text'
import { judgeAnswer } from './judge-answer'
import { clockEvidence } from './judge-sign-in'
import { interception, judgeTls } from './judge-tls'
import { judgeWay } from './judge-way'
import { allOf, clockAhead, conclude, lastOf, type Seen } from './seen'

/**
 * What everything that was seen of an address comes to: the first thing on the way that is wrong, what shows it, what to
 * do. Pure: the same sights give the same conclusion.
 */
export function diagnose(seen: Seen): Conclusion {
  return judgeWay(seen) ?? judgeTls(seen) ?? withInterception(seen, judgeAnswer(seen)) ?? judgeGood(seen)
}

/** An intercepting proxy may be the reason of whatever goes wrong behind it. */
function withInterception(seen: Seen, found: Conclusion | null): Conclusion | null {
  const local = interception(seen)
  return found && local?.isSure ? { ...found, evidence: [...found.evidence, local.evidence] } : found
}

/** Seconds from which a clock is called wrong: tokens and certificates suffer from it. */
const wrongClock = 300

function judgeGood(seen: Seen): Conclusion {
  const http = lastOf(seen.hops, 'http')
  const total = Math.round(seen.hops.reduce((sum, hop) => sum + hop.milliseconds, 0))
  const answered = text('doctor.evidence.answered', { host: seen.url.host, status: http?.status ?? 0, ms: total })
  const hanging = allOf(seen.hops, 'connect')
    .flatMap(({ attempts }) => attempts)
    .filter(({ family, fault }) => family === 6 && fault === 'timeout')
  const local = interception(seen)
  const ahead = clockAhead(seen)
  if (ahead !== null && Math.abs(ahead) > wrongClock) {
    const found = conclude('wrong-clock', seen, {
      evidence: [clockEvidence(seen), answered],
      next: [text('doctor.next.setClock')],
    })
    return { ...found, verdict: 'note' }
  }
  if (hanging.length > 0) {
    const tried = hanging.map(({ address }) => address).join(', ')
    return conclude('ipv6-hangs', seen, {
      evidence: [text('doctor.evidence.ipv6', { addresses: tried }), answered],
      next: [text('doctor.next.ipv6')],
    })
  }
  if (local) {
    return conclude(local.isSure ? 'ok-intercepted' : 'ok-local-authority', seen, {
      evidence: [local.evidence, answered],
      next: local.isSure ? [text('doctor.next.keepRoot')] : [],
    })
  }
  return conclude('ok', seen, { evidence: [answered] })
}
