/** Which Go releases there are, and where each can be had from, best source first. */
export {
  createReleases,
  type InstalledReleases,
  type Releases,
  type ReleasesOptions,
} from './create-releases'
export type { Candidate } from './locate'
export type { Patience } from './refresh'
export { allFailed } from './refresh'
export type { Outcome } from './source-scores'
export type { ArchiveSource, ModuleSource, Source } from './sources'
