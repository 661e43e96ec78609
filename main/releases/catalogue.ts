import type { Catalogue, Release, ReleaseSource } from '../../preload/contract/releases'
import { compareGoVersions } from '../golang'
import type { Platform } from '../kit'
import { channelOf, notesUrlOf, supportedLines } from './channels'
import { freshFor, type Known, lastFetched } from './known-releases'

/** What stands on the page "Go versions", made of all that is known. */
export function catalogueOf(
  known: Known,
  context: {
    readonly platform: Platform
    readonly sources: readonly ReleaseSource[]
    readonly stale: boolean
    readonly installed: ReadonlySet<string>
    readonly active: string | null
  },
): Catalogue {
  const { index, toolchains } = known
  const isFull = index !== null && lastFetched(known) - Date.parse(index.fetchedAt) < freshFor
  const newest = isFull ? index : toolchains
  const versions = [...kindsByVersion(known)].filter(([, kinds]) => kinds.length > 0)
  const supported = supportedLines(versions.map(([version]) => version))
  const sizes = new Map(index?.releases.map(({ version, file }) => [version, file?.size ?? null]))
  const dates = new Map(toolchains?.releases.map(({ version, date }) => [version, date]))
  const releases = versions
    .sort(([a], [b]) => compareGoVersions(b, a))
    .map(
      ([version, kinds]): Release => ({
        version,
        channel: channelOf(version, supported),
        date: dates.get(version) ?? null,
        notesUrl: notesUrlOf(version),
        bytes: sizes.get(version) ?? null,
        kinds,
        installed: context.installed.has(version),
        active: context.active === version,
      }),
    )
  return {
    releases,
    newestStable: releases.find(({ channel }) => channel === 'stable')?.version ?? null,
    source: newest?.source ?? '',
    fetchedAt: new Date(lastFetched(known)).toISOString(),
    stale: context.stale,
    partial: !isFull,
    platform: { ...context.platform },
    sources: [...context.sources],
  }
}

/**
 * The kinds of source that can give each version. Since Go 1.21 each archive has its module: both are packed by the same
 * program from the same tree.
 */
function kindsByVersion({ index, toolchains }: Known): Map<string, Release['kinds']> {
  const listed = new Set(toolchains?.releases.map(({ version }) => version))
  const kinds = new Map<string, Release['kinds']>()
  for (const { version, file } of index?.releases ?? []) {
    const isModule = listed.has(version) || (file !== null && compareGoVersions(version, 'go1.21') > 0)
    kinds.set(version, [...(file ? ['archive' as const] : []), ...(isModule ? ['module' as const] : [])])
  }
  for (const version of listed) if (!kinds.has(version)) kinds.set(version, ['module'])
  return kinds
}
