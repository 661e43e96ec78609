/** The list in a Windows Path value: separated by `;`, compared without case and trailing backslashes, kept as written. */

/** Characters of an environment variable beyond which some programs cut it off. */
export const warnLength = 2047
/** Characters beyond which Windows itself refuses an environment variable (32,767), with some room. */
export const maxLength = 32_000

/** `value` with `entry` moved to its front. */
export function prependEntry(value: string, entry: string): string {
  const rest = withoutEntries(value, [entry])
  return rest === '' ? entry : `${entry};${rest}`
}

/** `value` with `entry` at its end, unless it is in it. */
export function appendEntry(value: string, entry: string): string {
  if (hasEntry(value, entry)) return value
  return value === '' ? entry : `${value}${value.endsWith(';') ? '' : ';'}${entry}`
}

export function withoutEntries(value: string, entries: readonly string[]): string {
  const unwanted = new Set(entries.map(normal))
  const parts = value.split(';')
  const kept = parts.filter((part) => !unwanted.has(normal(part)))
  return kept.length === parts.length ? value : kept.join(';')
}

export function hasEntry(value: string, entry: string): boolean {
  return value.split(';').some((part) => normal(part) === normal(entry))
}

/** `dir` with the prefix that a variable stands for written as that variable, so that a moved profile keeps working. */
export function portable(dir: string, variables: Readonly<Record<string, string | undefined>>): string {
  for (const [name, value] of Object.entries(variables)) {
    const prefix = value === undefined ? '' : normal(value)
    if (prefix !== '' && normal(dir).startsWith(`${prefix}\\`)) return `%${name}%${dir.slice(prefix.length)}`
  }
  return dir
}

function normal(entry: string): string {
  const bare = entry.trim().replace(/^"(.*)"$/, '$1')
  return bare.replaceAll('/', '\\').replace(/\\+$/, '').toLowerCase()
}
