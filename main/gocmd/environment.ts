import { join } from 'node:path'
import { isAbsolutePath, isGoVariable } from '../golang'
import type { Environment, World } from '../kit'

/** A variable as programs on this system see it: names are case-insensitive on Windows. Unset and empty are the same to go. */
export function variable(env: Environment, name: string, os: string): string {
  const exact = env[name]
  if (exact !== undefined || os !== 'windows') return exact ?? ''
  const wanted = name.toUpperCase()
  return Object.entries(env).find(([key]) => key.toUpperCase() === wanted)?.[1] ?? ''
}

/** The environment without anything that configures the go command. GOENV goes as well: the caller says which file counts. */
export function bareEnvironment(env: Environment): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !isGoVariable(name) && !/^(GO|CGO_)[A-Z0-9_]*$/.test(name)),
  )
}

/** The user's configuration folder as Go's `os.UserConfigDir` finds it, from the environment alone; null when it can't. */
export function userConfigDir(env: Environment, os: string): string | null {
  const home = variable(env, 'HOME', os)
  switch (os) {
    case 'windows':
      return variable(env, 'AppData', os) || null
    case 'darwin':
      return home === '' ? null : join(home, 'Library', 'Application Support')
    default: {
      const xdg = variable(env, 'XDG_CONFIG_HOME', os)
      if (xdg !== '') return isAbsolutePath(xdg, os) ? xdg : null
      return home === '' ? null : join(home, '.config')
    }
  }
}

/** The user's cache folder as Go's `os.UserCacheDir` finds it, from the environment alone; null when it can't. */
export function userCacheDir(env: Environment, os: string): string | null {
  const home = variable(env, 'HOME', os)
  switch (os) {
    case 'windows':
      return variable(env, 'LocalAppData', os) || null
    case 'darwin':
      return home === '' ? null : join(home, 'Library', 'Caches')
    default: {
      const xdg = variable(env, 'XDG_CACHE_HOME', os)
      if (xdg !== '') return isAbsolutePath(xdg, os) ? xdg : null
      return home === '' ? null : join(home, '.cache')
    }
  }
}

/** Which file holds the user's Go settings: one file, none because GOENV=off, or none because Go finds no place for it. */
export type GoenvLocation =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'off' }
  | { readonly kind: 'nowhere'; readonly why: 'no-home' | 'relative' }

/** Finds the go env file as `cmd/go/internal/cfg.EnvFile` does, so that it is known before any Go is installed. */
export function goenvLocation({ env, platform }: Pick<World, 'env' | 'platform'>): GoenvLocation {
  const own = variable(env, 'GOENV', platform.os)
  if (own === 'off') return { kind: 'off' }
  // go would take it from whatever folder it is started in
  if (own !== '' && !isAbsolutePath(own, platform.os)) return { kind: 'nowhere', why: 'relative' }
  if (own !== '') return { kind: 'file', path: own }
  const dir = userConfigDir(env, platform.os)
  if (!dir) return { kind: 'nowhere', why: variable(env, 'XDG_CONFIG_HOME', platform.os) ? 'relative' : 'no-home' }
  return { kind: 'file', path: join(dir, 'go', 'env') }
}
