import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { variable } from '../gocmd'
import { exists, hasErrno, type World } from '../kit'

/** One machine of a netrc file. */
export interface NetrcEntry {
  readonly machine: string
  readonly login: string
  readonly password: string
}

/** The complete entries of a netrc file, read as the go command does (cmd/go/internal/auth): line by line, `default` ignored. */
export function parseNetrc(data: string): NetrcEntry[] {
  const entries: NetrcEntry[] = []
  let current: NetrcEntry = none
  let isMacro = false
  for (const line of data.split('\n')) {
    if (isMacro) {
      isMacro = line !== ''
      continue
    }
    const words = line.split(/\s+/).filter((word) => word !== '')
    for (let at = 0; at < words.length - 1; at += 2) {
      const [key, value = ''] = words.slice(at, at + 2)
      if (key === 'machine') current = { ...none, machine: value }
      else if (key === 'login' || key === 'password') current = { ...current, [key]: value }
      else isMacro ||= key === 'macdef'
      if (!isWhole(current)) continue
      entries.push(current)
      current = none
    }
    if (words.length % 2 === 1 && words.at(-1) === 'default') break
  }
  return entries
}

const none: NetrcEntry = { machine: '', login: '', password: '' }

function isWhole({ machine, login, password }: NetrcEntry): boolean {
  return [machine, login, password].every((one) => one !== '')
}

/** What stands ready to sign in with: the user's netrc file and GOAUTH. */
export interface Credentials {
  readonly path: string
  readonly state: 'absent' | 'unreadable' | 'read'
  readonly entries: readonly NetrcEntry[]
  /** GOAUTH as it is set; the go command takes `netrc` for nothing. */
  readonly goauth: string
}

/** Reads the netrc file that the go command would: NETRC, else `.netrc` in the home folder (`_netrc` first on Windows). */
export async function readCredentials(
  { env, home, platform }: Pick<World, 'env' | 'home' | 'platform'>,
  goauth: string,
): Promise<Credentials> {
  const own = variable(env, 'NETRC', platform.os)
  const legacy = join(home, '_netrc')
  const usual = platform.os === 'windows' && (await exists(legacy)) ? legacy : join(home, '.netrc')
  const path = own === '' ? usual : own
  try {
    return { path, state: 'read', entries: parseNetrc(await readFile(path, 'utf8')), goauth }
  } catch (error) {
    if (!hasErrno(error, 'ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ELOOP')) throw error
    return { path, state: hasErrno(error, 'ENOENT') ? 'absent' : 'unreadable', entries: [], goauth }
  }
}

/** The entry that the go command would send to a URL: https only, the machine with its port where one is written. */
export function entryFor({ entries, goauth }: Credentials, url: URL): NetrcEntry | null {
  const readsNetrc = goauth === '' || goauth.split(';').some((one) => one.trim() === 'netrc')
  if (url.protocol !== 'https:' || !readsNetrc) return null
  return entries.find(({ machine }) => machine === url.host) ?? null
}
