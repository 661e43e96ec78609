import { isGoVersion } from './go-version'

/** A module at a version. */
export interface ModuleVersion {
  readonly path: string
  readonly version: string
}

/** GOOS and GOARCH. */
interface Target {
  readonly os: string
  readonly arch: string
}

/** The module in which Go releases are published for the go command to download (https://go.dev/doc/toolchain). */
export const toolchainPath = 'golang.org/toolchain'

/** The module of a release for a platform: go1.27.4 on linux/amd64 is golang.org/toolchain v0.0.1-go1.27.4.linux-amd64. */
export function toolchainModule(version: string, platform: Target): ModuleVersion {
  return { path: toolchainPath, version: `v0.0.1-${version}.${platform.os}-${platform.arch}` }
}

/** The release and platform of a version of golang.org/toolchain; null when it is none, such as one for another purpose. */
export function parseToolchainVersion(version: string): { version: string; platform: Target } | null {
  const found = /^v0\.0\.1-(?<release>go[^-]+)\.(?<os>[a-z0-9]+)-(?<arch>[a-z0-9]+)$/.exec(version)?.groups
  if (!found?.release || !found.os || !found.arch || !isGoVersion(found.release)) return null
  return { version: found.release, platform: { os: found.os, arch: found.arch } }
}

/** What stands before every name in a module's zip: `path@version/`. */
export function modulePrefix(module: ModuleVersion): string {
  return `${module.path}@${module.version}/`
}

/**
 * The mode that an official distribution gives a file, by its path below GOROOT (cmd/distpack's rule). Toolchain modules
 * up to Go 1.20 carry no modes at all, and no hash covers any: they are never taken from an archive.
 */
export function distModeOf(path: string): 0o755 | 0o644 {
  const isExecutable =
    /^(?:bin|pkg\/tool)\//.test(path) || /\.(?:bash|sh|pl|rc)$/.test(path) || /(?:^|\/)go_[^/]+_[^/]+_exec$/.test(path)
  return isExecutable ? 0o755 : 0o644
}

/** The path below GOROOT of a file of a toolchain module: a module can't hold another's go.mod, so those are `_go.mod` in it. */
export function installedName(path: string): string {
  return path.replace(/(^|\/)_go\.mod$/, '$1go.mod')
}

/** The path in a toolchain module of a file below GOROOT; the reverse of {@link installedName}. */
export function packedName(path: string): string {
  return path.replace(/(^|\/)go\.mod$/, '$1_go.mod')
}

/** True for what is in an official archive but not in the toolchain module: api, doc, misc and test. */
export function isExcludedFromToolchain(path: string): boolean {
  return /^(?:api|doc|misc|test)\//.test(path)
}
