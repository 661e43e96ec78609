import type { DoctorHop } from '../../preload/contract/doctor'
import { type Text, text } from '../../preload/contract/text'
import type { Hop } from '../kit'
import { evidenceOf, schemesOf } from './judge-way'
import { day, type HopOf } from './seen'

/** A hop as it is shown: in words, with a verdict. */
export function shownHop(hop: Hop): DoctorHop {
  const { kind, leg, to, host, milliseconds } = hop
  return { kind, leg, to, host, milliseconds, verdict: verdictOf(hop), words: wordsOf(hop) }
}

/** The place of a hop that runs. */
export function runningHop({ kind, leg, to, host }: Pick<Hop, 'kind' | 'leg' | 'to' | 'host'>): DoctorHop {
  return { kind, leg, to, host, milliseconds: null, verdict: 'running', words: null }
}

function verdictOf(hop: Hop): DoctorHop['verdict'] {
  if (hop.fault !== null) return 'failed'
  if (hop.kind === 'http' && hop.status >= 400) return 'failed'
  if (hop.kind === 'connect' && hop.attempts.some(({ fault }) => fault !== null)) return 'note'
  if (hop.kind === 'tls' && hop.anchor === 'local') return 'note'
  return 'good'
}

function wordsOf(hop: Hop): Text {
  switch (hop.kind) {
    case 'dns':
      if (hop.fault !== null) return evidenceOf(hop)
      return text('doctor.hop.dns', { addresses: hop.addresses.map(({ address }) => address).join(', ') })
    case 'connect': {
      if (hop.fault !== null) return evidenceOf(hop)
      const address = hop.attempts.at(-1)?.address ?? ''
      const failed = hop.attempts.filter(({ fault }) => fault !== null).map((one) => one.address)
      return failed.length === 0
        ? text('doctor.hop.connect', { address })
        : text('doctor.hop.connectAfter', { address, failed: failed.join(', ') })
    }
    case 'tunnel':
      if (hop.status === 407) return text('doctor.evidence.proxySchemes', { schemes: schemesOf(hop).join(', ') || '?' })
      if (hop.status === null) return hop.fault === null ? text('doctor.hop.tunnel') : evidenceOf(hop)
      return text(hop.fault === null ? 'doctor.hop.tunnel' : 'doctor.hop.tunnelRefused', { status: hop.status })
    case 'tls':
      return tlsWords(hop)
    case 'http':
      return hop.fault === null ? text('doctor.hop.http', { status: hop.status }) : evidenceOf(hop)
    case 'redirect':
      return text('doctor.hop.redirect', { to: hop.location })
    case 'body':
      return bodyWords(hop)
  }
}

function tlsWords(hop: HopOf<'tls'>): Text {
  const [leaf] = hop.chain
  if (!leaf) return evidenceOf(hop)
  const params = { protocol: hop.protocol, issuer: leaf.issuer, to: day(leaf.validTo) }
  const [flaw] = hop.flaws
  return flaw === undefined ? text('doctor.hop.tls', params) : text(`doctor.hop.flaw.${flaw}`, params)
}

function bodyWords(hop: HopOf<'body'>): Text {
  const params = { bytes: hop.bytes }
  if (hop.fault === 'timeout') return text('doctor.hop.bodyStalled', params)
  if (hop.fault !== null) return text('doctor.hop.bodyCut', params)
  if (hop.isHtml) return text('doctor.hop.bodyHtml', params)
  return text('doctor.hop.body', params)
}
