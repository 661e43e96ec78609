import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isAbsolutePath, parseGoenv, settingsByName, toolchainChoice } from '../golang'
import { type Environment, hasErrno, type World } from '../kit'
import { goenvLocation, userCacheDir, userConfigDir, variable } from './environment'

type AsideWorld = Pick<World, 'platform' | 'dirs'>

/**
 * Go's telemetry would otherwise leave counters under the user's configuration folder. Switched off in a folder of its own,
 * it writes none at all and starts no process that outlives the command.
 */
export async function withTelemetryAside(world: AsideWorld, env: Environment): Promise<Environment> {
  const dir = join(world.dirs.cache, 'telemetry')
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'mode'), 'off', { flag: 'wx' }).catch((error: unknown) => {
    if (!hasErrno(error, 'EEXIST')) throw error
  })
  return { ...env, TEST_TELEMETRY_DIR: dir }
}

// In both a value that go refuses is left in place: go's own words about it are wanted.

/** Keeps go from switching to another toolchain, and from downloading one. */
export async function onLocalToolchain(world: AsideWorld, env: Environment): Promise<Environment> {
  const asked = await askedFor(world, env, 'GOTOOLCHAIN')
  return asked !== '' && toolchainChoice(asked).kind === 'invalid' ? env : { ...env, GOTOOLCHAIN: 'local' }
}

/** `go env` asks the C compiler what it can do and remembers that in the build cache: not in the user's, for our sake. */
export async function withCacheAside(world: AsideWorld, env: Environment): Promise<Environment> {
  const { os } = world.platform
  const asked = (await askedFor(world, env, 'GOCACHE')) || userCacheDir(env, os)
  const isTaken = asked !== null && isAbsolutePath(asked, os)
  return isTaken ? { ...env, GOCACHE: join(world.dirs.cache, 'go-build') } : env
}

/** What `go env` told in an environment of ours, as it would tell it in `env`. */
export async function withUsersOwn(
  world: AsideWorld,
  env: Environment,
  values: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const { os } = world.platform
  const own: Record<string, string> = {}
  const asked = async (name: string): Promise<string> =>
    (await askedFor(world, env, name)) || (await settingIn(join(values.GOROOT ?? '', 'go.env'), name)) || ''
  if (values.GOTOOLCHAIN !== undefined) own.GOTOOLCHAIN = await asked('GOTOOLCHAIN')
  if (values.GOTELEMETRYDIR !== undefined) Object.assign(own, await telemetryOf(env, os))
  const cache = userCacheDir(env, os)
  own.GOCACHE = (await asked('GOCACHE')) || (cache === null ? (values.GOCACHE ?? '') : join(cache, 'go-build'))
  return { ...values, ...own }
}

/** A variable as the process environment or the user's file has it; empty when neither does. */
async function askedFor({ platform }: AsideWorld, env: Environment, name: string): Promise<string> {
  const own = variable(env, name, platform.os)
  if (own !== '') return own
  const location = goenvLocation({ env, platform })
  return location.kind === 'file' ? ((await settingIn(location.path, name)) ?? '') : ''
}

// go passes over a file that it can't read, whatever the reason; a FIFO would never end
async function settingIn(path: string, name: string): Promise<string | null> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
  const bytes = isFile ? await readFile(path).catch(() => null) : null
  return bytes === null ? null : (settingsByName(parseGoenv(bytes)).get(name)?.value ?? null)
}

async function telemetryOf(env: Environment, os: string): Promise<Record<string, string>> {
  const config = userConfigDir(env, os)
  if (config === null) return { GOTELEMETRY: 'off', GOTELEMETRYDIR: '' }
  const dir = join(config, 'go', 'telemetry')
  const mode = await readFile(join(dir, 'mode'), 'utf8').catch(() => 'local')
  return { GOTELEMETRY: mode.trim().split(' ')[0] ?? '', GOTELEMETRYDIR: dir }
}
