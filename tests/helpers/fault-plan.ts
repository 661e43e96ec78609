/** What a disk answers that fails. */
export const errnos = ['ENOSPC', 'EIO', 'EACCES', 'EROFS', 'EMFILE'] as const
export type Errno = (typeof errnos)[number]

/** `once`: that call alone fails; `on`: it and all after it; `kill`: the process ends before that change of the disk. */
export type FaultMode = 'count' | 'once' | 'on' | 'kill'

/** Something that happens at a call of node:fs, counted from 1; for `kill` only the calls that change the disk count. */
export interface Fault {
  readonly mode: FaultMode
  readonly call: number
  readonly errno?: Errno
}
