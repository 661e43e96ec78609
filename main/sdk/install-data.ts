import type { Text } from '../../preload/contract/text'
import type { Change } from '../journal'

/** An SDK that comes or goes. */
interface SdkChangeData {
  readonly version: string
  readonly goroot: string
  /** Names the change that placed it, in its record too: only what that change placed goes with it. Null: not our doing. */
  readonly placement: string | null
  /** Where it stands aside, whole, while it is gone; null when it is fetched and deleted. */
  readonly trash: string | null
  /** For the preview: the likely source; what really gave it stands in the record. */
  readonly source: string
  readonly bytes: number | null
  readonly proof: 'log-verified' | 'index-verified'
  readonly reason: Text
  readonly notes: readonly Text[]
}

export type SdkInstallData = SdkChangeData
export type SdkRemoveData = SdkChangeData

export const installKind = 'sdk-install'
export const removeKind = 'sdk-remove'

export type SdkInstall = Change<SdkInstallData>
export type SdkRemove = Change<SdkRemoveData>

/** True when one of the two takes back what the other does. */
export function isSamePlacement(one: SdkInstallData | SdkRemoveData, other: SdkInstallData | SdkRemoveData): boolean {
  return one.goroot === other.goroot && one.placement === other.placement && one.trash === other.trash
}
