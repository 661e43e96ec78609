import {
  dirHashLines,
  dirHashOfLines,
  isExcludedFromToolchain,
  type ModuleVersion,
  modulePrefix,
  packedName,
} from '../golang'

/** A file of a GOROOT: its path below it, and the SHA-256 of its content in hex. */
export interface TreeFile {
  readonly path: string
  readonly sha256: string
}

/** A tree seen as its toolchain module: the hash that the checksum database knows, and the lines that it is the hash of. */
export interface ToolchainTree {
  readonly h1: string
  /** `<sha256>  <name in the module>`, ordered as for the hash. */
  readonly sums: string
  readonly files: number
}

/**
 * Hashes a GOROOT as if it were the toolchain module: without api, doc, misc and test, go.mod files under the names that
 * they have in a module. Since Go 1.21 both are packed from one tree, so that an official GOROOT has the very hash that
 * is in the checksum database, whatever way it came.
 */
export function asToolchain(files: Iterable<TreeFile>, module: ModuleVersion): ToolchainTree {
  const prefix = modulePrefix(module)
  const named = Array.from(files)
    .filter(({ path }) => !isExcludedFromToolchain(path))
    .map(({ path, sha256 }) => ({ name: prefix + packedName(path), sha256 }))
  const sums = dirHashLines(named, `${module.path}@${module.version}`)
  return { h1: dirHashOfLines(sums), sums, files: named.length }
}
