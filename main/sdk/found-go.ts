import { mkdir, realpath, stat } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import type { FoundGo, GoOwner } from '../../preload/contract/sdk'
import type { ShellView } from '../../preload/contract/shell'
import { text } from '../../preload/contract/text'
import { hasErrno, run, type World } from '../kit'
import { type OwnerContext, ownerOf } from './go-owner'
import { goBinary, versionOf } from './goroot'
import { knownGoroots } from './known-goroots'

export type FindWorld = Pick<World, 'env' | 'home' | 'platform' | 'dirs'>

/** A go command and the GOROOT it belongs to, before it is known who owns it. */
interface Sighting {
  readonly binary: string
  /** Links resolved. */
  readonly goroot: string
  readonly version: string | null
  readonly onPath: boolean
  readonly isShim: boolean
}

/**
 * Every Go on this machine, once each: those on PATH in its order, then those in the folders where installers and version
 * managers put them. Files are read; a command is only run for what hides its GOROOT behind a script.
 *
 * @param views what fresh shells see; empty when none was asked: then none is said to win
 */
export async function findGo(
  world: FindWorld,
  context: Omit<OwnerContext, 'home' | 'env'>,
  views: readonly ShellView[],
): Promise<FoundGo[]> {
  const [onPath, placed] = await Promise.all([
    seenOnPath(world, context.systemRoot),
    knownGoroots(world, context).then((goroots) => Promise.all(goroots.map((goroot) => seenAt(world, goroot)))),
  ])
  const byGoroot = new Map<string, Sighting>()
  for (const seen of [...onPath, ...placed.filter((one) => one !== null)]) {
    if (!byGoroot.has(seen.goroot)) byGoroot.set(seen.goroot, seen)
  }
  const found = await Promise.all(
    [...byGoroot.values()].map(async (seen): Promise<FoundGo> => {
      const owner = await ownerOf(seen.goroot, { ...context, home: world.home, env: world.env })
      return {
        goroot: seen.goroot,
        binary: seen.binary,
        version: seen.version,
        owner,
        onPath: seen.onPath,
        winsInNewShell: false,
        notes: notesOf(seen, owner),
      }
    }),
  )
  return markWinner(found, views)
}

/** Says of each Go whether it is the one that these fresh shells find; of none when no shell could be asked. */
export async function markWinner(found: readonly FoundGo[], views: readonly ShellView[]): Promise<FoundGo[]> {
  const winner = winningBinary(views)
  return Promise.all(
    found.map(async (go) => ({
      ...go,
      winsInNewShell: winner !== null && (await sameFile(winner, go.binary)),
    })),
  )
}

function notesOf(seen: Sighting, owner: GoOwner): FoundGo['notes'] {
  if (owner === 'toolchain-cache') return [text('sdk.found.toolchainCache')]
  if (seen.isShim && seen.version === null) return [text('sdk.found.shimUnset', { path: seen.binary })]
  return []
}

async function seenAt(world: FindWorld, goroot: string): Promise<Sighting | null> {
  const binary = goBinary(goroot, world.platform)
  const resolved = await resolveFile(binary)
  if (resolved === null) return null
  const real = await realpath(goroot)
  const version = await versionOf(real)
  return version === null ? null : { binary, goroot: real, version, onPath: false, isShim: false }
}

async function seenOnPath(world: FindWorld, systemRoot: string): Promise<Sighting[]> {
  const dirs = [...new Set((world.env.PATH ?? world.env.Path ?? '').split(delimiter).filter(Boolean))]
  const sightings = await Promise.all(dirs.map((dir) => seenInPathDir(world, dir, systemRoot)))
  return sightings.filter((seen) => seen !== null)
}

async function seenInPathDir(world: FindWorld, dir: string, systemRoot: string): Promise<Sighting | null> {
  const binary = join(dir, world.platform.os === 'windows' ? 'go.exe' : 'go')
  const resolved = await resolveFile(binary)
  if (resolved === null) return null
  const goroot = dirname(dirname(resolved))
  const version = await versionOf(goroot)
  if (version !== null) return { binary, goroot, version, onPath: true, isShim: false }
  // /snap/bin/go is a link to snap itself, which would take a second to start
  const snap = join(systemRoot, 'snap', 'go', 'current')
  const inSnap = dir === join(systemRoot, 'snap', 'bin') ? await seenAt(world, snap) : null
  if (inSnap) return { ...inSnap, binary, onPath: true }
  return asked(world, binary, goroot)
}

// A shim of goenv, asdf or mise, a wrapper script, or a Go built from source that has no VERSION file.
async function asked(world: FindWorld, binary: string, goroot: string): Promise<Sighting> {
  const telemetry = join(world.dirs.cache, 'telemetry')
  await mkdir(telemetry, { recursive: true })
  const result = await run(binary, ['env', 'GOROOT', 'GOVERSION'], {
    env: { ...world.env, GOTOOLCHAIN: 'local', TEST_TELEMETRY_DIR: telemetry },
    cwd: world.home,
    timeout: 3_000,
    maxOutput: 64 * 1024,
  })
  const [root = '', version = ''] = result.kind === 'exited' && result.exitCode === 0 ? result.stdout.split('\n') : []
  const real = root === '' ? null : await resolveDir(root.trim())
  if (real === null) return { binary, goroot: dirname(binary), version: null, onPath: true, isShim: true }
  return { binary, goroot: real, version: version.trim() || null, onPath: true, isShim: real !== goroot }
}

function winningBinary(views: readonly ShellView[]): string | null {
  const seen = views.filter(({ verdict }) => verdict === 'seen')
  const view =
    seen.find(({ mode }) => mode === 'login-interactive') ?? seen.find(({ mode }) => mode !== 'login') ?? seen[0]
  return view?.go ?? null
}

async function sameFile(a: string, b: string): Promise<boolean> {
  if (a === b) return true
  const [x, y] = await Promise.all([resolveFile(a), resolveFile(b)])
  return x !== null && x === y
}

/** The file behind all links, null when there is none or it is no file that can be run. */
async function resolveFile(path: string): Promise<string | null> {
  try {
    const real = await realpath(path)
    const { mode } = await stat(real).then((found) => (found.isFile() ? found : { mode: 0 }))
    return process.platform === 'win32' || (mode & 0o111) !== 0 ? real : null
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP')) return null
    throw error
  }
}

async function resolveDir(path: string): Promise<string | null> {
  try {
    return await realpath(path)
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP')) return null
    throw error
  }
}
