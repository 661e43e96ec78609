import { copyFile, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '../../preload/contract/settings'
import { settingsSchema } from '../../preload/contract/settings'
import type { Clock } from './clock'
import { readIfExists } from './files'
import { withLock } from './lock'
import type { Logger } from './log'

/** What `conf` and `electron-store` both offer of themselves: one JSON file, read and written whole. */
export interface SettingsFile {
  store: Record<string, unknown>
}

/** Settings shared by all hosts: one file, one schema, one writer at a time. */
export interface SettingsStore {
  /** The settings now; what the file does not say has its default. */
  get(): Settings
  /**
   * Merges `patch` into the file under a lock, so that two hosts never lose each other's keys. A patch that depends on what
   * the settings say is given as a function: it gets them as they are once the lock is held, and may throw to change nothing.
   *
   * @throws BUSY when another process holds the lock for 5 s
   */
  set(patch: SettingsPatch): Promise<Settings>
}

export type SettingsPatch = Partial<Settings> | ((now: Settings) => Partial<Settings>)

export interface SettingsOptions {
  readonly dir: string
  readonly clock: Clock
  readonly log: Logger
  /** Opens `<dir>/config.json`: conf in plain Node, electron-store in Electron. */
  readonly openFile: (dir: string) => SettingsFile | Promise<SettingsFile>
}

/**
 * Opens the settings. A file that is no JSON or does not fit the schema is kept beside as `config.json.corrupt-<time>`
 * and replaced by defaults; the values that do fit survive.
 */
export async function openSettings({ dir, clock, log, openFile }: SettingsOptions): Promise<SettingsStore> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await keepCorruptFile(dir, clock, log)
  const file = await openFile(dir)
  const lock = join(dir, 'config.lock')
  const get = (): Settings => parseLeniently(file.store)
  return {
    get,
    set: (patch) =>
      withLock(lock, 'settings', { wait: 5_000, clock }, async () => {
        const now = get()
        const next = settingsSchema.parse({ ...now, ...(typeof patch === 'function' ? patch(now) : patch) })
        file.store = { ...file.store, ...next }
        return next
      }),
  }
}

/** The settings in `stored`, key by key: a key whose value does not fit gets its default. */
function parseLeniently(stored: Record<string, unknown>): Settings {
  const whole = settingsSchema.safeParse(stored)
  if (whole.success) return whole.data
  const wrong = new Set(whole.error.issues.map((issue) => String(issue.path[0])))
  return settingsSchema.parse(Object.fromEntries(Object.entries(stored).filter(([key]) => !wrong.has(key))))
}

async function keepCorruptFile(dir: string, clock: Clock, log: Logger): Promise<void> {
  const path = join(dir, 'config.json')
  const bytes = await readIfExists(path)
  const damage = bytes === null ? 'none' : damageOf(bytes)
  if (damage === 'none') return
  const kept = `${path}.corrupt-${clock.now().getTime()}`
  // conf throws at a file that is no JSON object: it has to go; one with a wrong value stays for its other values
  await (damage === 'unreadable' ? rename(path, kept) : copyFile(path, kept))
  log.warn({ path, kept }, 'the settings file was damaged; kept a copy')
}

function damageOf(bytes: Buffer): 'none' | 'wrong-value' | 'unreadable' {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'unreadable'
    return settingsSchema.safeParse(value).success ? 'none' : 'wrong-value'
  } catch (error) {
    if (error instanceof SyntaxError) return 'unreadable'
    throw error
  }
}
