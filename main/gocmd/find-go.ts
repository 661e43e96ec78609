import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { executableSuffix, hasErrno, type World } from '../kit'
import { variable } from './environment'

/** A go command that was found. */
export interface FoundGo {
  /** As it was found, links not resolved. */
  readonly binary: string
  /** The SDK that the binary belongs to, links resolved; null when it stands alone (a wrapper, a shim). */
  readonly goroot: string | null
}

/**
 * Finds the go command that GoReady runs: that of the active SDK when there is one, otherwise the first on PATH.
 * Relative entries of PATH are passed over. Null when there is none.
 */
export async function findGo(
  { env, platform }: Pick<World, 'env' | 'platform'>,
  currentBin: string,
): Promise<FoundGo | null> {
  const dirs = variable(env, 'PATH', platform.os)
    .split(platform.os === 'windows' ? ';' : ':')
    .filter((dir) => isAbsolute(dir))
  for (const dir of [currentBin, ...dirs]) {
    const binary = join(dir, `go${executableSuffix(platform)}`)
    if (await isExecutable(binary)) return { binary, goroot: await gorootOf(binary) }
  }
  return null
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false
    await access(path, constants.X_OK)
    return true
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP')) return false
    throw error
  }
}

// As cfg.findGOROOT does: the folder above bin/, recognised by pkg/tool.
async function gorootOf(binary: string): Promise<string | null> {
  const goroot = dirname(dirname(await realpath(binary)))
  const isGoroot = await stat(join(goroot, 'pkg', 'tool')).then(
    (found) => found.isDirectory(),
    () => false,
  )
  return isGoroot ? goroot : null
}
