import type { ShellName } from '../../preload/contract/shell'
import { Failure, run } from '../kit'

// fish reads from a pipe, but not from the socket that Node gives for one
const commands: Partial<Record<ShellName, (binary: string) => readonly [string, ...string[]]>> = {
  bash: (binary) => [binary, '--norc', '--noprofile', '-n'],
  zsh: (binary) => [binary, '-f', '-n'],
  sh: (binary) => [binary, '-n'],
  fish: (binary) => ['/bin/sh', '-c', 'cat | "$0" --no-execute', binary],
}

/**
 * What the shell's own parser says against a file's content, null when it has no objection, or can't be asked. Nothing of
 * the content is run.
 */
export async function syntaxErrorOf(shell: ShellName, binary: string, content: Uint8Array): Promise<string | null> {
  const commandFor = commands[shell]
  if (commandFor === undefined) return null
  const [command, ...args] = commandFor(binary)
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', HOME: '/dev/null' } // fish would make folders in a real one
  const result = await run(command, args, { env, input: content, timeout: 10_000, maxOutput: 1024 * 1024 })
  if (result.kind !== 'exited') return null
  const complaint = result.stderr.split('\n').find((line) => line.trim() !== '') ?? ''
  // bash only warns of a here-document that is never closed, though it swallows all that follows
  const isSwallowed = /here-document .*end-of-file/.test(result.stderr)
  if (result.exitCode === 0 && !isSwallowed) return null
  return complaint.trim().slice(0, 300) || `exit code ${result.exitCode}`
}

/**
 * Compares a file before and after an edit. Returns what was wrong with it already, or null; in that case our lines at its
 * end won't be read.
 *
 * @throws RC_SYNTAX when the edit made a sound file unsound
 */
export async function compareSyntax(
  shell: ShellName,
  binary: string,
  file: { path: string; before: Uint8Array | null; after: Uint8Array },
): Promise<string | null> {
  const now = await syntaxErrorOf(shell, binary, file.after)
  if (now === null) return null
  const earlier = file.before === null ? null : await syntaxErrorOf(shell, binary, file.before)
  if (earlier !== null) return earlier
  throw new Failure('RC_SYNTAX', `${shell} would not read ${file.path} any more: ${now}`, {
    path: file.path,
    shell,
    why: now,
  })
}
