import type { Clock } from './clock'
import type { Dirs } from './dirs'
import type { Http } from './http/http'
import type { Logger } from './log'
import type { Platform } from './platform'
import type { SettingsStore } from './settings'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Everything outside the program, passed in: built once by a host in api/services.ts, or by a test around a temporary
 * home and a loopback server. A function takes what it needs of it (`Pick<World, 'http' | 'log'>`).
 */
export interface World {
  readonly host: 'electron' | 'web' | 'cli'
  readonly env: Environment
  readonly home: string
  readonly platform: Platform
  readonly dirs: Dirs
  readonly clock: Clock
  readonly http: Http
  readonly settings: SettingsStore
  readonly log: Logger
  /** The built worker script that inflates, hashes and writes archive entries. */
  readonly extractWorker: URL
}
