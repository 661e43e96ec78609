import type { Text } from '../../preload/contract/text'
import { text } from '../../preload/contract/text'
import { compareGoVersions, isStableVersion, languageOf, parseGoproxy } from '../golang'
import type { SdkInstallData } from './install-data'
import type { Parts } from './parts'

/** The older of the two lines that the Go team supported when this was written; for when no list says more. */
const supportedSince = 'go1.26'

/** What a person should know before this release is installed. */
export async function installNotes({ releases }: Parts, { version, proof }: SdkInstallData): Promise<Text[]> {
  const notes: Text[] = []
  const catalogue = await releases.saved()
  const listed = catalogue?.releases.find((release) => release.version === version)
  const isArchived = listed ? listed.channel === 'archived' : compareGoVersions(version, supportedSince) < 0
  if (isArchived) notes.push(text('sdk.note.unsupported', { version }))
  if (!isStableVersion(version)) notes.push(text('sdk.note.unstable', { version }))
  const fixed = checksumFixOf(version)
  if (fixed !== null && !usesOnlyDefaults(await releases.goproxy())) {
    notes.push(text('sdk.note.weakChecksums', { version, fixed }))
  }
  if (proof === 'log-verified' && compareGoVersions(version, 'go1.24') < 0)
    notes.push(text('sdk.note.noWasm', { version }))
  if (compareGoVersions(version, 'go1.21') >= 0) notes.push(text('sdk.note.toolchainAuto', { version }))
  return notes
}

/**
 * The release in which the go command of `version`'s line stopped being fooled by a proxy that forges answers of the
 * checksum database (CVE-2026-56864, CVE-2026-56865); null when `version` has the fix.
 */
export function checksumFixOf(version: string): string | null {
  const fixedIn: Readonly<Record<string, string>> = { 'go1.26': 'go1.26.6', 'go1.27': 'go1.27rc3' }
  const fixed = fixedIn[languageOf(version) ?? ''] ?? 'go1.25.13'
  return compareGoVersions(version, fixed) < 0 ? fixed : null
}

function usesOnlyDefaults(goproxy: string): boolean {
  return parseGoproxy(goproxy)
    .entries.filter(({ kind }) => kind === 'url')
    .every(({ url }) => new URL(url).host === 'proxy.golang.org')
}
