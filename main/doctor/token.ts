/** What can be told of a token without asking anybody and without showing it. */
export interface TokenFacts {
  /** The variable that holds it. */
  readonly name: string
  readonly kind: 'unset' | 'opaque' | 'jwt'
  /** As the token says; nothing is verified. */
  readonly algorithm: string
  /** Milliseconds since 1970; null when it has none. */
  readonly expires: number | null
  readonly notBefore: number | null
  readonly audience: readonly string[]
}

/** Decodes a JWT's claims (RFC 7519 section 4.1): locally, without a claim about its signature. Other tokens are `opaque`. */
export function readToken(name: string, value: string | undefined): TokenFacts {
  const facts = { name, algorithm: '', expires: null, notBefore: null, audience: [] }
  const token = (value ?? '').trim().replace(/^Bearer\s+/i, '')
  if (token === '') return { ...facts, kind: 'unset' }
  const [head, claims] = token.split('.').slice(0, 2).map(decode)
  if (!head || !claims || token.split('.').length !== 3) return { ...facts, kind: 'opaque' }
  return {
    name,
    kind: 'jwt',
    algorithm: typeof head.alg === 'string' ? head.alg.slice(0, 20) : '',
    expires: timeOf(claims.exp),
    notBefore: timeOf(claims.nbf),
    audience: [claims.aud ?? []].flat().filter((one) => typeof one === 'string'),
  }
}

function timeOf(seconds: unknown): number | null {
  return typeof seconds === 'number' && Math.abs(seconds) < 8e12 ? seconds * 1000 : null
}

function decode(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
