import type { World } from '../kit'
import type { Sumdb } from '../protocol'
import type { Releases } from '../releases'
import type { MadeDirs } from './made-dirs'
import type { Places } from './places'
import type { SdkRecords } from './records'

export type SdkWorld = Pick<
  World,
  'http' | 'clock' | 'log' | 'platform' | 'dirs' | 'home' | 'env' | 'settings' | 'extractWorker'
>

/** The steps between which an installation or removal may be interrupted, in their order. */
export type Checkpoint =
  | 'install:locked'
  | 'install:located'
  | 'install:proven'
  | 'install:downloaded'
  | 'install:unpacked'
  | 'install:compared'
  | 'install:recorded'
  | 'install:placed'
  | 'install:done'
  | 'remove:locked'
  | 'remove:aside'
  | 'remove:forgotten'
  | 'remove:done'

/** What the files of this room share. */
export interface Parts {
  readonly world: SdkWorld
  readonly places: Places
  readonly records: SdkRecords
  readonly madeDirs: MadeDirs
  readonly releases: Releases
  readonly sumdb: Sumdb
  /** Called after each step; a test stops, fails or kills the process there. */
  readonly checkpoint: (name: Checkpoint) => void | Promise<void>
}
