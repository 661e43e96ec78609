import { join } from 'node:path'
import { isAbsolutePath } from '../golang'
import { fine, type Judgement, type Surroundings, say } from './judgement'

/** GOROOT: every go command finds its own; a setting can only name a wrong one, now or after the next update. */
export async function judgeGoroot(value: string, around: Surroundings): Promise<Judgement> {
  if (!around.isSet('GOROOT')) return fine
  const named = await around.realPath(value)
  if (named === null) return say('problem', 'gorootGone', { remedy: null, params: { path: value } })
  if (around.goroot !== null && named !== around.goroot) {
    return say('problem', 'gorootOther', { remedy: null, params: { path: value, own: around.goroot } })
  }
  return say('warning', 'gorootSet', { remedy: null })
}

/** Where programs from `go install` go: GOBIN, else bin in the first folder of GOPATH. Empty when neither is known. */
export function binDirOf(gobin: string, gopath: string, os: string): string {
  if (gobin !== '') return gobin
  const [first = ''] = gopath.split(os === 'windows' ? ';' : ':')
  return first === '' ? '' : join(first, 'bin')
}

/** GOPATH: where modules, tools and `go install` programs go. */
export async function judgeGopath(value: string, around: Surroundings): Promise<Judgement> {
  const dirs = value.split(around.os === 'windows' ? ';' : ':').filter((dir) => dir !== '')
  const [first] = dirs
  if (first === undefined) return say('problem', 'gopathNone')
  const wrong = dirs.find((dir) => !isAbsolutePath(dir, around.os))
  if (wrong !== undefined) return say('problem', 'notAbsolute', { remedy: null, params: { path: wrong } })
  const real = await around.realPath(first)
  if (around.goroot !== null && real === around.goroot) return say('problem', 'gopathIsGoroot', { remedy: null })
  if (!(await around.isWritable(first))) return say('problem', 'notWritable', { remedy: null, params: { path: first } })
  // since 1.27 go tells the default of GOBIN, too
  return around.isSet('GOBIN') ? fine : judgeBinOnPath(around)
}

export async function judgeGobin(value: string, around: Surroundings): Promise<Judgement> {
  if (!around.isSet('GOBIN')) return fine
  if (!isAbsolutePath(value, around.os)) return say('problem', 'notAbsolute', { remedy: null, params: { path: value } })
  if (!(await around.isWritable(value))) return say('problem', 'notWritable', { remedy: null, params: { path: value } })
  return judgeBinOnPath(around)
}

async function judgeBinOnPath(around: Surroundings): Promise<Judgement> {
  const dir = binDirOf(around.value('GOBIN'), around.value('GOPATH'), around.os)
  const real = await around.realPath(dir)
  for (const entry of around.path) {
    if (entry.replace(/[\\/]+$/, '') === dir || (real !== null && (await around.realPath(entry)) === real)) return fine
  }
  return say('note', 'binNotOnPath', { params: { path: dir } })
}

/** GOCACHE, GOMODCACHE, GOTMPDIR: folders that go fills. */
export async function judgeFolder(name: string, value: string, around: Surroundings): Promise<Judgement> {
  if (value === '') return fine
  if (name === 'GOCACHE' && value === 'off') return say('problem', 'gocacheOff', { remedy: null })
  if (!isAbsolutePath(value, around.os)) return say('problem', 'notAbsolute', { remedy: null, params: { path: value } })
  // go makes the caches, but not the folder for its temporary files
  if (name === 'GOTMPDIR' && (await around.realPath(value)) === null) {
    return say('problem', 'folderGone', { remedy: null, params: { path: value } })
  }
  if (await around.isWritable(value)) return fine
  return say('problem', 'notWritable', { remedy: null, params: { path: value } })
}
