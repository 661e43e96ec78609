import type { Release } from '../../preload/contract/releases'
import { compareGoVersions, isStableVersion, languageOf, parseGoVersion } from '../golang'

/** The lines (go1.27, go1.26) that the Go team supports: the two newest that have a release which is no pre-release. */
export function supportedLines(versions: readonly string[]): string[] {
  const newestFirst = versions.filter(isStableVersion).sort((a, b) => compareGoVersions(b, a))
  return [...new Set(newestFirst.map((version) => languageOf(version) ?? ''))].slice(0, 2)
}

/** `stable`: a release of a supported line; `unstable`: a beta or release candidate; `archived`: all the rest. */
export function channelOf(version: string, supported: readonly string[]): Release['channel'] {
  if (!isStableVersion(version)) return 'unstable'
  return supported.includes(languageOf(version) ?? '') ? 'stable' : 'archived'
}

/** Where a release is described: the notes of its line for the first one, its paragraph of the release history else. */
export function notesUrlOf(version: string): string {
  const patch = parseGoVersion(version)?.patch
  const isFirst = patch === '0' || !isStableVersion(version)
  return isFirst ? `https://go.dev/doc/${languageOf(version)}` : `https://go.dev/doc/devel/release#${version}`
}
