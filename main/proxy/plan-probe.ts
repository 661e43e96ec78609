import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProbePlan } from '../../preload/contract/proxy'
import { isCanonicalVersion, matchPrefixPatterns, modulePathFault, privateLook, requiredModules } from '../golang'
import { Failure, hasErrno } from '../kit'
import { asked } from './measure'
import { type AskedModule, costOfWhole } from './measure-whole'

/** Modules of a folder that are asked for. */
const mostModules = 5

/**
 * What a whole probe asks: the first modules that the folder's go.mod requires, or the fixed set where no folder is given
 * or nothing of it may be told. Left out are those that GOPRIVATE, GONOPROXY or GONOSUMDB match and those whose names look
 * private: proxies that the user never chose would learn of them.
 *
 * @param patterns the values of these variables
 * @throws INVALID_INPUT when the folder has no go.mod that can be read
 */
export async function planProbe(
  folder: string | null,
  patterns: readonly string[],
  proxies: number,
  transferBytes: number,
): Promise<ProbePlan> {
  const requires = folder === null ? [] : requiredModules(await readGoMod(folder)).requires
  const modules: ProbePlan['modules'] = []
  const withheld: ProbePlan['withheld'] = []
  for (const { path, version } of requires) {
    const why = reasonToWithhold(path, version, patterns)
    if (why !== null) withheld.push({ path, why })
    else if (modules.length < mostModules) modules.push({ path, version })
  }
  if (modules.length === 0) modules.push(...asked.map(([path, version]) => ({ path, version })))
  return { proxies, ...costOfWhole(modules.length, transferBytes), folder, modules, withheld }
}

/** The plan's modules as {@link measureWhole} takes them. */
export function modulesOf({ modules }: ProbePlan): AskedModule[] {
  return modules.map(({ path, version }) => [path, version])
}

function reasonToWithhold(
  path: string,
  version: string,
  patterns: readonly string[],
): ProbePlan['withheld'][number]['why'] | null {
  if (patterns.some((pattern) => matchPrefixPatterns(pattern, path))) return 'pattern'
  if (modulePathFault(path) !== null || !isCanonicalVersion(version)) return 'no-module'
  return privateLook(path) === null ? null : 'private-look'
}

async function readGoMod(folder: string): Promise<string> {
  const path = join(folder, 'go.mod')
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (!hasErrno(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM', 'ELOOP')) throw error
    const why = 'there is no go.mod that can be read'
    throw new Failure('INVALID_INPUT', `${path}: ${why}`, { what: path, why, fault: 'no-go-mod' }, { cause: error })
  }
}
