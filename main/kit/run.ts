import { execa, type ResultPromise } from 'execa'
import { hasErrno, throwIfCancelled } from './failure'

export interface RunOptions {
  readonly cwd?: string
  /** The whole environment of the command; nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal | undefined
  /** Milliseconds after which the command and all that it started are killed. */
  readonly timeout: number
  readonly input?: string | Uint8Array
  /** Bytes kept of each stream; 16 MiB when not given. */
  readonly maxOutput?: number
}

/** How a command ended. That it failed is a value; only a bug or a cancellation is thrown. */
export type RunResult =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'timed-out'; readonly stdout: string; readonly stderr: string }

/**
 * Runs a command in a process group of its own, so that a time limit or a cancellation ends its children too.
 *
 * @throws CANCELLED
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  throwIfCancelled(options.signal)
  const ownGroup = process.platform !== 'win32'
  const child = execa(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env,
    extendEnv: false,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    maxBuffer: options.maxOutput ?? 16 * 1024 * 1024,
    reject: false,
    detached: ownGroup,
    cleanup: true,
    stripFinalNewline: false,
    windowsHide: true,
  })
  let timedOut = false
  const kill = (): void => killTree(child, ownGroup)
  const timer = setTimeout(() => {
    timedOut = true
    kill()
  }, options.timeout)
  options.signal?.addEventListener('abort', kill, { once: true })
  try {
    const result = await child
    throwIfCancelled(options.signal)
    if (timedOut) return { kind: 'timed-out', stdout: result.stdout, stderr: result.stderr }
    if (hasErrno(result.cause, 'ENOENT', 'EACCES', 'ENOTDIR')) return { kind: 'not-found' }
    return { kind: 'exited', exitCode: result.exitCode ?? 128, stdout: result.stdout, stderr: result.stderr }
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', kill)
  }
}

export interface CommandLine {
  readonly stream: 'stdout' | 'stderr'
  readonly line: string
}

/** As {@link run}, but yields each line as it comes and returns the exit code (124 on time-out, 127 when not found). */
export async function* runLines(
  command: string,
  args: readonly string[],
  options: RunOptions,
): AsyncGenerator<CommandLine, number> {
  throwIfCancelled(options.signal)
  const ownGroup = process.platform !== 'win32'
  const child = execa(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env,
    extendEnv: false,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    detached: ownGroup,
    windowsHide: true,
    all: true,
    stdout: [
      'pipe',
      function* (line: unknown) {
        yield `1${String(line)}`
      },
    ],
    stderr: [
      'pipe',
      function* (line: unknown) {
        yield `2${String(line)}`
      },
    ],
  })
  let timedOut = false
  const kill = (): void => killTree(child, ownGroup)
  const timer = setTimeout(() => {
    timedOut = true
    kill()
  }, options.timeout)
  options.signal?.addEventListener('abort', kill, { once: true })
  try {
    // not `for await`: leaving one waits for the command to end, and only our `finally` ends it
    const lines = child.iterable({ from: 'all' })
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      const value = String(next.value)
      yield { stream: value.startsWith('2') ? 'stderr' : 'stdout', line: value.slice(1) }
    }
    const result = await child
    throwIfCancelled(options.signal)
    if (timedOut) return 124
    return result.exitCode ?? 127
  } finally {
    kill()
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', kill)
  }
}

function killTree(
  child: ResultPromise | { pid?: number | undefined; exitCode?: number | null; kill: (signal: 'SIGKILL') => boolean },
  ownGroup: boolean,
): void {
  if (child.pid === undefined || child.exitCode !== null) return
  if (!ownGroup) {
    child.kill('SIGKILL')
    return
  }
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    if (!hasErrno(error, 'ESRCH')) throw error
  }
}
