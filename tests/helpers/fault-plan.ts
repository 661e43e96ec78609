/** What a disk answers that fails. */
export const errnos = ['ENOSPC', 'EIO', 'EACCES', 'EROFS', 'EMFILE'] as const
export type Errno = (typeof errnos)[number]

/** `once`: that call alone fails; `on`: it and all after it; `kill`: the process ends before it. */
export type FaultMode = 'count' | 'once' | 'on' | 'kill'

/** Something that happens at a call of node:fs, counted from 1. */
export interface Fault {
  readonly mode: FaultMode
  readonly call: number
  readonly errno?: Errno
}
