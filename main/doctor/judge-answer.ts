import type { Conclusion, ConclusionCode } from '../../preload/contract/doctor'
import { type Text, text } from '../../preload/contract/text'
import { judgeSignIn } from './judge-sign-in'
import { controlEvidence, downOf, evidenceOf, proxyAuth, schemesOf } from './judge-way'
import { conclude, type HopOf, lastOf, type Seen } from './seen'

/** What is wrong with the answer: none, one that leads away, a bad status, a body that is not what it should be. */
export function judgeAnswer(seen: Seen): Conclusion | null {
  const http = lastOf(seen.hops, 'http')
  if (!http) return null
  if (http.fault !== null) return judgeSilence(seen, http)
  const last = seen.hops.at(-1)
  if (last?.kind === 'redirect') return judgeRedirect(seen, last)
  if (http.status >= 400) return judgeStatus(seen, http)
  const body = lastOf(seen.hops, 'body')
  return body ? judgeBody(seen, http, body) : null
}

function judgeSilence(seen: Seen, http: HopOf<'http'>): Conclusion {
  const evidence = [evidenceOf(http)]
  switch (http.fault) {
    case 'timeout':
      return seen.control === null
        ? conclude('no-answer', seen, {
            evidence: [...evidence, text('doctor.evidence.tcpOpen', { host: http.host })],
            next: [text('doctor.next.wait'), text('doctor.next.otherMirror'), text('doctor.next.mtu')],
          })
        : downOf(seen, evidence)
    case 'reset':
    case 'closed':
      return conclude('reset', seen, {
        evidence: [...evidence, controlEvidence(seen)],
        next: [text('doctor.next.firewall'), text('doctor.next.otherMirror')],
      })
    default:
      return conclude('malformed', seen, {
        evidence,
        next: [text('doctor.next.checkPort'), text('doctor.next.askOwner')],
      })
  }
}

function judgeRedirect(seen: Seen, hop: HopOf<'redirect'>): Conclusion {
  const evidence = [text('doctor.evidence.redirect', { from: hop.from, to: hop.location })]
  if (hop.refusal === 'loop' || hop.refusal === 'too-many') {
    const count = seen.hops.filter(({ kind }) => kind === 'redirect').length
    return conclude('redirect-loop', seen, {
      evidence: [...evidence, text('doctor.evidence.redirects', { count })],
      next: [text('doctor.next.askOwner'), text('doctor.next.checkUrl')],
    })
  }
  if (hop.refusal === 'inward') {
    return conclude('captive-portal', seen, {
      evidence,
      next: [text('doctor.next.signIn'), text('doctor.next.otherNetwork')],
    })
  }
  return conclude('redirect-refused', seen, {
    evidence,
    next: [text('doctor.next.signIn'), text('doctor.next.checkUrl')],
  })
}

function judgeStatus(seen: Seen, http: HopOf<'http'>): Conclusion {
  const { status } = http
  const body = lastOf(seen.hops, 'body')
  const answered = text('doctor.evidence.status', { host: http.host, status })
  const said = body && body.excerpt !== '' ? text('doctor.evidence.said', { words: body.excerpt.slice(0, 160) }) : null
  const makes = (code: ConclusionCode, evidence: (Text | null)[], next: (Text | null)[]): Conclusion =>
    conclude(code, seen, { params: { status }, evidence: [answered, ...evidence, said], next })
  switch (status) {
    case 401:
      return judgeSignIn(seen, http)
    case 403:
      return makes('forbidden', [], [text('doctor.next.askAccess'), text('doctor.next.otherMirror')])
    case 404:
    case 410:
      return judgeMissing(seen, makes)
    case 407:
      return proxyAuth(seen, schemesOf(http))
    case 418:
      return makes('teapot', [onward(seen, status)], [text('doctor.next.checkUrl'), text('doctor.next.otherMirror')])
    case 429: {
      const after = http.headers['retry-after'] ?? ''
      const evidence = after === '' ? null : text('doctor.evidence.retryAfter', { after: afterOf(after, http) })
      const next =
        after === '' ? text('doctor.next.wait') : text('doctor.next.waitFor', { after: afterOf(after, http) })
      return makes('rate-limited', [evidence, onward(seen, status)], [next, text('doctor.next.otherMirror')])
    }
    case 511:
      return makes('captive-portal', [], [text('doctor.next.signIn')])
    default:
      return status >= 500
        ? judgeServer(seen, status, [answered, said])
        : makes('other-status', [], [text('doctor.next.askOwner')])
  }
}

