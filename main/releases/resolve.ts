import type { Catalogue } from '../../preload/contract/releases'
import { isReleaseVersion, languageOf } from '../golang'
import { Failure } from '../kit'

/**
 * The release that a person means by `wanted`. A release's full name needs no list; anything else is looked up in it.
 *
 * @throws RELEASE_UNKNOWN, and what getting the list throws
 */
export async function resolveIn(wanted: string, getCatalogue: () => Promise<Catalogue>): Promise<string> {
  const name = wanted.trim().toLowerCase()
  const version = /^\d/.test(name) ? `go${name}` : name
  // go1.20 is a release and a line; whoever writes the patch, or asks for a pre-release, means that very one
  const isExact = isReleaseVersion(version) && version !== languageOf(version)
  if (isExact) return version
  const { releases } = await getCatalogue()
  const found = releases.find((release) => {
    if (['newest', 'latest', 'stable'].includes(name)) return release.channel === 'stable'
    if (name === 'unstable') return release.channel === 'unstable'
    return languageOf(release.version) === version && release.channel !== 'unstable'
  })
  if (found) return found.version
  if (isReleaseVersion(version)) return version
  throw unknownRelease(wanted)
}

export function unknownRelease(version: string): Failure {
  return new Failure('RELEASE_UNKNOWN', `there is no Go release ${version}`, { version })
}
