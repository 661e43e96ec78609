import { join } from 'node:path'
import { variable } from '../gocmd'
import type { Environment, Platform } from '../kit'
import { defaultGoproxy, defaultGosumdb } from './judge-network'

/** What Go takes when nothing sets a variable, as far as it is known without a Go; empty otherwise. */
export function builtIn(
  name: string,
  world: { readonly env: Environment; readonly platform: Platform },
  value: (name: string) => string,
): string {
  const { os, arch } = world.platform
  switch (name) {
    case 'GOPROXY':
      return defaultGoproxy
    case 'GOSUMDB':
      return defaultGosumdb
    case 'GOTOOLCHAIN':
      return 'auto'
    case 'GOPATH': {
      const home = variable(world.env, os === 'windows' ? 'USERPROFILE' : 'HOME', os)
      return home === '' ? '' : join(home, 'go')
    }
    case 'GOMODCACHE': {
      const [first = ''] = value('GOPATH').split(os === 'windows' ? ';' : ':')
      return first === '' ? '' : join(first, 'pkg', 'mod')
    }
    case 'GONOPROXY':
    case 'GONOSUMDB':
      return value('GOPRIVATE')
    case 'GOOS':
      return os
    case 'GOARCH':
      return arch
    default:
      return ''
  }
}
