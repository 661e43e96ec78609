import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bareEnvironment, type GoCommand } from '../gocmd'
import { editGoenv, isGoVariable } from '../golang'
import { type Environment, Failure, type World } from '../kit'
import type { Situation } from './situation'

/** What keeps go from starting, found by taking settings away until it starts. */
export interface Breakage {
  /** Go's own words, shortened and redacted. */
  readonly said: string
  /** Variables in the user's file. */
  readonly inFile: readonly string[]
  /** Variables of the process environment. */
  readonly inProcess: readonly string[]
  /** The variables of `go env -json` without all of those; null when go does not start even then. */
  readonly values: Readonly<Record<string, string>> | null
}

type BreakageWorld = Pick<World, 'env' | 'dirs'>

/** Runs go with a file of its own in place of the user's: its variables, or what it says when it does not start. */
export async function tryStart(
  world: BreakageWorld,
  go: GoCommand,
  env: Environment,
  file: Uint8Array | null,
): Promise<{ said: string } | { values: Record<string, string> }> {
  const dir = join(world.dirs.cache, `go-env-${randomUUID().slice(0, 8)}`)
  const path = join(dir, 'env')
  await mkdir(dir, { recursive: true, mode: 0o700 })
  try {
    await writeFile(path, file ?? '', { mode: 0o600 })
    const candidate = { ...env, GOENV: path }
    const values = await go.env({ env: candidate })
    // `go env` alone forgives flags that every other command refuses
    await go.run(['version'], { env: candidate, toolchain: 'local', timeout: 20_000 })
    return { values }
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'GO_FAILED') throw error
    return { said: String(error.details.output) }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** Finds the settings with which go does not start; call it when it did not. A few runs of go, 10 ms each. */
export async function findBreakage(
  world: BreakageWorld,
  go: GoCommand,
  situation: Situation,
  said: string,
): Promise<Breakage> {
  const bytes = situation.file.bytes
  const bare = bareEnvironment(world.env)
  const inFile = await culprits([...situation.file.settings.keys()], async (without) =>
    faultOf(await tryStart(world, go, bare, editWithout(bytes, without))),
  )
  const repaired = editWithout(bytes, inFile ?? [])
  const set = Object.keys(world.env).filter((name) => isGoVariable(name) && name !== 'GOENV' && world.env[name])
  const inProcess = await culprits(set, async (without) =>
    faultOf(await tryStart(world, go, omit(world.env, without), repaired)),
  )
  const start = await tryStart(world, go, omit(world.env, inProcess ?? []), repaired)
  return { said, inFile: inFile ?? [], inProcess: inProcess ?? [], values: 'values' in start ? start.values : null }
}

// Bad ones that are met often, and those that hide all others: go looks for its GOROOT first.
const suspects = ['GOROOT', 'GO111MODULE', 'GOFLAGS', 'GOTOOLCHAIN', 'GOPATH', 'GOEXPERIMENT', 'GOOS', 'GOARCH']

/**
 * The fewest of `names` without which go starts, as far as taking away one after the other and giving back finds them;
 * null when it does not start without all of them either.
 */
async function culprits(
  names: readonly string[],
  fault: (without: readonly string[]) => Promise<string | null>,
): Promise<string[] | null> {
  const left = new Set([...suspects.filter((name) => names.includes(name)), ...names])
  let taken: string[] = []
  for (let said = await fault(taken); said !== null; said = await fault(taken)) {
    const words = said
    const next = [...left].find((name) => words.includes(name)) ?? [...left][0]
    if (next === undefined) return null
    left.delete(next)
    taken.push(next)
  }
  for (const name of taken.length > 1 ? taken : []) {
    const without = taken.filter((other) => other !== name)
    if ((await fault(without)) === null) taken = without
  }
  return taken
}

function faultOf(start: Awaited<ReturnType<typeof tryStart>>): string | null {
  return 'said' in start ? start.said : null
}

function editWithout(bytes: Buffer | null, names: readonly string[]): Buffer | null {
  return editGoenv(bytes, Object.fromEntries(names.map((name) => [name, null])))
}

function omit(env: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)))
}
