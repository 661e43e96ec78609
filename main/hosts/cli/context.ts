import type { Services } from '../../api'
import type { Output } from './output'
import type { OpeningOptions } from './services'

/** Flags that every command has. */
export interface CommonFlags {
  readonly json?: boolean
  readonly yes?: boolean
  readonly dryRun?: boolean
}

/** What a command is given. `services` builds the core at first use: usage errors and help never wait for it. */
export interface Context {
  readonly out: Output
  readonly signal: AbortSignal
  readonly cwd: string
  readonly host: OpeningOptions
  services(): Promise<Services>
  /** Asks yes or no on a terminal. */
  confirm(question: string): Promise<boolean>
  /** True when a person can be asked. */
  readonly canAsk: boolean
}

/** A command ends with one of these. */
export const exitCodes = { done: 0, failed: 1, usage: 2, busy: 75 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
