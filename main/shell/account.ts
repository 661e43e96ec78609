import { userInfo } from 'node:os'
import type { ShellName } from '../../preload/contract/shell'
import type { World } from '../kit'

/** The user as the system's password database knows them. */
export interface Account {
  readonly username: string
  /** The login shell, which may differ from `$SHELL`; null when the database does not say. */
  readonly loginShell: string | null
  /** Effective user id; -1 on Windows. */
  readonly uid: number
}

/** Asks the password database (on macOS the directory service behind it); falls back to the environment for an id without an entry. */
export function accountOf(env: World['env']): Account {
  const uid = process.geteuid?.() ?? -1
  try {
    const { username, shell } = userInfo()
    return { username, loginShell: shell ?? null, uid }
  } catch (error) {
    // a container may run under an id that no database knows
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    return { username: env.USER ?? env.LOGNAME ?? String(uid), loginShell: env.SHELL ?? null, uid }
  }
}

const names: Readonly<Record<string, ShellName>> = {
  bash: 'bash',
  rbash: 'bash',
  zsh: 'zsh',
  sh: 'sh',
  dash: 'sh',
  ash: 'sh',
  busybox: 'sh',
  fish: 'fish',
  pwsh: 'powershell',
}

/** Which shell an executable is, null for one that GoReady has no way to set up (nushell, tcsh, nologin). */
export function shellNameOf(executable: string): ShellName | null {
  const base = executable.slice(executable.lastIndexOf('/') + 1)
  return names[base] ?? null
}