function judgeServer(seen: Seen, status: number, evidence: readonly (Text | null)[]): Conclusion {
  // with a proxy between, nobody can tell whose failure it is without asking past it
  if (seen.control !== null) return downOf(seen, evidence)
  const codes: Partial<Record<number, ConclusionCode>> = {
    502: 'bad-gateway',
    503: 'unavailable',
    504: 'gateway-timeout',
  }
  return conclude(codes[status] ?? 'server-error', seen, {
    params: { status },
    evidence: [...evidence, onward(seen, status)],
    next: [
      text('doctor.next.wait'),
      seen.follows.separator === ',' ? text('doctor.next.usePipe') : null,
      text('doctor.next.otherMirror'),
    ],
  })
}

function judgeMissing(
  seen: Seen,
  makes: (code: ConclusionCode, evidence: (Text | null)[], next: (Text | null)[]) => Conclusion,
): Conclusion {
  const { module, role, isPublic } = seen
  if (role === 'sumdb')
    return makes('sumdb-not-served', [text('doctor.evidence.sumdbDirect')], [text('doctor.next.otherSumdb')])
  if (!module) return makes('not-found', [], [text('doctor.next.checkUrl')])
  const pattern = module.path.split('/').slice(0, 2).join('/')
  if (isPublic && !isForge(module.path)) {
    return makes(
      'not-found-private',
      [text('doctor.evidence.publicSeesPath', { module: module.path }), onward(seen, 404)],
      [text('doctor.next.goprivate', { pattern }), text('doctor.next.checkModule')],
    )
  }
  return makes(
    'not-found',
    [onward(seen, 404)],
    [
      text('doctor.next.checkModule'),
      isPublic ? text('doctor.next.goprivate', { pattern }) : text('doctor.next.askUpstream'),
    ],
  )
}

// where public modules live: a path elsewhere is more likely a company's own
const forges = ['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org', 'golang.org', 'google.golang.org']
const vanity = ['gopkg.in', 'go.uber.org', 'k8s.io', 'sigs.k8s.io', 'rsc.io', 'cloud.google.com', 'gorm.io', 'go.dev']

function isForge(path: string): boolean {
  const [host = ''] = path.split('/')
  return [...forges, ...vanity].includes(host)
}

/** Whom the go command asks next after this answer, by the rule of the separator. */
export function onward({ role, follows }: Pick<Seen, 'role' | 'follows'>, status: number): Text | null {
  if (role !== 'entry' || follows.separator === '') return null
  const goesOn = follows.separator === '|' || status === 404 || status === 410
  const next = follows.next ?? ''
  if (next === '') return null
  return text(goesOn ? 'doctor.evidence.goAsksNext' : 'doctor.evidence.goStops', { next })
}

function judgeBody(seen: Seen, http: HopOf<'http'>, body: HopOf<'body'>): Conclusion | null {
  if (body.fault === 'timeout') {
    return conclude('stalled', seen, {
      evidence: [text('doctor.evidence.stalledAfter', { host: http.host, bytes: body.bytes })],
      next: [text('doctor.next.mtu'), text('doctor.next.firewall'), text('doctor.next.otherMirror')],
    })
  }
  if (body.fault !== null) {
    return conclude('cut-off', seen, {
      evidence: [text('doctor.evidence.cutAfter', { host: http.host, bytes: body.bytes })],
      next: [text('doctor.next.retry'), text('doctor.next.firewall'), text('doctor.next.otherMirror')],
    })
  }
  const said = text('doctor.evidence.said', { words: body.excerpt.slice(0, 160) })
  if (body.isHtml && seen.expected !== 'any') {
    return conclude('captive-portal', seen, {
      evidence: [text('doctor.evidence.webPage', { host: http.host, status: http.status }), said],
      next: [text('doctor.next.signIn'), text('doctor.next.checkUrl'), text('doctor.next.otherNetwork')],
    })
  }
  if (seen.expected === 'json' && !body.isJson) {
    return conclude('not-a-proxy', seen, { evidence: [said], next: [text('doctor.next.checkUrl')] })
  }
  return null
}

/** Retry-After as seconds or as the date that stands there (RFC 9110 section 10.2.3). */
function afterOf(value: string, http: HopOf<'http'>): string {
  if (/^\d{1,9}$/.test(value)) return `${value} s`
  const seconds = (Date.parse(value) - Date.parse(http.headers.date ?? '')) / 1000
  return Number.isNaN(seconds) ? value.slice(0, 40) : `${Math.max(0, Math.ceil(seconds))} s`
}
