import type { Catalogue, Release, ReleaseSource } from '../../../preload/contract/releases'
import type { FoundGo } from '../../../preload/contract/sdk'
import type { SetupDraft } from '../../../preload/contract/setup'

/** The source that will be tried first for a release: the best of its kinds that has not just failed. */
export function expectedSource(catalogue: Catalogue, release: Release): ReleaseSource | null {
  return (
    catalogue.sources
      .filter((source) => source.failure === null && release.kinds.includes(source.kind))
      .toSorted((a, b) => a.rank - b.rank)[0] ?? null
  )
}

/** The Go that keeping means: the one a new shell finds, else any on PATH, else any at all. */
export function keptGo(draft: SetupDraft): FoundGo | null {
  const { found } = draft.sdk
  return found.find((go) => go.winsInNewShell) ?? found.find((go) => go.onPath) ?? found[0] ?? null
}
