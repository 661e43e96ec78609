import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { ShellName } from '../../preload/contract/shell'
import { Failure, hasErrno, throwIfCancelled } from '../kit'

export interface Probe {
  readonly shell: ShellName
  readonly binary: string
  /** Flags before the command, such as `-l -i`. */
  readonly flags: readonly string[]
  /** The whole environment of the shell. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** Milliseconds until the shell and all that it started are killed. */
  readonly timeLimit: number
}

/** What a fresh shell said of itself; `go` as the shell resolves the word: a path, an alias or a function. */
export interface ProbeResult {
  readonly go: string | null
  readonly variables: Readonly<Record<string, string>>
}

const limit = 4 * 1024 * 1024
/** Milliseconds for what a shell wrote before it ended to come out of the pipe. */
const drainTime = 500

/**
 * Starts a shell as a terminal would, with the user's own files, and asks it what it sees. Null when it did not come to
 * answer: it runs something else, waits, ends early or has no such mode. The shell has no terminal and no input, runs in a
 * session of its own, and is killed with its whole group as soon as it has answered, so that it writes no history and
 * runs no logout file.
 *
 * @throws CANCELLED
 */
export async function probeShell(probe: Probe, signal?: AbortSignal): Promise<ProbeResult | null> {
  const nonce = randomBytes(12).toString('hex')
  const script = scripts[probe.shell]
  if (script === undefined) return null
  const answer = await askShell({ ...probe, command: script(nonce) }, nonce, signal)
  return answer === null ? null : parseAnswer(answer)
}

/** Runs `command` in a fresh shell and returns what it prints between the nonce's two marks, null when both did not come. */
export async function askShell(
  probe: Probe & { readonly command: string },
  nonce: string,
  signal?: AbortSignal,
): Promise<Buffer | null> {
  throwIfCancelled(signal)
  const child = spawn(probe.binary, [...probe.flags, '-c', probe.command], {
    cwd: probe.cwd,
    env: probe.env,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  try {
    return await between(child, nonce, probe.timeLimit, signal)
  } finally {
    killGroup(child)
    child.stdout?.destroy()
  }
}

function between(
  child: ChildProcess,
  nonce: string,
  timeLimit: number,
  signal: AbortSignal | undefined,
): Promise<Buffer | null> {
  const [start, end] = [Buffer.from(`@@S${nonce}@@`), Buffer.from(`@@E${nonce}@@`)]
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0)
    let isInside = false
    const finish = (answer: Buffer | null): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      resolve(answer)
    }
    const abort = (): void => {
      clearTimeout(timer)
      reject(new Failure('CANCELLED', 'cancelled while a shell was asked'))
    }
    let timer = setTimeout(() => finish(null), timeLimit)
    signal?.addEventListener('abort', abort, { once: true })
    child.once('error', () => finish(null)) // no such shell, or one that may not be run
    child.once('close', () => finish(null))
    child.once('exit', () => {
      // something that it left in the background may hold the pipe open for ever
      clearTimeout(timer)
      timer = setTimeout(() => finish(null), drainTime)
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk])
      if (!isInside) {
        const at = seen.indexOf(start)
        // whatever the user's files print before is let go, but for a mark that may be cut in two
        seen = seen.subarray(at < 0 ? Math.max(0, seen.length - start.length) : at + start.length)
        isInside = at >= 0
      }
      const at = isInside ? seen.indexOf(end) : -1
      if (at >= 0) finish(seen.subarray(0, at))
      else if (seen.length > limit) finish(null)
    })
  })
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    if (!hasErrno(error, 'ESRCH', 'EPERM')) throw error
  }
}

// The marks are put together by printf, so that a shell which echoes its command line does not print them whole.
// `env -0` is not everywhere; `env` alone is the fallback. `|| :` keeps a `set -e` from the user's files from ending us.
const posixScript = (nonce: string): string =>
  [
    `printf '\\n%s%s@@' '@@S' '${nonce}'`,
    'command -v go || :',
    `printf '\\000'`,
    '/usr/bin/env -0 2>/dev/null || /usr/bin/env || :',
    `printf '%s%s@@' '@@E' '${nonce}'`,
    'kill -9 $$',
  ].join('\n')

const fishScript = (nonce: string): string =>
  [
    `printf '\\n%s%s@@' '@@S' '${nonce}'`,
    'if functions -q go; echo function go; else; command -v go; end',
    `printf '\\000'`,
    '/usr/bin/env -0 2>/dev/null; or /usr/bin/env',
    `printf '%s%s@@' '@@E' '${nonce}'`,
    'kill -9 $fish_pid',
  ].join('\n')

const powershellScript = (nonce: string): string =>
  [
    '$out = [Console]::OpenStandardOutput()',
    '$say = { param($text) $bytes = [Text.Encoding]::UTF8.GetBytes($text); $out.Write($bytes, 0, $bytes.Length) }',
    `& $say ("\`n" + '@@S' + '${nonce}' + '@@')`,
    '$go = Get-Command go -ErrorAction SilentlyContinue | Select-Object -First 1',
    'if ($go) { if ($go.CommandType -eq \'Application\') { & $say $go.Source } else { & $say "$($go.CommandType) go" } }',
    '& $say "`0"',
    'Get-ChildItem env: | ForEach-Object { & $say ($_.Name + "=" + $_.Value + "`0") }',
    `& $say ('@@E' + '${nonce}' + '@@')`,
    '$out.Flush()',
  ].join('; ')

const scripts: Partial<Record<ShellName, (nonce: string) => string>> = {
  bash: posixScript,
  zsh: posixScript,
  sh: posixScript,
  fish: fishScript,
  powershell: powershellScript,
}

function parseAnswer(answer: Buffer): ProbeResult {
  const content = answer.toString('utf8')
  const [go = '', ...rest] = content.split('\0')
  // with `env -0` the rest is NUL-separated and ends with one; without, it is one piece of lines
  const entries = rest.length > 1 ? rest : (rest[0] ?? '').split('\n')
  const variables: Record<string, string> = {}
  for (const entry of entries) {
    const at = entry.indexOf('=')
    if (at > 0) variables[entry.slice(0, at)] = entry.slice(at + 1)
  }
  return { go: go.trim() || null, variables }
}
