import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import open from 'open'
import { type Environment, exists, type Logger, type Platform, run } from '../../kit'
import { codeLifetime } from './access'
import { findChromium, hasDisplay, snapOf } from './find-browser'

export interface Surroundings {
  readonly env: Environment
  readonly home: string
  readonly platform: Platform
  /** The user's private folder for files that end with the session. */
  readonly runtimeDir: string
  readonly log: Logger
  /** As root, Chromium starts only without its sandbox: it is not used then. */
  readonly isRoot: boolean
}

/** Where the page was opened; `none` when there is no display or nothing that could open it. */
export type Opened = 'app-window' | 'browser' | 'none'

const isOpenFile = /^\.goready-open-[0-9a-f]{12}\.html$/

/** Milliseconds in which a browser that can't start is seen to end. */
const startPatience = 2_000

/**
 * Opens a launch link: a window of its own with a browser of the Chromium family, else the default browser. The link
 * reaches the browser in a file that only the user can read: every user of the machine sees a command's arguments.
 */
export async function openPage(link: string, where: Surroundings): Promise<Opened> {
  const { env, platform, log } = where
  if (!hasDisplay(env, platform)) return 'none'
  const chromium = await findChromium(env, platform)
  if (chromium !== null && !where.isRoot) {
    const file = await writeOpenFile(link, snapOf(chromium), where)
    if (await starts(chromium, [`--app=${pathToFileURL(file).href}`], env)) return 'app-window'
    log.warn({ chromium }, 'the browser did not start')
  }
  const file = await writeOpenFile(link, snapOf(await defaultBrowser(where)), where)
  return (await opensWithDefault(file, where)) ? 'browser' : 'none'
}

/** A page that leads on to the link, mode 0600, removed when the link has lost its worth. */
async function writeOpenFile(link: string, snap: string | null, { home, runtimeDir }: Surroundings): Promise<string> {
  const dir = await readableDir(snap, home, runtimeDir)
  const path = join(dir, `.goready-open-${randomBytes(6).toString('hex')}.html`)
  await removeOld(dir)
  const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${link}"><title>GoReady</title>
`
  await writeFile(path, page, { mode: 0o600, flag: 'wx' })
  // when we end before that, the next start removes it: the browser may not have read it yet
  setTimeout(() => void rm(path, { force: true }), codeLifetime).unref()
  return path
}

async function removeOld(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    if (!isOpenFile.test(name)) continue
    const path = join(dir, name)
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs > codeLifetime) await rm(path, { force: true })
  }
}

// a browser in a snap sees neither hidden folders nor the runtime folder, but its own
async function readableDir(snap: string | null, home: string, runtimeDir: string): Promise<string> {
  const own = snap === null ? null : join(home, 'snap', snap, 'common')
  if (own !== null && (await exists(own))) return own
  await mkdir(runtimeDir, { recursive: true, mode: 0o700 })
  return runtimeDir
}

async function defaultBrowser({ env, platform }: Surroundings): Promise<string> {
  if (platform.os !== 'linux') return ''
  const result = await run('xdg-settings', ['get', 'default-web-browser'], { env, timeout: 3_000 })
  return result.kind === 'exited' ? result.stdout.trim() : ''
}

/** Starts a program that outlives us; false when it ends at once with an error. */
async function starts(command: string, args: readonly string[], env: Environment): Promise<boolean> {
  const child = execa(command, args, {
    env,
    extendEnv: false,
    detached: true,
    cleanup: false,
    stdio: 'ignore',
    reject: false,
  })
  child.unref()
  let timer: NodeJS.Timeout | undefined
  const outlived = new Promise<true>((resolve) => {
    timer = setTimeout(resolve, startPatience, true)
  })
  try {
    return await Promise.race([child.then((result) => result.exitCode === 0), outlived])
  } finally {
    clearTimeout(timer)
  }
}

async function opensWithDefault(file: string, { env, platform, log }: Surroundings): Promise<boolean> {
  const usesXdg = platform.os !== 'windows' && platform.os !== 'darwin' && !env.WSL_DISTRO_NAME
  if (usesXdg) return starts('xdg-open', [file], env)
  try {
    await open(file)
    return true
  } catch (error) {
    log.warn({ err: error }, 'no browser could be opened')
    return false
  }
}
