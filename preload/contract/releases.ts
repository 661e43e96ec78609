import { z } from 'zod'
import { base } from './base'
import { failureShape } from './failure'

export const sourceKind = z.enum(['archive', 'module'])

/** A Go release as a person picks it. `version` is Go's own word with the prefix: go1.27.4, go1.28rc1. */
export const release = z.object({
  version: z.string(),
  channel: z.enum(['stable', 'unstable', 'archived']),
  /** ISO date where the source tells it. */
  date: z.string().nullable(),
  notesUrl: z.string(),
  /** Size in bytes of this platform's download, where known. */
  bytes: z.number().nullable(),
  /** Kinds of source that can give this release for this platform. */
  kinds: z.array(sourceKind),
  installed: z.boolean(),
  active: z.boolean(),
})
export type Release = z.infer<typeof release>

/** One place that Go releases come from. */
export const releaseSource = z.object({
  id: z.string(),
  kind: sourceKind,
  url: z.string(),
  label: z.string(),
  /** 1 is tried first. */
  rank: z.number(),
  /** Last latency seen, milliseconds. */
  latency: z.number().nullable(),
  failure: failureShape.nullable(),
})
export type ReleaseSource = z.infer<typeof releaseSource>

export const catalogue = z.object({
  /** Newest first. */
  releases: z.array(release),
  newestStable: z.string().nullable(),
  /** The source that gave the list. */
  source: z.string(),
  /** ISO 8601. */
  fetchedAt: z.string(),
  /** True when no source answered and this is what was saved last time. */
  stale: z.boolean(),
  /** True when the source is no full catalogue (a proxy's toolchain list). */
  partial: z.boolean(),
  platform: z.object({ os: z.string(), arch: z.string() }),
  sources: z.array(releaseSource),
})
export type Catalogue = z.infer<typeof catalogue>

export const releasesContract = {
  /** `refresh` skips the saved list (which is used for 10 minutes). */
  catalogue: base.input(z.object({ refresh: z.boolean() })).output(catalogue),
}
