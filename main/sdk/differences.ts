import type { VerifyReport } from '../../preload/contract/sdk'
import { installedName, isExcludedFromToolchain, type ModuleVersion, modulePrefix } from '../golang'
import type { TreeFile } from './toolchain-tree'

/** The files that the lines of a dirhash name; null when they are no such lines. Paths are those of a GOROOT. */
export function parseSums(sums: string, module: ModuleVersion): TreeFile[] | null {
  const prefix = modulePrefix(module)
  const files: TreeFile[] = []
  for (const line of sums.split('\n')) {
    if (line === '') continue
    const [, sha256, name] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? []
    if (sha256 === undefined || !name?.startsWith(prefix) || name === prefix) return null
    files.push({ path: installedName(name.slice(prefix.length)), sha256 })
  }
  return files
}

/**
 * What a GOROOT has other than the genuine release, ordered by path. A link in place of a file counts as changed.
 * Folders that are no part of the toolchain module are left out.
 */
export function differencesOf(
  reference: readonly TreeFile[],
  found: readonly TreeFile[],
  links: readonly string[],
): VerifyReport['differences'] {
  const genuine = new Map(reference.map(({ path, sha256 }) => [path, sha256]))
  const seen = new Map([
    ...found.map(({ path, sha256 }) => [path, sha256] as const),
    ...links.map((path) => [path, ''] as const),
  ])
  const differences: VerifyReport['differences'] = []
  for (const [path, sha256] of seen) {
    const expected = genuine.get(path)
    if (isExcludedFromToolchain(path) || expected === sha256) continue
    differences.push({ path, kind: expected === undefined ? 'extra' : 'changed' })
  }
  for (const path of genuine.keys()) if (!seen.has(path)) differences.push({ path, kind: 'missing' })
  return differences.sort((a, b) => (a.path < b.path ? -1 : 1))
}
