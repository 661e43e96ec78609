import { randomUUID } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Clock } from './clock'
import { Failure, hasErrno } from './failure'
import { isAlive, type ProcessIdentity, processSelf } from './process-identity'

interface Holder extends ProcessIdentity {
  readonly nonce: string
  readonly what: string
}

export interface LockOptions {
  readonly signal?: AbortSignal
  /** Milliseconds to wait for another holder before BUSY; 0 does not wait. */
  readonly wait: number
  readonly clock: Clock
  /** Told about every second while waiting. */
  readonly onWait?: (seconds: number) => void
}

/**
 * Runs `work` while holding a lock that other processes see: a file that names its holder by process id and start time.
 * A holder that died, even if its process id was taken by another program since, loses the lock.
 *
 * @throws BUSY when a living process holds it longer than `wait`
 */
export async function withLock<Result>(
  path: string,
  what: string,
  options: LockOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const release = await acquireLock(path, what, options)
  try {
    return await work()
  } finally {
    await release()
  }
}

/** Locks of this very process that the disk refused to remove; without this they would stay held until it ends. */
const stuck = new Set<string>()

/** As {@link withLock}, for callers whose work is a generator: returns the function that releases. */
export async function acquireLock(path: string, what: string, options: LockOptions): Promise<() => Promise<void>> {
  await fs.mkdir(dirname(path), { recursive: true })
  const mine: Holder = { ...(await processSelf()), nonce: randomUUID(), what }
  const started = options.clock.monotonic()
  for (let told = 0; ; ) {
    if (await tryCreate(path, mine)) return () => releaseLock(path, mine)
    const holder = await readHolder(path)
    if (holder === 'gone') continue
    if (holder === 'broken' || isStuck(holder, mine) || !(await isAlive(holder))) {
      await takeAway(path, holder)
      continue
    }
    const waited = options.clock.monotonic() - started
    if (waited >= options.wait) {
      throw new Failure('BUSY', `${what} is locked by process ${holder.pid}`, { what, holder: `process ${holder.pid}` })
    }
    if (waited >= told * 1000) options.onWait?.(told++)
    await options.clock.sleep(Math.min(100, options.wait - waited), options.signal)
  }
}

/** True once for each such lock: only who hears it takes it away. */
function isStuck({ pid, start, nonce }: Holder, self: ProcessIdentity): boolean {
  return pid === self.pid && start === self.start && stuck.delete(nonce)
}

// A hard link appears with its content at once, so a crash can't leave an empty lock.
async function tryCreate(path: string, holder: Holder): Promise<boolean> {
  const temporary = join(dirname(path), `.lock-${holder.nonce}`)
  let isOurs = false
  try {
    await fs.writeFile(temporary, JSON.stringify(holder), { flag: 'w', mode: 0o600 })
    await fs.link(temporary, path)
    isOurs = true
  } catch (error) {
    if (!hasErrno(error, 'EEXIST')) throw error
  } finally {
    // the second name does no harm, a lock that is held but reported as failed would
    await fs.rm(temporary, { force: true }).catch(() => undefined)
  }
  return isOurs
}

async function readHolder(path: string): Promise<Holder | 'gone' | 'broken'> {
  let content: string
  try {
    content = await fs.readFile(path, 'utf8')
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return 'gone'
    throw error
  }
  try {
    const holder = JSON.parse(content) as Partial<Holder> | null
    return typeof holder?.pid === 'number' && typeof holder.nonce === 'string' ? (holder as Holder) : 'broken'
  } catch (error) {
    if (error instanceof SyntaxError) return 'broken'
    throw error
  }
}

// Moved aside before it is removed: if another process took the stale lock over in between, what we moved is a living
// lock, and it is put back.
async function takeAway(path: string, expected: Holder | 'broken'): Promise<void> {
  const aside = `${path}.stale-${randomUUID()}`
  try {
    await fs.rename(path, aside)
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return
    throw error
  }
  const moved = await readHolder(aside)
  const isOther = typeof moved === 'object' && (expected === 'broken' || moved.nonce !== expected.nonce)
  if (isOther) {
    await fs.link(aside, path).catch((error: unknown) => {
      if (!hasErrno(error, 'EEXIST')) throw error
    })
  }
  await fs.rm(aside, { force: true })
}

async function releaseLock(path: string, mine: Holder): Promise<void> {
  try {
    const holder = await readHolder(path)
    if (typeof holder === 'object' && holder.nonce === mine.nonce) await fs.rm(path, { force: true })
  } catch (error) {
    stuck.add(mine.nonce)
    throw error
  }
}
