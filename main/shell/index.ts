/** Puts Go on PATH in every shell of the user, sees what a fresh shell really finds, and knows which rc line sets what. */
export type { Account } from './account'
export { restoreLines } from './disable-line'
export { createShell, type Shell, type ShellOptions } from './shell'
export type { RawValue, UserEnvironment } from './windows/user-environment'
