import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { ShellView } from '../../../preload/contract/shell'
import type { Clock } from '../../kit'
import { goVariables } from '../views'
import type { UserEnvironment } from './user-environment'

/** What a program started now from the Windows desktop would see. */
export async function windowsView(environment: UserEnvironment, clock: Clock): Promise<ShellView> {
  const started = clock.monotonic()
  const variables = await environment.fresh()
  const path = (pathOf(variables) ?? '').split(';').filter((dir) => dir !== '')
  return {
    shell: 'windows',
    mode: 'login',
    verdict: 'seen',
    go: await firstGo(path),
    path,
    env: goVariables(variables),
    took: Math.round(clock.monotonic() - started),
  }
}

function pathOf(variables: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(variables).find(([name]) => name.toLowerCase() === 'path')?.[1]
}

async function firstGo(path: readonly string[]): Promise<string | null> {
  for (const dir of path) {
    const binary = join(dir, 'go.exe')
    if (await isThere(binary)) return binary
  }
  return null
}

// a Path may hold anything: what can't be looked at holds no go
async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
