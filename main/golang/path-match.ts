type Token =
  | { readonly kind: 'star' }
  | { readonly kind: 'any' }
  | { readonly kind: 'literal'; readonly char: string }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] }

/**
 * Whether `name` matches a shell pattern by the rules of Go's path.Match: `*` and `?` never match a slash, `[…]` is a
 * class, `\` quotes. Null for a malformed pattern. Takes time in proportion to pattern times name at worst.
 */
export function matchPath(pattern: string, name: string): boolean | null {
  const tokens = parsePattern([...pattern])
  return tokens && matchTokens(tokens, [...name])
}

function parsePattern(chars: readonly string[]): Token[] | null {
  const tokens: Token[] = []
  for (let at = 0; at < chars.length; ) {
    const char = chars[at++]
    if (char === '*') tokens.push({ kind: 'star' })
    else if (char === '?') tokens.push({ kind: 'any' })
    else if (char === '[') {
      const parsed = parseClass(chars, at)
      if (!parsed) return null
      tokens.push(parsed.token)
      at = parsed.end
    } else {
      const literal = char === '\\' ? chars[at++] : char
      if (literal === undefined) return null
      tokens.push({ kind: 'literal', char: literal })
    }
  }
  return tokens
}

function parseClass(chars: readonly string[], start: number): { token: Token; end: number } | null {
  const negated = chars[start] === '^'
  const ranges: [number, number][] = []
  let at = negated ? start + 1 : start
  const single = (): number | null => {
    const char = chars[at++]
    if (char === undefined || char === '-' || char === ']') return null
    const quoted = char === '\\' ? chars[at++] : char
    return quoted?.codePointAt(0) ?? null
  }
  while (ranges.length === 0 || chars[at] !== ']') {
    const low = single()
    if (low === null) return null
    let high: number | null = low
    if (chars[at] === '-') {
      at++
      high = single()
    }
    if (high === null) return null
    ranges.push([low, high])
  }
  return { token: { kind: 'class', negated, ranges }, end: at + 1 }
}

// Only the last star is ever tried again: what an earlier one could give, the later one can as well.
function matchTokens(tokens: readonly Token[], chars: readonly string[]): boolean {
  let token = 0
  let char = 0
  let retry: { token: number; char: number } | null = null
  while (token < tokens.length || char < chars.length) {
    const wanted = tokens[token]
    if (wanted?.kind === 'star') {
      retry = { token: ++token, char }
      continue
    }
    const given = chars[char]
    if (wanted && given !== undefined && matchesOne(wanted, given)) {
      token++
      char++
      continue
    }
    const skipped: string | undefined = retry ? chars[retry.char] : undefined
    if (!retry || skipped === undefined || skipped === '/') return false
    retry = { token: retry.token, char: retry.char + 1 }
    token = retry.token
    char = retry.char
  }
  return true
}

function matchesOne(token: Token, char: string): boolean {
  switch (token.kind) {
    case 'star':
      return false
    case 'any':
      return char !== '/'
    case 'literal':
      return token.char === char
    case 'class': {
      const point = char.codePointAt(0) ?? 0
      return token.ranges.some(([low, high]) => low <= point && point <= high) !== token.negated
    }
  }
}
