import type { Conclusion, ConclusionCode } from '../../preload/contract/doctor'
import { type Text, text } from '../../preload/contract/text'
import { evidenceOf } from './judge-way'
import { conclude, day, type HopOf, lastOf, type Seen } from './seen'

/** What is wrong with the TLS connection or its certificates; null when nothing is. */
export function judgeTls(seen: Seen): Conclusion | null {
  const hop = seen.hops.find((one): one is HopOf<'tls'> => one.kind === 'tls' && one.fault !== null)
  if (!hop) return null
  const [leaf] = hop.chain
  if (!leaf) return judgeHandshake(seen, hop)
  const params = {
    host: hop.host,
    issuer: hop.chain.at(-1)?.issuer ?? leaf.issuer,
    subject: leaf.subject,
    from: day(leaf.validFrom),
    to: day(leaf.validTo),
    names: leaf.names.join(', ') || leaf.subject,
  }
  const issued = text('doctor.evidence.issuer', params)
  const has = (flaw: HopOf<'tls'>['flaws'][number]): boolean => hop.flaws.includes(flaw)
  const makes = (code: ConclusionCode, evidence: Text[], next: Text[]): Conclusion =>
    conclude(code, seen, { params, evidence: [...evidence, issued], next })
  if (has('self-signed')) {
    return makes(
      'self-signed',
      [text('doctor.evidence.subject', params)],
      [text('doctor.next.trustRoot'), text('doctor.next.notInsecure')],
    )
  }
  if (has('unknown-issuer')) {
    return makes(
      'unknown-issuer',
      [text('doctor.evidence.unknownIssuer', params)],
      [text('doctor.next.trustRoot'), text('doctor.next.notInsecure')],
    )
  }
  if (has('wrong-host')) {
    return makes(
      'wrong-host',
      [text('doctor.evidence.names', params)],
      [text('doctor.next.checkName'), text('doctor.next.signIn')],
    )
  }
  if (has('expired') || has('not-yet-valid')) return judgeDates(seen, hop, params)
  return makes(
    'cert-refused',
    [text('doctor.evidence.fault.tls', { ...params, detail: hop.detail, seconds: 0 })],
    [text('doctor.next.askOwner')],
  )
}

function judgeDates(seen: Seen, hop: HopOf<'tls'>, params: Text['params']): Conclusion {
  const valid = text('doctor.evidence.valid', params)
  const here = text('doctor.evidence.clockHere', { time: seen.now.toISOString().slice(0, 16).replace('T', ' ') })
  const told = hop.serverDate === null ? Number.NaN : Date.parse(hop.serverDate)
  const fitsThere = hop.chain.every((one) => Date.parse(one.validFrom) <= told && told <= Date.parse(one.validTo))
  if (fitsThere) {
    const time = new Date(told).toISOString().slice(0, 16).replace('T', ' ')
    return conclude('wrong-clock', seen, {
      evidence: [here, text('doctor.evidence.clockThere', { host: hop.host, time }), valid],
      next: [text('doctor.next.setClock')],
    })
  }
  const code = hop.flaws.includes('expired') ? 'cert-expired' : 'cert-not-yet-valid'
  return conclude(code, seen, {
    params,
    evidence: [valid, here, text('doctor.evidence.issuer', params)],
    next: [text('doctor.next.askOwner'), text('doctor.next.checkClock'), text('doctor.next.otherMirror')],
  })
}

function judgeHandshake(seen: Seen, hop: HopOf<'tls'>): Conclusion {
  const evidence = [evidenceOf(hop)]
  switch (hop.fault) {
    case 'timeout':
      return conclude('tls-stalled', seen, {
        evidence: [...evidence, text('doctor.evidence.tcpOpen', { host: hop.host })],
        next: [text('doctor.next.mtu'), text('doctor.next.firewall')],
      })
    case 'not-tls':
      return conclude('not-tls', seen, { evidence, next: [text('doctor.next.useHttp'), text('doctor.next.checkPort')] })
    case 'reset':
    case 'closed':
      return conclude('reset', seen, {
        evidence: [...evidence, text('doctor.evidence.tcpOpen', { host: hop.host })],
        next: [text('doctor.next.firewall'), text('doctor.next.otherMirror')],
      })
    default:
      return conclude('tls-failed', seen, { evidence, next: [text('doctor.next.askOwner')] })
  }
}

/** Evidence of a chain that only this computer trusts; null for one that everybody does. */
export function interception({ hops, isPublic }: Seen): { isSure: boolean; evidence: Text } | null {
  const hop = lastOf(hops, 'tls')
  if (hop?.anchor !== 'local') return null
  const issuer = hop.chain.at(-1)?.issuer ?? ''
  return { isSure: isPublic, evidence: text('doctor.evidence.localAuthority', { issuer, host: hop.host }) }
}
