import type { Conclusion, ConclusionCode } from '../../preload/contract/doctor'
import { type Text, text } from '../../preload/contract/text'
import type { Hop } from '../kit'
import { conclude, type HopOf, type Seen, statusOf } from './seen'

/** What is wrong with the way to the host: resolver, connection, network proxy. Null when it was open. */
export function judgeWay(seen: Seen): Conclusion | null {
  const failed = seen.hops.find(({ fault }) => fault !== null)
  if (!failed) return null
  if (failed.kind === 'tunnel') return judgeTunnel(seen, failed)
  if (failed.kind === 'dns' && failed.fault === 'inward') {
    return conclude('captive-portal', seen, {
      evidence: [text('doctor.evidence.leadsInward', { host: failed.host })],
      next: [text('doctor.next.signIn'), text('doctor.next.otherNetwork')],
    })
  }
  if (failed.kind !== 'dns' && failed.kind !== 'connect') return null
  if (failed.to === 'proxy') return judgeProxyAway(seen, failed)
  const evidence = [evidenceOf(failed)]
  if (failed.kind === 'dns') {
    return conclude('dns-failed', seen, {
      evidence,
      next: [text('doctor.next.checkName'), text('doctor.next.vpn'), text('doctor.next.otherMirror')],
    })
  }
  const { code, next } = unreached[failed.fault ?? 'other'] ?? other
  return conclude(code, seen, { evidence, next: next.map((key) => text(key)) })
}

const other = { code: 'unreachable', next: ['doctor.next.otherNetwork', 'doctor.next.vpn'] } as const
const unreached: Partial<Record<string, { code: ConclusionCode; next: readonly Text['key'][] }>> = {
  refused: { code: 'refused', next: ['doctor.next.checkPort', 'doctor.next.askOwner'] },
  reset: { code: 'reset', next: ['doctor.next.firewall', 'doctor.next.otherMirror'] },
  timeout: {
    code: 'connect-timeout',
    next: ['doctor.next.firewall', 'doctor.next.setProxy', 'doctor.next.otherMirror'],
  },
  forbidden: { code: 'forbidden-by-system', next: ['doctor.next.localFirewall'] },
}

/** What was seen of a hop that did not get through. */
export function evidenceOf(hop: Hop): Text {
  const params = { host: hop.host, detail: hop.detail, seconds: Math.round(hop.milliseconds / 100) / 10 }
  if (hop.kind === 'connect') {
    const tried = hop.attempts.map(({ address }) => address).join(', ')
    return text(`doctor.evidence.connect.${hop.fault ?? 'other'}`, { ...params, tried })
  }
  return text(`doctor.evidence.fault.${hop.fault ?? 'other'}`, params)
}

/** The words for what asking without the proxy came to. */
export function controlEvidence({ control, url }: Seen): Text | null {
  if (control === null) return null
  const status = statusOf(control)
  const failed = control.find(({ fault }) => fault !== null)
  if (failed) return text('doctor.evidence.directFails', { host: url.host, why: failed.detail || (failed.fault ?? '') })
  return text('doctor.evidence.directAnswers', { host: url.host, status })
}

/** True when the host answers without the proxy, with anything but a server's own failure. */
export function directWorks({ control }: Seen): boolean {
  if (control === null || control.some(({ fault }) => fault !== null)) return false
  const status = statusOf(control)
  return status > 0 && status < 500
}

/** What a proxy is called by that was named for one examination, not by a variable. */
export const namedHere = '--via'

function namedBy({ proxy }: Seen): Text {
  const from = proxy?.from ?? ''
  return from === namedHere ? text('doctor.evidence.proxyNamedHere') : text('doctor.evidence.proxyFrom', { from })
}

function goPast({ proxy, url }: Seen): Text {
  const from = proxy?.from ?? ''
  return from === namedHere
    ? text('doctor.next.withoutVia', { host: url.host })
    : text('doctor.next.noProxy', { host: url.hostname, from })
}

function judgeProxyAway(seen: Seen, failed: Hop): Conclusion {
  return conclude(directWorks(seen) ? 'proxy-down' : 'proxy-unreachable', seen, {
    evidence: [evidenceOf(failed), controlEvidence(seen), namedBy(seen)],
    next: [
      text('doctor.next.startProxy', { proxy: failed.host }),
      directWorks(seen) ? goPast(seen) : text('doctor.next.vpn'),
    ],
  })
}

function judgeTunnel(seen: Seen, hop: HopOf<'tunnel'>): Conclusion {
  if (hop.status === 407) return proxyAuth(seen, hop.scheme === 'socks' ? ['SOCKS 5'] : schemesOf(hop))
  const answered =
    hop.status === null
      ? evidenceOf(hop)
      : text('doctor.evidence.connectStatus', { proxy: hop.host, host: seen.url.host, status: hop.status })
  const by = hop.server === '' ? null : text('doctor.evidence.server', { server: hop.server })
  if (hop.status !== null && hop.status < 500) {
    return conclude('proxy-refused', seen, {
      params: { status: hop.status },
      evidence: [answered, by, controlEvidence(seen)],
      next: [text('doctor.next.askProxyAdmin', { host: seen.url.host }), text('doctor.next.otherMirror')],
    })
  }
  return downOf(seen, [answered, by])
}

/** A proxy's way failed: is it the proxy, or what lies behind it? */
export function downOf(seen: Seen, evidence: readonly (Text | null)[]): Conclusion {
  const all = [...evidence, controlEvidence(seen)]
  if (directWorks(seen)) {
    return conclude('proxy-down', seen, {
      evidence: all,
      next: [goPast(seen), text('doctor.next.startProxy', { proxy: seen.proxy?.host ?? '' })],
    })
  }
  return conclude('target-down', seen, {
    evidence: all,
    next: [text('doctor.next.wait'), text('doctor.next.otherMirror'), text('doctor.next.askOwner')],
  })
}

/** The network proxy wants to know who asks. */
export function proxyAuth(seen: Seen, schemes: readonly string[]): Conclusion {
  const from = seen.proxy?.from ?? ''
  const isBasic = schemes.some((scheme) => /^(basic|socks 5)$/i.test(scheme))
  const isSystem = schemes.some((scheme) => /^(ntlm|negotiate|kerberos)$/i.test(scheme))
  const hasSent = seen.proxy?.hasCredentials ?? false
  return conclude('proxy-auth', seen, {
    params: { schemes: schemes.join(', ') || '?' },
    evidence: [
      text('doctor.evidence.proxySchemes', { schemes: schemes.join(', ') || '?' }),
      text(hasSent ? 'doctor.evidence.proxyCredentialsRefused' : 'doctor.evidence.proxyNoCredentials', { from }),
    ],
    next: [
      isBasic ? text(hasSent ? 'doctor.next.checkProxyPassword' : 'doctor.next.proxyPassword', { from }) : null,
      isSystem && !isBasic ? text('doctor.next.localHelper', { schemes: schemes.join(', ') }) : null,
      !isBasic && !isSystem ? text('doctor.next.goOnlyBasic', { schemes: schemes.join(', ') || '?' }) : null,
      text('doctor.next.askProxyAdmin', { host: seen.url.host }),
    ],
  })
}

export function schemesOf({ challenges }: { readonly challenges: readonly { readonly scheme: string }[] }): string[] {
  return [...new Set(challenges.map(({ scheme }) => scheme))]
}
