import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { ShellScene } from './shell-scene'
import { installed } from './shells'

/** The shells that suites of rc files start. */
export const triedShells = ['bash', 'zsh', 'sh', 'fish'] as const
export type Tried = (typeof triedShells)[number]

const binaries = new Map<Tried, string | null>(triedShells.map((name) => [name, installed(name)]))

export const binaryOf = (shell: Tried): string | null => binaries.get(shell) ?? null
export const has = (shell: Tried): boolean => binaryOf(shell) !== null

export type Files = Readonly<Record<string, string | Uint8Array>>

/** The file of each shell's user settings; fish's is read, never edited. */
export const rcOf: Record<Tried, string> = {
  bash: '.bashrc',
  zsh: '.zshrc',
  sh: '.profile',
  fish: '.config/fish/config.fish',
}

/** Systems whose stock files stand in tests/fixtures/rc, and one without any. */
export const systems = ['debian', 'ubuntu', 'fedora', 'arch', 'opensuse', 'alpine', 'macos', 'nothing at all'] as const
export type System = (typeof systems)[number]

/** The files of a fresh account. */
export async function skeleton(system: System): Promise<Files> {
  const dir = join(import.meta.dirname, '../fixtures/rc', system)
  const names = await readdir(dir).catch((): string[] => [])
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(dir, name))] as const)),
  )
}

/** Applies, and expects that fresh shells find our folder first and undo gives every byte back. */
export async function lands(scene: ShellScene, shell: Tried): Promise<void> {
  const before = await scene.tree()
  await scene.apply([shell])
  const views = await scene.shell.views(undefined, [shell])
  expect(views.length).toBeGreaterThan(0)
  for (const { verdict, path } of views) expect([verdict, path[0]]).toEqual(['seen', scene.binDir])
  await scene.undoAll()
  expect(await scene.tree()).toEqual(before)
}

/** Applies, and expects a refusal that leaves every byte. */
export async function isTakenBack(scene: ShellScene, shell: Tried, code = 'SHELL_NOT_VERIFIED'): Promise<void> {
  const before = await scene.tree()
  await expect(scene.apply([shell])).rejects.toMatchObject({ code })
  expect(await scene.tree()).toEqual(before)
}
