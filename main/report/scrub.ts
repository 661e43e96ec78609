import { redact } from '../kit'

const hidden = '•••'
/** Characters from which on a value is hidden wherever it stands: shorter ones are parts of ordinary words. */
const shortest = 6

/**
 * Makes the function that takes secrets out of a text: what {@link redact} knows, these exact values in plain,
 * percent-encoded, JSON-escaped and base64 form (whatever stands before them there), the home folder (shown as `~`), and
 * the user's and the computer's names. Idempotent.
 */
export function scrubber(options: {
  readonly secrets: Iterable<string>
  readonly home: string
  readonly names: readonly string[]
}): (text: string) => string {
  const values = new Set<string>()
  for (const secret of options.secrets) {
    if (secret.length < shortest) continue
    for (const form of formsOf(secret)) if (form.length >= shortest) values.add(form)
  }
  const longestFirst = [...values].sort((a, b) => b.length - a.length)
  const names = options.names.filter((name) => name.length >= 3 && name !== 'root').map(escapeRegExp)
  const named = names.length === 0 ? null : new RegExp(`(?<![\\w-])(?:${names.join('|')})(?![\\w-])`, 'g')
  return (text) => {
    let result = text
    for (const value of longestFirst) result = result.replaceAll(value, hidden)
    result = redact(result)
    if (options.home.length > 1) result = result.replaceAll(options.home, '~')
    return named === null ? result : result.replace(named, '<name>')
  }
}

function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret)
  const plain = [
    secret,
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
    JSON.stringify(secret).slice(1, -1),
  ]
  return [...plain, ...plain.slice(0, 2).flatMap(base64Forms)]
}

/** What a value looks like inside of base64, at each of the three places where it may begin in a group. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value)
  return [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    // the characters at the ends depend on what stands beside the value
    const inner = whole.slice(shift === 0 ? 0 : shift + 1, -1)
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** The values in a text that are secret by where they stand: logins in addresses, passwords of netrc lines, assignments. */
export function secretsIn(text: string): string[] {
  const found: string[] = []
  for (const [, user = '', password = ''] of text.matchAll(/:\/\/([^\s/:?#@"']*)(?::([^\s/?#@"']*))?@/g)) {
    found.push(...[password || user].flatMap(decoded))
  }
  for (const [, value = ''] of text.matchAll(/\b(?:password|account)\s+(\S+)/gi)) found.push(value)
  const assigned = /\b[\w.-]*(?:TOKEN|PASSWORD|PASSWD|SECRET|API_?KEY)\b["']?\s*[=:]\s*["']?([^\s"';,&]+)/gi
  for (const [, value = ''] of text.matchAll(assigned)) found.push(...decoded(value))
  for (const [, value = ''] of text.matchAll(/\b(?:Bearer|Basic)\s+([\w.~+/=-]+)/gi)) found.push(value)
  return found
}

function decoded(value: string): string[] {
  try {
    return [value, decodeURIComponent(value)]
  } catch {
    return [value]
  }
}
