import { z } from 'zod'
import { isReleaseVersion } from '../golang'
import { type Platform, unexpectedBody } from '../kit'

/** A release of the index, cut down to one platform. `file` is null when there is no archive for it. */
export interface IndexedRelease {
  readonly version: string
  readonly file: { readonly name: string; readonly sha256: string; readonly size: number } | null
}

const indexFile = z.object({
  filename: z.string(),
  os: z.string(),
  arch: z.string(),
  version: z.string(),
  sha256: z.string(),
  size: z.number().int().nonnegative(),
  kind: z.string(),
})
const indexRelease = z.object({ version: z.string(), stable: z.boolean(), files: z.array(indexFile) })
type IndexFile = z.infer<typeof indexFile>

/**
 * Reads the answer of `https://go.dev/dl/?mode=json&include=all`. Releases whose version has a form that we don't know
 * are left out; a file whose hash is not a SHA-256 (the oldest have only SHA-1) or whose name does not fit its release
 * counts as absent: it could not be verified.
 *
 * @throws RESPONSE_INVALID when it is anything but such an index
 */
export function parseReleaseIndex(body: Uint8Array, platform: Platform, url: string): IndexedRelease[] {
  const parsed = z.array(z.unknown()).safeParse(parseJson(body))
  if (!parsed.success) throw unexpectedBody({ url }, 'the list of Go releases', body)
  const releases: IndexedRelease[] = []
  for (const item of parsed.data) {
    const release = indexRelease.safeParse(item)
    if (!release.success) throw unexpectedBody({ url }, 'the list of Go releases', body)
    const { version, files } = release.data
    if (!isReleaseVersion(version)) continue
    const file = files.find((candidate) => fits(candidate, version, platform))
    releases.push({ version, file: file ? { name: file.filename, sha256: file.sha256, size: file.size } : null })
  }
  if (releases.length === 0) throw unexpectedBody({ url }, 'the list of Go releases', body)
  return releases
}

function fits(file: IndexFile, version: string, { os, arch }: Platform): boolean {
  const suffix = os === 'windows' ? 'zip' : 'tar.gz'
  const arches = arch === 'arm' ? ['arm', 'armv6l'] : [arch]
  return (
    file.kind === 'archive' &&
    file.os === os &&
    arches.includes(file.arch) &&
    file.size > 0 &&
    /^[0-9a-f]{64}$/.test(file.sha256) &&
    // macOS archives of Go 1.4 and older have the system's release in the name
    file.filename === `${version}.${os}-${file.arch}.${suffix}`
  )
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
}
