import type { EnvOrigin } from '../../preload/contract/goenv'
import type { World } from '../kit'
import type { Shell } from '../shell'

/** What the environment table needs of the shells. */
export type ShellFiles = Pick<Shell, 'exportsOf' | 'disableLine'>

/** A line of an rc file that exports a variable. */
export interface RcLine {
  readonly name: string
  readonly path: string
  /** Null for a value that stands in no file (the Windows user environment). */
  readonly line: number | null
  /** Null when it can't be told without running the file. */
  readonly value: string | null
}

/** Where rc files export these variables, in the usual order of reading. Home is filled in; other expansions stay unknown. */
export async function rcLinesOf(
  world: Pick<World, 'home'>,
  shell: Pick<Shell, 'exportsOf'>,
  names: readonly string[],
): Promise<RcLine[]> {
  const settings = await shell.exportsOf(names)
  return settings
    .filter(({ exported }) => exported)
    .map(({ name, path, line, value }) => {
      const atHome = value
        .replaceAll(/\$(?:HOME\b|\{HOME\})/g, () => world.home)
        .replace(/^~(?=\/|$)/, () => world.home)
      return { name, path, line: line > 0 ? line : null, value: /[$`]/.test(atHome) ? null : atHome }
    })
}

/** Where a variable of the process environment was set: the last line that sets it to what is seen, if one does. */
export function processOrigin(value: string, lines: readonly RcLine[]): Extract<EnvOrigin, { kind: 'process' }> {
  const found = lines.findLast((line) => line.value === value) ?? lines.findLast((line) => line.value === null)
  return { kind: 'process', path: found?.path ?? null, line: found?.line ?? null }
}
