import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import { variable } from '../gocmd'
import { hasErrno, type World } from '../kit'
import { judgeFolder, judgeGobin, judgeGopath, judgeGoroot } from './judge-folders'
import { judgeCgo, judgeGo111module, judgeGoenv, judgeGoflags, judgeGotoolchain, judgeTarget } from './judge-mode'
import { judgeGoproxy, judgeGosumdb, judgePatterns } from './judge-network'
import { fine, type Judgement, type Surroundings } from './judgement'
import { type Situation, settle } from './situation'

/** Judges the effective value of a variable. Most variables are the user's own business: their verdict is ok. */
export async function judge(name: string, value: string, around: Surroundings): Promise<Judgement> {
  switch (name) {
    case 'GO111MODULE':
      return judgeGo111module(value)
    case 'GOPROXY':
      return judgeGoproxy(value)
    case 'GOSUMDB':
      return judgeGosumdb(value)
    case 'GOPRIVATE':
    case 'GONOPROXY':
    case 'GONOSUMDB':
    case 'GOINSECURE':
      // unset, GONOPROXY and GONOSUMDB follow GOPRIVATE: said once there
      return around.isSet(name) ? judgePatterns(name, value) : fine
    case 'GOROOT':
      return judgeGoroot(value, around)
    case 'GOPATH':
      return judgeGopath(value, around)
    case 'GOBIN':
      return judgeGobin(value, around)
    case 'GOCACHE':
    case 'GOMODCACHE':
    case 'GOTMPDIR':
      return judgeFolder(name, value, around)
    case 'GOTOOLCHAIN':
      return judgeGotoolchain(value)
    case 'GOFLAGS':
      return judgeGoflags(value)
    case 'GOOS':
    case 'GOARCH':
      return judgeTarget(name, value, around)
    case 'CGO_ENABLED':
      return judgeCgo(value, around)
    case 'GOENV':
      return judgeGoenv(around.value(name), around.os)
    default:
      return fine
  }
}

/** The computer as judges see it. `values` are the effective values, unmasked. */
export function surroundings(
  world: Pick<World, 'env' | 'platform'>,
  situation: Situation,
  values: ReadonlyMap<string, string>,
): Surroundings {
  const { os, arch } = world.platform
  return {
    os,
    arch,
    goroot: situation.found?.goroot ?? null,
    path: variable(world.env, 'PATH', os)
      .split(os === 'windows' ? ';' : ':')
      .filter((dir) => isAbsolute(dir)),
    value: (name) => (name === 'GOENV' ? variable(world.env, name, os) : (values.get(name) ?? '')),
    isSet: (name) => settle(situation, name).origin.kind !== 'default',
    realPath,
    isWritable,
  }
}

async function realPath(path: string): Promise<string | null> {
  try {
    return await realpath(path)
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'EINVAL')) return null
    throw error
  }
}

// The folder, or the nearest one above that exists: that is where a missing one would be made.
async function isWritable(dir: string): Promise<boolean> {
  try {
    if (!(await stat(dir)).isDirectory()) return false
    await access(dir, constants.W_OK | constants.X_OK)
    return true
  } catch (error) {
    if (hasErrno(error, 'ENOENT') && dirname(dir) !== dir) return isWritable(dirname(dir))
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS', 'ELOOP')) return false
    throw error
  }
}
