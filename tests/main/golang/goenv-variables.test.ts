import { describe, expect, it } from 'vitest'
import { goenvValueFault, goenvVariableSince, isGoVariable, splitQuoted } from '../../../main/golang/goenv-variables'
import { toolchainChoice } from '../../../main/golang/toolchain-choice'

describe('goenvVariableSince', () => {
  it.each([
    ['GOPROXY', '1.13'],
    ['GOINSECURE', '1.14'],
    ['GOMODCACHE', '1.15'],
    ['GOVCS', '1.16'],
    ['GOAMD64', '1.18'],
    ['GOTOOLCHAIN', '1.21'],
    ['GOARM64', '1.23'],
    ['GOAUTH', '1.24'],
    ['CGO_LDFLAGS_DISALLOW', '1.13'],
    ['GOTELEMETRY', null],
    ['GOENV', null],
    ['FOO', null],
  ])('%s since %s', (name, since) => expect(goenvVariableSince(name)).toBe(since))

  it('knows variables that no file may set', () => {
    expect(['GOENV', 'GODEBUG', 'GOVERSION', 'GOTELEMETRY'].every(isGoVariable)).toBe(true)
    expect(isGoVariable('GOREADY_HOME')).toBe(false)
  })
})

describe('goenvValueFault', () => {
  it.each([
    ['GOPROXY', 'a\0b'],
    ['GOPROXY', 'a\nb'],
    ['GOPROXY', 'a\r'],
    ['GOPROXY', 'a\vb'],
    ['GOPROXY', 'a\ud800'],
    ['GO111MODULE', 'yes'],
    ['GOTOOLCHAIN', 'bash'],
    ['GOTOOLCHAIN', 'go1.22+later'],
    ['GOFLAGS', 'mod=mod'],
    ['GOFLAGS', '-x=1 "-ldflags=-s'],
    ['GOFLAGS', '---x'],
    ['GOPATH', '~/go'],
    ['GOPATH', '/a:b'],
    ['GOBIN', 'bin'],
    ['GOMODCACHE', './x'],
  ])('refuses %s=%j', (name, value) => expect(goenvValueFault(name, value, 'linux')).not.toBeNull())

  it.each([
    ['GOPROXY', 'https://a|b,direct # x;"y"'],
    ['GO111MODULE', ''],
    ['GOTOOLCHAIN', 'go1.22.3+auto'],
    ['GOTOOLCHAIN', 'custom-go1.22.3'],
    ['GOTOOLCHAIN', 'local+path'],
    ['GOFLAGS', `-mod=mod '-ldflags=-s -w'  "-tags=a b"`],
    ['GOPATH', '/a:/b'],
    ['GOPRIVATE', 'example.com/世界'],
  ])('takes %s=%j', (name, value) => expect(goenvValueFault(name, value, 'linux')).toBeNull())

  it('knows absolute paths of Windows', () => {
    expect(goenvValueFault('GOPATH', 'C:\\go;D:/go', 'windows')).toBeNull()
    expect(goenvValueFault('GOBIN', '\\\\host\\bin', 'windows')).toBeNull()
    expect(goenvValueFault('GOBIN', '\\bin', 'windows')).not.toBeNull()
  })
})

it('splits quoted words as cmd/go does', () => {
  expect(splitQuoted(` -a  '-b c' "-d 'e'" -f"g `)).toEqual(['-a', '-b c', `-d 'e'`, '-f"g'])
  expect(splitQuoted(`-a '-b`)).toBeNull()
  expect(splitQuoted('')).toEqual([])
})

it('reads GOTOOLCHAIN', () => {
  expect(toolchainChoice('auto')).toEqual({ kind: 'auto' })
  expect(toolchainChoice('local+path')).toEqual({ kind: 'path' })
  expect(toolchainChoice('go1.22.3')).toEqual({ kind: 'named', name: 'go1.22.3', newer: null })
  expect(toolchainChoice('gccgo-go1.22+auto')).toEqual({ kind: 'named', name: 'gccgo-go1.22', newer: 'auto' })
  for (const value of ['', 'go', 'bash', 'default', 'go2', '+auto', 'go1.22+', 'go1.x', '/bin/go1.22']) {
    expect(toolchainChoice(value), value).toEqual({ kind: 'invalid' })
  }
})
