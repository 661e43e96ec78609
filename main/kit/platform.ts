/** The computer in Go's words. */
export interface Platform {
  /** GOOS: linux, darwin, windows, freebsd, … */
  readonly os: string
  /** GOARCH: amd64, arm64, 386, arm, … */
  readonly arch: string
}

const oses: Record<string, string> = { win32: 'windows', sunos: 'solaris' }
const arches: Record<string, string> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le', loong64: 'loong64' }

/** GOOS and GOARCH for Node's `process.platform` and `process.arch`. */
export function platformOf(nodePlatform: string, nodeArch: string): Platform {
  return { os: oses[nodePlatform] ?? nodePlatform, arch: arches[nodeArch] ?? nodeArch }
}

/** The suffix of executables on this platform. */
export function executableSuffix(platform: Platform): '' | '.exe' {
  return platform.os === 'windows' ? '.exe' : ''
}
