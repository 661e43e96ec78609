import { join } from 'node:path'
import { readIfExists, type World } from '../kit'
import type { Account } from './account'
import { parseAssignments } from './assignments'

/**
 * The environment that a new login session starts with, before any shell file is read: the account's own variables and
 * what the system sets for everybody. Nothing of GoReady's environment is in it but the language.
 */
export async function freshEnvironment(
  world: Pick<World, 'env' | 'home' | 'platform'>,
  account: Account,
  etc: string,
): Promise<Record<string, string>> {
  const system = world.platform.os === 'linux' ? await systemVariables(etc) : {}
  return {
    LANG: world.env.LANG ?? 'C.UTF-8',
    PATH: await systemPath(world.platform.os, account.uid === 0, etc),
    ...system,
    HOME: world.home,
    USER: account.username,
    LOGNAME: account.username,
    SHELL: account.loginShell ?? '/bin/sh',
    TERM: 'dumb',
  }
}

/** What pam_env takes from /etc/environment at every login. */
async function systemVariables(etc: string): Promise<Record<string, string>> {
  const content = (await readIfExists(join(etc, 'environment')))?.toString('utf8') ?? ''
  return Object.fromEntries(parseAssignments(content).map(({ name, value }) => [name, value]))
}

async function systemPath(os: string, isRoot: boolean, etc: string): Promise<string> {
  if (os === 'darwin') return '/usr/bin:/bin:/usr/sbin:/sbin'
  if (os !== 'linux') return '/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin'
  const definitions = (await readIfExists(join(etc, 'login.defs')))?.toString('utf8') ?? ''
  const key = isRoot ? 'ENV_SUPATH' : 'ENV_PATH'
  const [, path] = new RegExp(`^[ \\t]*${key}[ \\t]+(?:PATH=)?(\\S+)`, 'm').exec(definitions) ?? []
  return (
    path ?? (isRoot ? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' : '/usr/local/bin:/usr/bin:/bin')
  )
}
