import { execa } from 'execa'
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

/** Milliseconds that an ended command's streams may stay open and silent: what it left in the background holds them. */
const streamGrace = 1_000

/**
 * Runs a command in a process group of its own, so that a time limit or a cancellation ends its children too. What it
 * leaves running in the background is neither waited for nor ended.
 *
 * @throws CANCELLED
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  throwIfCancelled(options.signal)
  const child = execa(command, args, {
    ...spawnOptions(options),
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    maxBuffer: options.maxOutput ?? 16 * 1024 * 1024,
    stripFinalNewline: false,
  })
  const watch = supervise(child, options)
  try {
    const result = await watch.during(child)
    throwIfCancelled(options.signal)
    if (watch.isTimedOut()) return { kind: 'timed-out', stdout: result.stdout, stderr: result.stderr }
    if (hasErrno(result.cause, 'ENOENT', 'EACCES', 'ENOTDIR')) return { kind: 'not-found' }
    return { kind: 'exited', exitCode: result.exitCode ?? 128, stdout: result.stdout, stderr: result.stderr }
  } finally {
    watch.end()
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
  const child = execa(command, args, {
    ...spawnOptions(options),
    stdin: 'ignore',
    buffer: false,
    all: true,
    stdout: ['pipe', marked('1')],
    stderr: ['pipe', marked('2')],
  })
  const watch = supervise(child, options)
  try {
    // not `for await`: leaving one waits for the command to end, and only our `finally` ends it
    const lines = child.iterable({ from: 'all' })
    for (let next = await watch.during(lines.next()); !next.done; next = await watch.during(lines.next())) {
      const value = String(next.value)
      yield { stream: value.startsWith('2') ? 'stderr' : 'stdout', line: value.slice(1) }
    }
    const result = await watch.during(child)
    throwIfCancelled(options.signal)
    if (watch.isTimedOut()) return 124
    return result.exitCode ?? 127
  } finally {
    watch.kill()
    watch.end()
  }
}

const ownGroup = process.platform !== 'win32'

function spawnOptions({ cwd, env }: RunOptions) {
  return {
    ...(cwd === undefined ? {} : { cwd }),
    env,
    extendEnv: false,
    reject: false,
    detached: ownGroup,
    windowsHide: true,
  } as const
}

/** A transform that puts the stream's mark before each of its lines. */
function marked(mark: string) {
  return function* (line: unknown) {
    yield `${mark}${String(line)}`
  }
}

interface Child {
  readonly pid?: number | undefined
  readonly exitCode: number | null
  readonly stdin: { destroy(): unknown } | null
  readonly stdout: { destroy(): unknown } | null
  readonly stderr: { destroy(): unknown } | null
  once(event: 'exit', listener: () => void): unknown
  kill(signal: 'SIGKILL'): boolean
}

/**
 * Kills the command and its children at the time limit and when the signal is aborted, until `end`. What is awaited by
 * `during` comes at the latest {@link streamGrace} after the command has ended: then its streams are let go.
 */
function supervise(child: Child, { timeout, signal }: RunOptions) {
  let isTimedOut = false
  let isAwaited = false
  let grace: NodeJS.Timeout | undefined
  child.once('exit', () => {
    // not before what has come meanwhile is read: this process may have been busy all the while
    grace = setTimeout(() => setImmediate(() => isAwaited && letGo(child)), streamGrace).unref()
  })
  const kill = (): void => (child.exitCode === null ? killTree(child) : letGo(child))
  const timer = setTimeout(() => {
    isTimedOut = child.exitCode === null
    kill()
  }, timeout)
  signal?.addEventListener('abort', kill, { once: true })
  return {
    isTimedOut: () => isTimedOut,
    kill,
    async during<Result>(work: PromiseLike<Result>): Promise<Result> {
      isAwaited = true
      // counted anew: a reader of lines that takes its time loses none
      grace?.refresh()
      try {
        return await work
      } finally {
        isAwaited = false
      }
    },
    end: () => {
      clearTimeout(timer)
      clearTimeout(grace)
      signal?.removeEventListener('abort', kill)
    },
  }
}

function letGo({ stdin, stdout, stderr }: Child): void {
  for (const stream of [stdin, stdout, stderr]) stream?.destroy()
}

function killTree(child: Child): void {
  if (child.pid === undefined) return
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
