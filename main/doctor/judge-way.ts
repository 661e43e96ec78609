import type { Conclusion, ConclusionCode } from '../../preload/contract/doctor'
import { type Text, text } from '../../preload/contract/text'
import type { Hop } from '../kit'
import { conclude, day, type HopOf, lastOf, type Seen, statusOf } from './seen'

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

function judgeProxyAway(seen: Seen, failed: Hop): Conclusion {
  const from = seen.proxy?.from ?? ''
  return conclude(directWorks(seen) ? 'proxy-down' : 'proxy-unreachable', seen, {
    evidence: [evidenceOf(failed), controlEvidence(seen), text('doctor.evidence.proxyFrom', { from })],
    next: [
      text('doctor.next.startProxy', { proxy: failed.host }),
      directWorks(seen) ? text('doctor.next.noProxy', { host: seen.url.hostname, from }) : text('doctor.next.vpn'),
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
  const from = seen.proxy?.from ?? ''
  const all = [...evidence, controlEvidence(seen)]
  if (directWorks(seen)) {
    return conclude('proxy-down', seen, {
      evidence: all,
      next: [
        text('doctor.next.noProxy', { host: seen.url.hostname, from }),
        text('doctor.next.startProxy', { proxy: seen.proxy?.host ?? '' }),
      ],
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
