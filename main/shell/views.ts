import { join } from 'node:path'
import type { ShellName, ShellView, shellMode } from '../../preload/contract/shell'
import { exists, redact, removeIfEmpty } from '../kit'
import { probeShell } from './probe'

export type ShellMode = (typeof shellMode)['options'][number]

/** A shell to ask: its executable and the environment that it starts with. */
export interface FreshShell {
  readonly name: ShellName
  readonly binary: string
  readonly env: Readonly<Record<string, string>>
}

export interface ViewOptions {
  readonly home: string
  /** Milliseconds for each shell. */
  readonly timeLimit: number
  readonly signal?: AbortSignal | undefined
  readonly monotonic: () => number
  /** Runs one work at a time. */
  readonly serially: Serially
}

export type Serially = <Result>(work: () => Promise<Result>) => Promise<Result>

const usual: readonly ShellMode[] = ['login', 'login-interactive', 'interactive']
const modes: Readonly<Record<ShellName, readonly ShellMode[]>> = {
  bash: usual,
  zsh: usual,
  fish: usual,
  // an interactive sh that is no login shell reads nothing of its own: it has what its parent had
  sh: ['login', 'login-interactive'],
  powershell: ['interactive'],
  windows: [],
}
const flags: Readonly<Record<ShellMode, readonly string[]>> = {
  login: ['-l'],
  'login-interactive': ['-l', '-i'],
  interactive: ['-i'],
}

/** Starts a shell in each of its modes, all at once, and returns what each sees. @throws CANCELLED */
export async function viewsOf(shell: FreshShell, options: ViewOptions): Promise<ShellView[]> {
  const view = async (mode: ShellMode): Promise<ShellView> => {
    const started = options.monotonic()
    const result = await probeShell(
      {
        shell: shell.name,
        binary: shell.binary,
        flags: flagsFor(shell.name, mode),
        env: shell.env,
        cwd: options.home,
        timeLimit: options.timeLimit,
      },
      options.signal,
    )
    const took = Math.round(options.monotonic() - started)
    if (result === null) return { shell: shell.name, mode, verdict: 'not-verified', go: null, path: [], env: {}, took }
    return {
      shell: shell.name,
      mode,
      verdict: 'seen',
      go: result.go,
      path: (result.variables.PATH ?? '').split(':'),
      env: goVariables(result.variables),
      took,
    }
  }
  const all = (): Promise<ShellView[]> => Promise.all(modes[shell.name].map(view))
  if (shell.name !== 'fish') return all()
  return options.serially(() => keepingFishFoldersAbsent(shell.env, options.home, all))
}

function flagsFor(shell: ShellName, mode: ShellMode): readonly string[] {
  if (shell === 'powershell') return ['-NoLogo', '-NonInteractive']
  return shell === 'fish' ? ['--private', ...flags[mode]] : flags[mode]
}

/** The variables of Go and of HTTP proxies, credentials hidden. */
export function goVariables(variables: Readonly<Record<string, string>>): Record<string, string> {
  const wanted = /^(?:(?:CGO|GO)[A-Z0-9_]*|(?:https?|all|no)_proxy)$/
  const entries = Object.entries(variables).filter(([name]) => wanted.test(name) || wanted.test(name.toLowerCase()))
  return Object.fromEntries(entries.map(([name, value]) => [name, redact(value)]))
}

// fish makes its (empty) folders whenever it starts. Those that were not there are taken away again.
async function keepingFishFoldersAbsent<Result>(
  env: Readonly<Record<string, string>>,
  home: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const missing: string[] = []
  for (const dir of fishFolders(env, home)) if (!(await exists(dir))) missing.push(dir)
  try {
    return await work()
  } finally {
    for (const dir of missing.toReversed()) await removeIfEmpty(dir)
  }
}

/** A queue of one: works run in the order in which they came, each when the one before is over. */
export function createSerially(): Serially {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const task = last.then(work)
    last = task.catch(() => undefined)
    return task
  }
}

function fishFolders(env: Readonly<Record<string, string>>, home: string): string[] {
  const config = env.XDG_CONFIG_HOME ?? join(home, '.config')
  const data = env.XDG_DATA_HOME ?? join(home, '.local', 'share')
  const cache = env.XDG_CACHE_HOME ?? join(home, '.cache')
  const local = join(home, '.local')
  return [config, join(config, 'fish'), local, data, join(data, 'fish'), cache, join(cache, 'fish')]
}
