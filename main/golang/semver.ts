const number = '(?:0|[1-9][0-9]*)'
const identifier = '(?:[0-9]*[A-Za-z-][0-9A-Za-z-]*|0|[1-9][0-9]*)'
const shape = new RegExp(
  `^v${number}\\.${number}\\.${number}(?:-${identifier}(?:\\.${identifier})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
)

/** True for a full semantic version with Go's `v` in front: v1.2.3, v0.0.0-20260102030405-abcdefabcdef, v2.0.0+incompatible. */
export function isSemver(version: string): boolean {
  return shape.test(version)
}

/** True for the one way in which go.mod and proxies write a version: a full one, with no build suffix but +incompatible. */
export function isCanonicalVersion(version: string): boolean {
  return isSemver(version) && /^[^+]*(?:\+incompatible)?$/.test(version)
}
