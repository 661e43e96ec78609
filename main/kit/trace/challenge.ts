/** One challenge of WWW-Authenticate or Proxy-Authenticate. */
export interface Challenge {
  /** As it was written: Basic, Digest, Bearer, NTLM, Negotiate. */
  readonly scheme: string
  /** By lower-case names; a token68 is left out. */
  readonly params: Readonly<Record<string, string>>
}

const word = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y
const quoted = /"((?:[^"\\]|\\.)*)"/y

/** The challenges of header values, in their order (RFC 9110 section 11.6.1). What does not fit the grammar is passed over. */
export function parseChallenges(values: readonly string[]): Challenge[] {
  return values.flatMap(parseValue)
}

function parseValue(value: string): Challenge[] {
  const found: { scheme: string; params: Record<string, string> }[] = []
  let at = 0
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const match = pattern.exec(value)
    if (!match) return null
    at += match[0].length
    return match[1] ?? match[0]
  }
  while (at < value.length) {
    take(/[\s,]+/y)
    const name = take(word)
    if (name === null) {
      at += 1
      continue
    }
    const isParam = take(/\s*=\s*(?=[^\s=,])/y) !== null
    const current = found.at(-1)
    if (!isParam || !current) {
      found.push({ scheme: name, params: {} })
      // a token68 (NTLM's message) is the scheme's alone
      take(/ +[A-Za-z0-9._~+/-]{2,}=*(?=\s*(?:,|$))/y)
      continue
    }
    const given = take(quoted)?.replace(/\\(.)/g, '$1') ?? take(word) ?? ''
    current.params[name.toLowerCase()] = given
  }
  return found
}
