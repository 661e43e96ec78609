import { join, posix, win32 } from 'node:path'
import { Failure } from './failure'
import type { Platform } from './platform'

/** GoReady's own folders. `data` holds what shells and editors point to; `state` the journal and what was seen of the checksum database. */
export interface Dirs {
  readonly data: string
  readonly config: string
  readonly cache: string
  readonly state: string
  readonly logs: string
  /** For sockets and instance files; private to the user. */
  readonly runtime: string
}

/**
 * Where GoReady keeps its own files: XDG folders on Unix (macOS included, so that a shell's line stays short),
 * %LOCALAPPDATA% on Windows, and everything under `GOREADY_HOME` when that is set.
 *
 * @throws HOME_NOT_ABSOLUTE when the home or `GOREADY_HOME` is not an absolute path: what stands in PATH, in links and in
 * shells' files would mean another place wherever it is read
 */
export function dirsFor(env: Readonly<Record<string, string | undefined>>, home: string, platform: Platform): Dirs {
  const own = env.GOREADY_HOME
  refuseRelative('HOME', home, platform)
  if (own) refuseRelative('GOREADY_HOME', own, platform)
  if (own) return inOne(own)
  if (platform.os === 'windows') return inOne(join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'goready'))
  const data = join(absolute(env.XDG_DATA_HOME) ?? join(home, '.local', 'share'), 'goready')
  const state = join(absolute(env.XDG_STATE_HOME) ?? join(home, '.local', 'state'), 'goready')
  return {
    data,
    config: join(absolute(env.XDG_CONFIG_HOME) ?? join(home, '.config'), 'goready'),
    cache: join(absolute(env.XDG_CACHE_HOME) ?? join(home, '.cache'), 'goready'),
    state,
    logs: join(state, 'logs'),
    runtime: env.XDG_RUNTIME_DIR ? join(env.XDG_RUNTIME_DIR, 'goready') : join(state, 'run'),
  }
}

function refuseRelative(name: string, value: string, { os }: Platform): void {
  if ((os === 'windows' ? win32 : posix).isAbsolute(value)) return
  throw new Failure('HOME_NOT_ABSOLUTE', `${name} is no absolute path: ${JSON.stringify(value)}`, { name, value })
}

function inOne(root: string): Dirs {
  return {
    data: root,
    config: join(root, 'config'),
    cache: join(root, 'cache'),
    state: join(root, 'state'),
    logs: join(root, 'state', 'logs'),
    runtime: join(root, 'state', 'run'),
  }
}

// The XDG specification says to ignore relative values.
function absolute(value: string | undefined): string | undefined {
  return value?.startsWith('/') ? value : undefined
}
