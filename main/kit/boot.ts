import { readFile } from 'node:fs/promises'
import { uptime } from 'node:os'

/** Where this computer stands since it was started: a clock that nobody sets, shared by all processes. */
export interface Boot {
  /** Another one after each start of the computer; empty where the system does not tell. */
  readonly id: string
  /** Milliseconds since the start. */
  readonly uptime: number
}

/** The boot now. Time that the computer was suspended counts where the system counts it (Linux: CLOCK_BOOTTIME). */
export async function bootNow(): Promise<Boot> {
  const id =
    process.platform === 'linux' ? await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '') : ''
  return { id: id.trim(), uptime: Math.round(uptime() * 1000) }
}
