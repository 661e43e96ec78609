import { join } from 'node:path'
import { type Change, Journal, type Plan } from '../../main/journal'
import { createShell, type Shell, type ShellOptions } from '../../main/shell'
import type { ShellName } from '../../preload/contract/shell'
import { drain } from './drain'
import { accountWith, temporaryFolder, writeFiles } from './shells'
import { treeOf } from './tree'
import { type TestWorld, testWorld } from './world'

/** A temporary home with rc files, a shell room on it, and a journal to apply its plans. */
export interface ShellScene {
  readonly world: TestWorld
  readonly shell: Shell
  readonly options: ShellOptions
  readonly binDir: string
  /** Every byte of the home but GoReady's own records (settings and journal); equal strings are equal homes. */
  tree(): Promise<string>
  /** Plans for these shells and applies it, check included. */
  apply(shells: readonly ShellName[]): Promise<readonly Change[]>
  applyChanges(changes: readonly Change[]): Promise<void>
  run(plan: Plan): Promise<void>
  undoAll(): Promise<void>
}

export interface SceneOptions {
  readonly login?: string
  readonly env?: Record<string, string>
  /** System-wide files, instead of those in /etc. */
  readonly etc?: Record<string, string>
  readonly timeLimit?: number
}

/** Opens a scene on a home that holds `files`. */
export async function openShell(
  files: Readonly<Record<string, string | Uint8Array>>,
  { login = '/bin/bash', env = {}, etc: systemFiles = {}, timeLimit = 10_000 }: SceneOptions = {},
): Promise<ShellScene> {
  const world = await testWorld({ env })
  await writeFiles(world.home, files)
  const etc = await temporaryFolder()
  await writeFiles(etc, systemFiles)
  const binDir = join(world.dirs.data, 'current', 'bin')
  const options: ShellOptions = {
    binDir,
    gopathBin: async () => '/gopath/bin',
    account: accountWith(login),
    etc,
    timeLimit,
  }
  const shell = createShell(world, options)
  const run = async (plan: Plan): Promise<void> => {
    const journal = new Journal(world, shell.kinds)
    await drain(journal.apply(journal.hold(plan).id))
  }
  return {
    world,
    shell,
    options,
    binDir,
    async tree() {
      const lines = (await treeOf(world.home, ['.local/state', '.config/goready'])).split('\n')
      return lines.filter((line) => !/^\.(?:local|config)\/ /.test(line)).join('\n')
    },
    async apply(shells) {
      const plan = await shell.planPath(shells)
      await run(plan)
      return plan.changes
    },
    applyChanges: (changes) => run({ title: { key: 'shell.title.path', params: {} }, changes, notes: [] }),
    run,
    async undoAll() {
      const journal = new Journal(world, shell.kinds)
      const { plan } = await journal.planUndo({ all: true })
      await drain(journal.apply(plan.id))
    },
  }
}
