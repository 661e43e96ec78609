import { z } from 'zod'
import { base } from './base'
import { planPreview } from './journal'

export const shellName = z.enum(['bash', 'zsh', 'sh', 'fish', 'powershell', 'windows'])
export type ShellName = z.infer<typeof shellName>

/** A shell of this user and what GoReady would write for it. */
export const shellInfo = z.object({
  name: shellName,
  /** Executable, null when not installed (its files may still exist). */
  binary: z.string().nullable(),
  isLoginShell: z.boolean(),
  /** Files that get the block, absolute. */
  files: z.array(z.object({ path: z.string(), exists: z.boolean(), hasBlock: z.boolean() })),
  /** Preselected: the login shell and every shell whose files exist. */
  selected: z.boolean(),
})
export type ShellInfo = z.infer<typeof shellInfo>

export const shellMode = z.enum(['login', 'login-interactive', 'interactive'])

/** What a fresh shell of the user really sees. */
export const shellView = z.object({
  shell: shellName,
  mode: shellMode,
  verdict: z.enum(['seen', 'not-verified']),
  /** The `go` that wins, null when there is none. */
  go: z.string().nullable(),
  path: z.array(z.string()),
  /** GO* and proxy variables of that shell. */
  env: z.record(z.string(), z.string()),
  /** Milliseconds. */
  took: z.number(),
})
export type ShellView = z.infer<typeof shellView>

export const shellContract = {
  list: base.output(z.array(shellInfo)),
  /** Starts the user's fresh shells and reports what each sees. */
  views: base.output(z.array(shellView)),
  planPath: base.input(z.object({ shells: z.array(shellName) })).output(planPreview),
}
