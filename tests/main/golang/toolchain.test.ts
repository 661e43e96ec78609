import { describe, expect, it } from 'vitest'
import {
  distModeOf,
  installedName,
  isExcludedFromToolchain,
  modulePrefix,
  packedName,
  parseToolchainVersion,
  toolchainModule,
} from '../../../main/golang'

describe('toolchainModule', () => {
  it('names the module of a release, and is read back', () => {
    const module = toolchainModule('go1.27.4', { os: 'linux', arch: 'amd64' })
    expect(module).toEqual({ path: 'golang.org/toolchain', version: 'v0.0.1-go1.27.4.linux-amd64' })
    expect(modulePrefix(module)).toBe('golang.org/toolchain@v0.0.1-go1.27.4.linux-amd64/')
    expect(parseToolchainVersion(module.version)).toEqual({
      version: 'go1.27.4',
      platform: { os: 'linux', arch: 'amd64' },
    })
  })
  it.each(['v0.0.1-go1.9.2rc2.windows-386', 'v0.0.1-go1.28rc1.linux-ppc64le'])('reads %s', (version) =>
    expect(parseToolchainVersion(version)).not.toBeNull(),
  )
  it.each([
    'v0.0.1',
    'v1.0.0',
    'v0.0.1-go1.27.4',
    'v0.0.1-gopher.linux-amd64',
    'v0.0.1-go1.27.4.linux-amd64-x',
    'v0.0.1-go1.27.4-x.linux-amd64',
  ])('takes %s for none', (version) => expect(parseToolchainVersion(version)).toBeNull())
})

describe('distModeOf', () => {
  it.each([
    ['bin/go', 0o755],
    ['pkg/tool/linux_amd64/compile', 0o755],
    ['src/all.bash', 0o755],
    ['src/make.rc', 0o755],
    ['src/cmd/vendor/mksyscall.pl', 0o755],
    ['lib/wasm/go_js_wasm_exec', 0o755],
    ['lib/go_ios_exec', 0o644],
    ['go_a_b_exec', 0o755],
    ['src/make.bat', 0o644],
    ['src/bin/x.go', 0o644],
    ['VERSION', 0o644],
    ['pkg/include/textflag.h', 0o644],
  ])('%s', (path, mode) => expect(distModeOf(path)).toBe(mode))
})

describe('names in the module and in GOROOT', () => {
  it.each([
    ['src/go.mod', 'src/_go.mod'],
    ['go.mod', '_go.mod'],
    ['src/cmd/go.mod', 'src/cmd/_go.mod'],
    ['src/xgo.mod', 'src/xgo.mod'],
    ['src/go.mod.txt', 'src/go.mod.txt'],
  ])('%s is packed as %s', (installed, packed) => {
    expect(packedName(installed)).toBe(packed)
    expect(installedName(packed)).toBe(installed)
  })
  it('leaves four folders out', () => {
    for (const path of ['api/go1.txt', 'doc/x', 'misc/wasm/x', 'test/a/b.go'])
      expect(isExcludedFromToolchain(path)).toBe(true)
    for (const path of ['src/test/x', 'apiary/x', 'lib/x', 'testdata/x', 'api'])
      expect(isExcludedFromToolchain(path)).toBe(false)
  })
})
