import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { basename, isAbsolute, join, resolve } from 'node:path'
import { text } from '../../preload/contract'
import type { Fault } from '../../preload/contract/failure-blanks'
import type { OutputLine } from '../../preload/contract/modules'
import type { GoCommand } from '../gocmd'
import { newModulePathFault } from '../golang'
import { type Plan, planFileEdit } from '../journal'
import { exists, Failure, hasErrno, runLines, type World } from '../kit'
import { helloProgram } from './hello'

/** Long enough for a first build with a cold build cache on a slow machine. Milliseconds. */
const runLimit = 15 * 60_000

export interface Modules {
  /** A module path and an absolute directory that does not exist yet. */
  suggest(): Promise<{ module: string; directory: string }>
  /**
   * Plans a new module: go.mod as `go mod init` writes it, and a main.go that prints hello, world.
   *
   * @throws MODULE_PATH_INVALID, DIRECTORY_NOT_EMPTY, INVALID_INPUT, GO_NOT_FOUND, GO_FAILED
   */
  planNew(request: { module: string; directory: string }): Promise<Plan>
  /** Builds and runs the main package of a directory (`go run .`). Yields its output, returns its exit code. */
  run(directory: string, signal?: AbortSignal): AsyncGenerator<OutputLine, { exitCode: number }>
}

export function createModules(world: Pick<World, 'home' | 'dirs'>, parts: { go: GoCommand }): Modules {
  return {
    suggest: () => suggest(world.home),
    planNew: (request) => planNew(world, parts.go, request),
    run: (directory, signal) => runMain(world.home, parts.go, directory, signal),
  }
}

async function suggest(home: string): Promise<{ module: string; directory: string }> {
  for (let n = 1; ; n++) {
    const name = n === 1 ? 'hello' : `hello${n}`
    const directory = join(home, name)
    if (!(await exists(directory))) return { module: `example.com/${name}`, directory }
  }
}

async function planNew(
  world: Pick<World, 'home' | 'dirs'>,
  go: GoCommand,
  request: { module: string; directory: string },
): Promise<Plan> {
  const module = request.module.trim()
  const fault = newModulePathFault(module)
  if (fault !== null) throw new Failure('MODULE_PATH_INVALID', `${module}: ${fault}`, { path: module, fault })
  const directory = absolute(world.home, request.directory)
  await refuseNonEmpty(directory)
  const goMod = await initElsewhere(world.dirs.cache, go, module)
  const files = [
    { name: 'go.mod', content: goMod, reason: text('modules.reason.goMod', { module }) },
    { name: 'main.go', content: Buffer.from(helloProgram), reason: text('modules.reason.main') },
  ]
  const changes = await Promise.all(
    files.map(({ name, content, reason }) =>
      planFileEdit({ path: join(directory, name), edit: () => content, reason }),
    ),
  )
  return {
    title: text('modules.newTitle', { module }),
    changes: changes.filter((change) => change !== null),
    notes: [],
  }
}

/** A path as a person types it: `~` is the home folder; a relative one is refused, since a window has no folder it is in. */
function absolute(home: string, path: string): string {
  const expanded = path === '~' || /^~[/\\]/.test(path) ? join(home, path.slice(1)) : path
  if (!isAbsolute(expanded)) {
    throw new Failure('INVALID_INPUT', 'not an absolute path', {
      what: path || '""',
      why: 'an absolute path is needed',
      fault: 'not-absolute' satisfies Fault<'INVALID_INPUT'>,
    })
  }
  return resolve(expanded)
}

async function refuseNonEmpty(directory: string): Promise<void> {
  try {
    if ((await readdir(directory)).length === 0) return
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return
    if (!hasErrno(error, 'ENOTDIR')) throw error
  }
  throw new Failure('DIRECTORY_NOT_EMPTY', `${directory} is not empty`, { path: directory })
}

/** The go.mod that this Go would write, made in a folder of our own: the preview shows the true bytes. */
async function initElsewhere(cache: string, go: GoCommand, module: string): Promise<Buffer> {
  await mkdir(cache, { recursive: true })
  const scratch = await mkdtemp(join(cache, 'new-module-'))
  try {
    await go.run(['mod', 'init', module], { cwd: scratch, timeout: 30_000 })
    return await readFile(join(scratch, 'go.mod'))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function* runMain(
  home: string,
  go: GoCommand,
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<OutputLine, { exitCode: number }> {
  const directory = absolute(home, path)
  const { binary, env } = await go.forRunning()
  yield { stream: 'command', line: `cd ${directory}` }
  yield { stream: 'command', line: `${basename(binary, '.exe')} run .` }
  const exitCode = yield* runLines(binary, ['run', '.'], { cwd: directory, env, timeout: runLimit, signal })
  return { exitCode }
}
