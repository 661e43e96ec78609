import { describe, expect, it } from 'vitest'
import { bareEnvironment, goenvLocation, variable } from '../../../main/gocmd'
import { platformOf } from '../../../main/kit'

const at = (platform: string, env: Record<string, string>) =>
  goenvLocation({ env, platform: platformOf(platform, 'x64') })

describe('goenvLocation', () => {
  it('follows os.UserConfigDir on each system', () => {
    expect(at('linux', { HOME: '/h' })).toEqual({ kind: 'file', path: '/h/.config/go/env' })
    expect(at('linux', { HOME: '/h', XDG_CONFIG_HOME: '/x' })).toEqual({ kind: 'file', path: '/x/go/env' })
    expect(at('linux', { XDG_CONFIG_HOME: '/x' })).toEqual({ kind: 'file', path: '/x/go/env' })
    expect(at('darwin', { HOME: '/h', XDG_CONFIG_HOME: '/x' })).toEqual({
      kind: 'file',
      path: '/h/Library/Application Support/go/env',
    })
    expect(at('win32', { APPDATA: '/a', HOME: '/h' })).toEqual({ kind: 'file', path: '/a/go/env' })
  })

  it('says why there is none', () => {
    expect(at('linux', {})).toEqual({ kind: 'nowhere', why: 'no-home' })
    expect(at('linux', { HOME: '/h', XDG_CONFIG_HOME: 'x' })).toEqual({ kind: 'nowhere', why: 'relative' })
    expect(at('linux', { HOME: '/h', GOENV: 'env' })).toEqual({ kind: 'nowhere', why: 'relative' })
    expect(at('linux', { HOME: '/h', GOENV: 'off' })).toEqual({ kind: 'off' })
    expect(at('linux', { HOME: '/h', GOENV: '/e' })).toEqual({ kind: 'file', path: '/e' })
    expect(at('linux', { HOME: '/h', GOENV: '' })).toEqual({ kind: 'file', path: '/h/.config/go/env' })
  })
})

it('finds variables by any spelling on Windows alone', () => {
  expect(variable({ Path: 'a' }, 'PATH', 'windows')).toBe('a')
  expect(variable({ Path: 'a' }, 'PATH', 'linux')).toBe('')
})

it('strips everything that configures go', () => {
  const env = {
    HOME: '/h',
    HTTPS_PROXY: 'p',
    GOPROXY: 'x',
    GOENV: 'off',
    CGO_LDFLAGS_ALLOW: 'y',
    CC: 'cc',
    GODEBUG: 'z',
  }
  expect(bareEnvironment(env)).toEqual({ HOME: '/h', HTTPS_PROXY: 'p' })
})
