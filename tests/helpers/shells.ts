import { accessSync, constants } from 'node:fs'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Account } from '../../main/shell'

/** Where a shell is installed, null when it is not; a test that needs it is then skipped, which is printed. */
export function installed(name: string): string | null {
  for (const dir of ['/bin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']) {
    try {
      accessSync(join(dir, name), constants.X_OK)
      return join(dir, name)
    } catch {
      // not in this folder
    }
  }
  console.log(`skipped: ${name} is not installed`)
  return null
}

/** A folder of its own, removed when the test is finished. */
export async function temporaryFolder(name = 'goready-test-'): Promise<string> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), name)))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** Writes files below `dir`, with the folders that they need. */
export async function writeFiles(dir: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true })
    await writeFile(join(dir, name), content)
  }
}

/** A stand-in for the `go` command at `dir/go`, executable. */
export async function placeGo(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true })
  const path = join(dir, 'go')
  await writeFile(path, '#!/bin/sh\nexit 0\n', { mode: 0o755 })
  return path
}

/** The user running the tests, with the login shell that a test wants. */
export function accountWith(loginShell: string | null): Account {
  return { username: 'tester', loginShell, uid: process.geteuid?.() ?? -1 }
}
