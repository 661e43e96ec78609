const userinfo = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"'<>|,]+@/gi
const headers =
  /\b(authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-[a-z-]*token)(\s*[:=]\s*)[^\r\n,]+/gi
const jwt = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g
const prefixed = /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|ya29\.|npm_|sk-)[\w.-]{8,}/g
const queryKeys = /([?&;][^=&#\s]*(?:token|key|sig|secret|pass|auth|code)[^=&#\s]*=)[^&#\s"']+/gi
const netrc = /\b(password|account)\s+\S+/gi
const pem = /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g
// the first folder of an address, where a proxy takes a token: go sends no password over http, and none by netrc either.
// Failures name the path alone, too
const pathToken = /(\bhttps?:\/\/[^\s/?#@"'<>|,]+\/|(?<=^|[\s"'(<=|,])\/)([\w-]{20,})(?=[/?#|,\s"']|$)/gi

const hidden = '•••'

/**
 * Hides credentials in a text meant for a log, a screen or a report: URL user information (user name and
 * password alike: a token often stands in the user's place), authorization headers, JWTs, well-known token
 * prefixes, tokens as the first folder of a URL, secret-looking query values, netrc passwords and PEM blocks.
 * Idempotent and linear in the length.
 *
 * @param known exact values to hide as well (at least 4 characters), as they are and percent-encoded
 */
export function redact(text: string, known: readonly string[] = []): string {
  let result = text
    .replace(pem, hidden)
    .replace(userinfo, `$1${hidden}@`)
    .replace(pathToken, (all, base: string, folder: string) => (isToken(folder) ? base + hidden : all))
    .replace(headers, `$1$2${hidden}`)
    .replace(jwt, hidden)
    .replace(prefixed, hidden)
    .replace(queryKeys, `$1${hidden}`)
    .replace(netrc, `$1 ${hidden}`)
  for (const value of known) {
    if (value.length < 4) continue
    result = result.replaceAll(value, hidden).replaceAll(encodeURIComponent(value), hidden)
  }
  return result
}

function isToken(folder: string): boolean {
  return /^[0-9a-f]{32,}$/i.test(folder) || (/\d/.test(folder) && /[a-z]/.test(folder) && /[A-Z]/.test(folder))
}

/** The values of variables whose names say that they hold a secret (…TOKEN, …PASSWORD, …SECRET, …API_KEY). */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length >= 4 && /(TOKEN|PASSWORD|PASSWD|SECRET|API_?KEY)$/i.test(name) ? [value] : [],
  )
}
