import type { Conclusion, ConclusionCode } from '../../preload/contract/doctor'
import { type Text, text } from '../../preload/contract/text'
import { schemesOf } from './judge-way'
import { entryFor } from './netrc'
import { clockAhead, conclude, type HopOf, moment, type Seen } from './seen'
import type { TokenFacts } from './token'

/** A 401: what the server wants, what stands ready here, and what can be told of the token. */
export function judgeSignIn(seen: Seen, http: HopOf<'http'>): Conclusion {
  const params = { schemes: schemesOf(http).join(', ') || '?' }
  const wants = text('doctor.evidence.wants', { host: http.host, ...params })
  const why = http.challenges.map(({ params: { error, error_description: words } }) => words ?? error).find(Boolean)
  const evidence: (Text | null)[] = [
    wants,
    why === undefined ? null : text('doctor.evidence.serverSays', { words: why.slice(0, 160) }),
    ...ready(seen),
    clockEvidence(seen),
  ]
  const ill = seen.token ? tokenIll(seen, seen.token, http) : null
  const token = seen.token?.name ?? ''
  if (ill) {
    return conclude(ill.code, seen, {
      params: { ...params, name: token },
      evidence: [ill.evidence, ...evidence],
      next: ill.next,
    })
  }
  return conclude('unauthorized', seen, {
    params,
    evidence: [seen.token ? tokenEvidence(seen.token) : null, ...evidence],
    next: nextOf(seen),
  })
}

/** Credentials for this host that the go command would find, or not. */
function ready({ credentials, url }: Seen): Text[] {
  const { path, state, goauth } = credentials
  const found: Text[] = []
  if (goauth === 'off') found.push(text('doctor.evidence.goauthOff'))
  else if (goauth !== '' && goauth !== 'netrc') {
    found.push(text('doctor.evidence.goauth', { value: goauth.split(/\s/, 1)[0] ?? '' }))
  }
  if (url.protocol !== 'https:') found.push(text('doctor.evidence.httpSendsNone'))
  if (state === 'absent') found.push(text('doctor.evidence.netrcAbsent', { path }))
  else if (state === 'unreadable') found.push(text('doctor.evidence.netrcUnreadable', { path }))
  else if (entryFor(credentials, url)) found.push(text('doctor.evidence.netrcSent', { host: url.host, path }))
  else if (credentials.entries.some(({ machine }) => machine === url.host)) {
    found.push(text('doctor.evidence.netrcNotUsed', { host: url.host, path }))
  } else if (credentials.entries.some(({ machine }) => machine === url.hostname)) {
    found.push(text('doctor.evidence.netrcWithoutPort', { host: url.host, name: url.hostname, path }))
  } else found.push(text('doctor.evidence.netrcOthers', { host: url.host, path, count: credentials.entries.length }))
  if (url.username !== '' || url.password !== '') found.push(text('doctor.evidence.urlCredentials'))
  return found
}

function nextOf({ credentials, url, token }: Seen): (Text | null)[] {
  const hasSent = entryFor(credentials, url) !== null || url.username !== ''
  return [
    url.protocol === 'https:' ? null : text('doctor.next.useHttps'),
    token?.kind === 'unset' ? text('doctor.next.setToken', { name: token.name }) : null,
    credentials.goauth === 'off' ? text('doctor.next.goauthOn') : null,
    hasSent
      ? text('doctor.next.renewPassword', { host: url.host })
      : text('doctor.next.addNetrc', { host: url.host, path: credentials.path }),
    token === null ? text('doctor.next.tokenEnv') : null,
  ]
}

interface Ill {
  readonly code: ConclusionCode
  readonly evidence: Text
  readonly next: Text[]
}

const leeway = 60_000

function tokenIll(seen: Seen, token: TokenFacts, http: HopOf<'http'>): Ill | null {
  if (token.kind !== 'jwt') return null
  const ahead = clockAhead(seen) ?? 0
  const there = seen.now.getTime() - ahead * 1000
  const { name } = token
  const renew = [text('doctor.next.renewToken', { name })]
  if (token.expires !== null && token.expires < there) {
    const evidence = text('doctor.evidence.tokenExpired', {
      name,
      at: moment(token.expires),
      ...span(there - token.expires),
    })
    return { code: 'token-expired', evidence, next: renew }
  }
  if (token.notBefore !== null && token.notBefore > there + leeway) {
    const evidence = text('doctor.evidence.tokenNotBefore', { name, at: moment(token.notBefore) })
    const isOurClock = ahead > leeway / 1000
    return {
      code: isOurClock ? 'wrong-clock' : 'token-not-yet-valid',
      evidence,
      next: isOurClock ? [text('doctor.next.setClock'), ...renew] : renew,
    }
  }
  const meant = [
    seen.url.hostname,
    seen.url.host,
    ...http.challenges.flatMap(({ params }) => [params.service ?? '', params.realm ?? '']),
  ]
  const isMeant = token.audience.some((one) =>
    meant.some((name) => name !== '' && (one === name || hostIn(one) === name)),
  )
  if (token.audience.length > 0 && !isMeant) {
    const audience = token.audience.join(', ').slice(0, 120)
    return {
      code: 'token-audience',
      evidence: text('doctor.evidence.tokenAudience', { name, audience, host: seen.url.host }),
      next: [text('doctor.next.tokenFor', { host: seen.url.host })],
    }
  }
  return null
}

function hostIn(audience: string): string {
  return URL.canParse(audience) ? new URL(audience).host : ''
}

function tokenEvidence({ name, kind, expires }: TokenFacts): Text {
  if (kind === 'unset') return text('doctor.evidence.tokenUnset', { name })
  if (kind === 'opaque') return text('doctor.evidence.tokenOpaque', { name })
  return expires === null
    ? text('doctor.evidence.tokenEndless', { name })
    : text('doctor.evidence.tokenValid', { name, at: moment(expires) })
}

/** A clock that differs by more than a minute; null for one that is right. */
export function clockEvidence(seen: Seen): Text | null {
  const ahead = clockAhead(seen)
  if (ahead === null || Math.abs(ahead) <= 60) return null
  return text(ahead > 0 ? 'doctor.evidence.clockAhead' : 'doctor.evidence.clockBehind', span(Math.abs(ahead) * 1000))
}

/** A time span in the largest unit that fits: seconds, minutes, hours or days. */
function span(milliseconds: number): { span: string } {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
  ] as const
  const [unit, size] = units.find(([, one]) => milliseconds >= one) ?? (['s', 1000] as const)
  return { span: `${Math.round(milliseconds / size)} ${unit}` }
}
