import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { hasErrno } from './failure'

/** A process that can't be confused with a later one of the same id. `start` is opaque; empty where the system does not tell. */
export interface ProcessIdentity {
  readonly pid: number
  readonly start: string
}

let self: Promise<ProcessIdentity> | undefined

export function processSelf(): Promise<ProcessIdentity> {
  self ??= startOf(process.pid).then((start) => ({ pid: process.pid, start: start ?? '' }))
  return self
}

/** True while the very process that wrote the identity runs. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (!signalable(identity.pid)) return false
  const start = await startOf(identity.pid)
  return start === null || identity.start === '' || start === identity.start
}

function signalable(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return hasErrno(error, 'EPERM')
  }
}

async function startOf(pid: number): Promise<string | null> {
  if (process.platform === 'linux') return linuxStart(pid)
  if (process.platform === 'win32') return null
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], { env: { LC_ALL: 'C' } })
    return stdout.trim() || null
  } catch {
    return null // no such process, or no ps: the caller falls back to the process id alone
  }
}

async function linuxStart(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // field 22, counted after the command name, which may hold spaces and parentheses
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ESRCH')) return null
    throw error
  }
}
