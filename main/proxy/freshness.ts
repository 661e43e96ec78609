import type { ProbeRow } from '../../preload/contract/proxy'

/** The rows with what each proxy's latest version is next to the newest that any of them knows. */
export function compared(rows: readonly ProbeRow[]): ProbeRow[] {
  const versions = rows.flatMap(({ detail }) => detail?.latest ?? [])
  const newest = versions.reduce<string | null>(
    (best, one) => (best !== null && compareVersions(best, one) >= 0 ? best : one),
    null,
  )
  const isComparable = versions.length > 1 && newest !== null
  return rows.map((row) => {
    const { detail } = row
    if (!detail) return row
    const behind = isComparable && detail.latest !== null ? compareVersions(detail.latest, newest) < 0 : null
    return { ...row, detail: { ...detail, newest, behind } }
  })
}

/** The order of semantic versions (https://semver.org, section 11); below 0 when `a` is the older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)]
  for (let at = 0; at < 3; at++) {
    const difference = compareNumbers(left.numbers[at] ?? '0', right.numbers[at] ?? '0')
    if (difference !== 0) return difference
  }
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length
  for (let at = 0; at < Math.min(left.pre.length, right.pre.length); at++) {
    const difference = compareIdentifiers(left.pre[at] ?? '', right.pre[at] ?? '')
    if (difference !== 0) return difference
  }
  return left.pre.length - right.pre.length
}

function parts(version: string): { numbers: string[]; pre: string[] } {
  const [plain = ''] = version.replace(/^v/, '').split('+', 1)
  const dash = plain.indexOf('-')
  const core = dash < 0 ? plain : plain.slice(0, dash)
  return { numbers: core.split('.'), pre: dash < 0 ? [] : plain.slice(dash + 1).split('.') }
}

// digits of any length: a date and a time in one number are beyond what a double holds
function compareNumbers(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

function compareIdentifiers(a: string, b: string): number {
  const [isNumber, isOther] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (isNumber && isOther) return compareNumbers(a, b)
  if (isNumber !== isOther) return isNumber ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
