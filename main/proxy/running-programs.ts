import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hasErrno, type World } from '../kit'

/** An editor or a language server of this user that runs, and what its environment says. */
export interface RunningProgram {
  readonly pid: number
  readonly program: string
  readonly environment: Readonly<Record<string, string>>
}

const programs: readonly (readonly [pattern: RegExp, program: string])[] = [
  [/^(?:code|code-insiders|code-server)$/, 'VS Code'],
  [/^(?:codium|vscodium)$/, 'VSCodium'],
  [/^cursor$/i, 'Cursor'],
  [/^(?:goland|goland64)(?:\.sh)?$/, 'GoLand'],
  [/^idea(?:64)?(?:\.sh)?$/, 'IntelliJ IDEA'],
  [/^gopls$/, 'gopls'],
]

/**
 * The editors and language servers that run as this user and have one of these variables in their environment, one of
 * each program and value. Linux only, where /proc tells it; empty elsewhere.
 */
export async function runningPrograms(
  { platform }: Pick<World, 'platform'>,
  names: readonly string[],
  proc = '/proc',
): Promise<RunningProgram[]> {
  if (platform.os !== 'linux') return []
  const pids = (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(pids.map((pid) => programOf(join(proc, pid), Number(pid), names)))
  const seen = new Set<string>()
  return found.flatMap((one) => {
    const key = one === null ? '' : `${one.program} ${JSON.stringify(one.environment)}`
    if (one === null || seen.has(key)) return []
    seen.add(key)
    return [one]
  })
}

async function programOf(dir: string, pid: number, names: readonly string[]): Promise<RunningProgram | null> {
  try {
    if ((await stat(dir)).uid !== process.geteuid?.()) return null
    const command = (await readFile(join(dir, 'cmdline'), 'utf8')).split('\0')[0] ?? ''
    const base = command.slice(command.lastIndexOf('/') + 1)
    const program = programs.find(([pattern]) => pattern.test(base))?.[1]
    if (program === undefined) return null
    const lines = (await readFile(join(dir, 'environ'), 'utf8')).split('\0')
    const environment = Object.fromEntries(
      lines.flatMap((line): [string, string][] => {
        const at = line.indexOf('=')
        const name = line.slice(0, at)
        return names.includes(name) ? [[name, line.slice(at + 1)]] : []
      }),
    )
    return Object.keys(environment).length === 0 ? null : { pid, program, environment }
  } catch (error) {
    // it ended meanwhile, or hides its environment
    if (hasErrno(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return null
    throw error
  }
}
