import { execFileSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createGoCommand, type GoCommand } from '../../main/gocmd'
import { createGoenv, type Goenv } from '../../main/goenv'
import { Journal, type Plan } from '../../main/journal'
import type { Http } from '../../main/kit'
import { createShell, type Shell } from '../../main/shell'
import { drain } from './drain'
import { type TestWorld, testWorld } from './world'

/** The Go that tests run: GOREADY_TEST_GOROOT, else that of the go on PATH. Links resolved. */
export const goRoot = realpathSync(
  process.env.GOREADY_TEST_GOROOT ??
    execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8', env: { ...process.env, GOENV: 'off' } }).trim(),
)
export const goBin = join(goRoot, 'bin')

export interface GoRooms {
  readonly world: TestWorld
  readonly go: GoCommand
  readonly shell: Shell
  readonly goenv: Goenv
  readonly journal: Journal
  /** The user's go env file. */
  readonly file: string
  /** Writes below the home; makes folders. */
  write(path: string, content: string | Uint8Array): Promise<string>
  /** Previews and applies a plan. */
  apply(plan: Plan): Promise<string>
}

/** The rooms around the go command, on a temporary home with a real Go on PATH (unless `env.PATH` says otherwise). */
export async function goRooms(options: { env?: Record<string, string>; http?: Http } = {}): Promise<GoRooms> {
  const env = { PATH: `${goBin}:/usr/bin:/bin`, ...options.env }
  return roomsOf(await testWorld({ ...options, env }))
}

/** As {@link goRooms} on a world that exists. */
export function roomsOf(world: TestWorld): GoRooms {
  const binDir = join(world.dirs.data, 'current', 'bin')
  const go = createGoCommand(world, { currentBin: binDir })
  const shell = createShell(world, {
    binDir,
    gopathBin: () => goenv.gopathBin(),
    account: { username: 'tester', loginShell: '/bin/bash', uid: process.geteuid?.() ?? -1 },
    etc: join(world.home, 'etc'),
  })
  const goenv = createGoenv(world, { go, shell })
  const journal = new Journal(world, shell.kinds)
  const write = async (path: string, content: string | Uint8Array): Promise<string> => {
    const full = join(world.home, path)
    await mkdir(dirname(full), { recursive: true })
    await writeFile(full, content)
    return full
  }
  return {
    world,
    go,
    shell,
    goenv,
    journal,
    file: join(world.home, '.config/go/env'),
    write,
    apply: async (plan) => (await drain(journal.apply(journal.hold(plan).id))).returned.entryId,
  }
}
