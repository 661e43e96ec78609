import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isReleaseVersion } from '../golang'
import { executableSuffix, exists, hasErrno, namesIn, type Platform } from '../kit'

/** The go command of a GOROOT. */
export function goBinary(goroot: string, platform: Platform): string {
  return join(goroot, 'bin', `go${executableSuffix(platform)}`)
}

/** What the first line of `$GOROOT/VERSION` says, such as `go1.27.4` or `devel …`; null when there is no such file. */
export async function versionOf(goroot: string): Promise<string | null> {
  try {
    const [first = ''] = (await readFile(join(goroot, 'VERSION'), 'utf8')).split('\n', 1)
    return first.trim() || null
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'ELOOP')) return null
    throw error
  }
}

/** What golang.org/dl leaves in an SDK: its mark of success, and the archive that it unpacked. */
export function isLeftByGolangDl(path: string): boolean {
  return path === '.unpacked-success' || /^go[0-9a-z.]+\.[a-z0-9]+-[a-z0-9]+\.(?:tar\.gz|zip)$/.test(path)
}

/**
 * True for a folder that holds a whole release: the version, the go command, a compiler and the standard library. The
 * tools of golang.org/dl unpack in place, so where their archive lies about, their mark of success must be there too.
 */
export async function isCompleteSdk(goroot: string, platform: Platform): Promise<boolean> {
  const version = await versionOf(goroot)
  if (version === null || !isReleaseVersion(version)) return false
  const needed = [goBinary(goroot, platform), join(goroot, 'src', 'runtime', 'runtime.go'), join(goroot, 'pkg', 'tool')]
  if (!(await Promise.all(needed.map(exists))).every(Boolean)) return false
  const names = await readdir(goroot)
  return names.includes('.unpacked-success') || !names.some(isLeftByGolangDl)
}

/** The platform that a GOROOT was built for, by the tools in it; `otherwise` when they do not tell. */
export async function platformOfSdk(goroot: string, otherwise: Platform): Promise<Platform> {
  const names = await namesIn(join(goroot, 'pkg', 'tool'))
  const platforms = names.flatMap((name) => {
    const [, os, arch] = /^([a-z0-9]+)_([a-z0-9]+)$/.exec(name) ?? []
    return os && arch ? [{ os, arch }] : []
  })
  const [only] = platforms
  return platforms.length === 1 && only ? only : otherwise
}
