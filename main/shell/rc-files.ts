import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Machine } from './machine'
import { isNoFile, readRegular } from './read-regular'
import { type FileKind, sourcedBy } from './settings'

/** A file that shells or sessions read. `content` is for reading only: bytes that are no UTF-8 are lost in it. */
export interface RcFile {
  readonly path: string
  readonly kind: FileKind
  readonly content: string
}

export interface RcPlaces {
  readonly home: string
  readonly etc: string
  readonly machine: Machine
  /** Files of GoReady's own, which are not the user's settings. */
  readonly own: readonly string[]
}

const sizeLimit = 1024 * 1024
const countLimit = 200

/**
 * Every file in which this user's shells and sessions may find variables, in the order in which they are usually read:
 * the system's, then the user's, each followed by the files that it sources by name. Unreadable ones are left out.
 */
export async function rcFiles(places: RcPlaces): Promise<RcFile[]> {
  const found: RcFile[] = []
  const seen = new Set(places.own)
  const queue = await candidates(places)
  while (queue.length > 0 && found.length < countLimit) {
    const next = queue.shift()
    if (next === undefined || seen.has(next.path)) continue
    seen.add(next.path)
    const content = (await readRegular(next.path, sizeLimit))?.toString('utf8') ?? null
    if (content === null) continue
    found.push({ ...next, content })
    queue.unshift(...sourcedBy(content, next.kind, places.home).map((path) => ({ path, kind: next.kind })))
  }
  return found
}

type Candidate = Pick<RcFile, 'path' | 'kind'>

async function candidates({ home, etc, machine }: RcPlaces): Promise<Candidate[]> {
  const [zsh, fish] = [await machine.zshDir(), await machine.fishDir()]
  const config = join(home, '.config')
  const powershell = (await machine.filesOf('powershell')).map((path) => join(path, '..'))
  const posix = (dir: string, ...names: string[]): Candidate[] =>
    names.map((name) => ({ path: join(dir, name), kind: 'posix' }))
  const all = async (dir: string, suffix: string, kind: FileKind): Promise<Candidate[]> =>
    (await namesIn(dir)).filter((name) => name.endsWith(suffix)).map((name) => ({ path: join(dir, name), kind }))
  return [
    { path: join(etc, 'environment'), kind: 'assignments' },
    ...(await all(join(etc, 'environment.d'), '.conf', 'assignments')),
    ...(await all(join(config, 'environment.d'), '.conf', 'assignments')),
    { path: join(home, '.pam_environment'), kind: 'pam' },
    ...posix(etc, 'profile'),
    ...(await all(join(etc, 'profile.d'), '.sh', 'posix')),
    ...posix(etc, 'bash.bashrc', 'bashrc', 'zshenv', 'zprofile', 'zshrc', 'zlogin'),
    ...posix(join(etc, 'zsh'), 'zshenv', 'zprofile', 'zshrc', 'zlogin'),
    ...posix(home, '.xsessionrc', '.xprofile', '.profile', '.bash_profile', '.bash_login', '.bashrc'),
    ...(await all(join(home, '.bashrc.d'), '', 'posix')),
    ...posix(home, '.zshenv'),
    ...posix(zsh, '.zshenv', '.zprofile', '.zshrc', '.zlogin'),
    ...(await all(join(etc, 'fish', 'conf.d'), '.fish', 'fish')),
    { path: join(etc, 'fish', 'config.fish'), kind: 'fish' },
    { path: join(fish, 'fish_variables'), kind: 'fish-variables' },
    ...(await all(join(fish, 'conf.d'), '.fish', 'fish')),
    { path: join(fish, 'config.fish'), kind: 'fish' },
    ...powershell.flatMap((dir): Candidate[] => [
      { path: join(dir, 'profile.ps1'), kind: 'powershell' },
      { path: join(dir, 'Microsoft.PowerShell_profile.ps1'), kind: 'powershell' },
    ]),
  ]
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort()
  } catch (error) {
    if (isNoFile(error)) return []
    throw error
  }
}
