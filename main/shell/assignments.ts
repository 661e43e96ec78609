/** One `NAME=value` line; `line` counts from 1. */
export interface Assignment {
  readonly name: string
  readonly value: string
  readonly line: number
}

/**
 * Reads files of `NAME=value` lines as /etc/environment and environment.d have them: `#` comments, optional quotes around
 * the value, an optional `export`. Nothing is expanded; lines of another shape are skipped.
 */
export function parseAssignments(content: string): Assignment[] {
  return content.split('\n').flatMap((raw, index) => {
    const [, name, rest] = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*?)\s*$/.exec(raw) ?? []
    if (name === undefined || rest === undefined) return []
    const [, quoted] = /^(?:"(.*)"|'(.*)')$/.exec(rest)?.filter((part) => part !== undefined) ?? []
    return [{ name, value: quoted ?? rest, line: index + 1 }]
  })
}
