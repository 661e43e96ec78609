import { parse } from 'node:path'
import { type Environment, Failure, redact, run, secretsOf, type World } from '../kit'
import { onLocalToolchain, withCacheAside, withTelemetryAside, withUsersOwn } from './aside'
import { bareEnvironment } from './environment'
import { type FoundGo, findGo } from './find-go'

export interface GoRunOptions {
  /** A folder above which no go.mod is expected when not given. */
  readonly cwd?: string
  /** The whole environment in place of the user's. */
  readonly env?: Environment
  readonly signal?: AbortSignal | undefined
  /** Milliseconds; a minute when not given. */
  readonly timeout?: number
  /** `local`: no other toolchain is switched to or downloaded, whatever GOTOOLCHAIN and go.mod say. */
  readonly toolchain?: 'local'
}

export interface GoOutput {
  readonly stdout: string
  readonly stderr: string
}

/** The go command of this computer, run so that it leaves nothing in the user's home of its own accord. */
export interface GoCommand {
  /** The active SDK's go, else the first on PATH; null when there is none. */
  find(): Promise<FoundGo | null>
  /**
   * Every variable of one `go env -json`, as the user's own go would tell them. No toolchain is switched to or downloaded
   * for it, whatever GOTOOLCHAIN and the go.mod of any folder say.
   *
   * @throws GO_NOT_FOUND, GO_FAILED, CANCELLED
   */
  env(options?: Pick<GoRunOptions, 'env' | 'signal'>): Promise<Record<string, string>>
  /** The release of a go binary, such as `go1.26.8`, whatever the user's settings do to it. @throws GO_NOT_FOUND, GO_FAILED */
  version(binary: string, signal?: AbortSignal): Promise<string>
  /** Runs go. @throws GO_NOT_FOUND, GO_FAILED (a time limit too), CANCELLED */
  run(args: readonly string[], options?: GoRunOptions): Promise<GoOutput>
  /** For a caller that runs go itself, line by line: what to run, in which environment. @throws GO_NOT_FOUND */
  forRunning(): Promise<{ binary: string; env: Environment }>
}

type GoWorld = Pick<World, 'env' | 'home' | 'platform' | 'dirs'>

/** @param parts.currentBin the `bin` folder of the active SDK; it need not exist */
export function createGoCommand(world: GoWorld, parts: { readonly currentBin: string }): GoCommand {
  const find = (): Promise<FoundGo | null> => findGo(world, parts.currentBin)
  const binary = async (): Promise<string> => {
    const found = await find()
    if (!found) throw new Failure('GO_NOT_FOUND', 'no go command in the active SDK or on PATH')
    return found.binary
  }
  return {
    find,
    env: async (options = {}) => readEnv(world, await binary(), options),
    version: (path, signal) => readVersion(world, path, signal),
    run: async (args, options = {}) => runGo(world, await binary(), args, options),
    forRunning: async () => ({ binary: await binary(), env: await withTelemetryAside(world, world.env) }),
  }
}

async function runGo(
  world: GoWorld,
  binary: string,
  args: readonly string[],
  options: GoRunOptions,
): Promise<GoOutput> {
  const wanted = options.env ?? world.env
  const env = await withTelemetryAside(world, options.toolchain ? await onLocalToolchain(world, wanted) : wanted)
  const timeout = options.timeout ?? 60_000
  const cwd = options.cwd ?? parse(world.home).root
  const result = await run(binary, args, { cwd, env, signal: options.signal, timeout })
  if (result.kind === 'exited' && result.exitCode === 0) return { stdout: result.stdout, stderr: result.stderr }
  if (result.kind === 'not-found') throw new Failure('GO_NOT_FOUND', `${binary} can't be started`)
  const said = result.stderr.trim() || result.stdout.trim()
  const output = result.kind === 'timed-out' ? `no answer within ${timeout / 1000} s. ${said}` : said
  throw failed(world, args, shorten(output || `exit code ${result.kind === 'exited' ? result.exitCode : '?'}`))
}

function failed(world: GoWorld, args: readonly string[], output: string): Failure {
  const secrets = secretsOf(world.env)
  const what = redact(shorten(args.join(' ')), secrets)
  return new Failure('GO_FAILED', `go ${what}: ${redact(output, secrets)}`, { what, output: redact(output, secrets) })
}

async function readEnv(
  world: GoWorld,
  binary: string,
  options: Pick<GoRunOptions, 'env' | 'signal'>,
): Promise<Record<string, string>> {
  const asked = options.env ?? world.env
  const env = await withCacheAside(world, asked)
  const limits = { signal: options.signal, timeout: 20_000 }
  const { stdout } = await runGo(world, binary, ['env', '-json'], { env, toolchain: 'local', ...limits })
  return withUsersOwn(world, asked, parseValues(world, stdout))
}

function parseValues(world: GoWorld, stdout: string): Record<string, string> {
  try {
    const values: unknown = JSON.parse(stdout)
    if (typeof values === 'object' && values !== null) {
      return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw failed(world, ['env', '-json'], `not JSON: ${shorten(stdout)}`)
}

async function readVersion(world: GoWorld, binary: string, signal?: AbortSignal): Promise<string> {
  const env = { ...bareEnvironment(world.env), GOENV: 'off', GOTOOLCHAIN: 'local' }
  const { stdout } = await runGo(world, binary, ['version'], { env, signal, timeout: 20_000 })
  const version = /^go version .*?\b(go\d\S*)/.exec(stdout)?.[1]
  if (version === undefined) throw failed(world, ['version'], `not a version: ${shorten(stdout)}`)
  return version
}

function shorten(text: string): string {
  return text.length <= 600 ? text : `${text.slice(0, 600)}…`
}
