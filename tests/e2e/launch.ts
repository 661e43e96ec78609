import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { test as base, expect, type Page } from '@playwright/test'

const cli = join(import.meta.dirname, '../../out/cli/goready.js')

export interface Launched {
  /** The page, opened by its launch link. */
  readonly page: Page
  readonly home: string
  readonly url: string
  /** The environment that GoReady was started with. */
  readonly env: Readonly<Record<string, string>>
  /** Everything the process has printed. */
  output(): string
  /** A further launch link, from a second start. */
  newLink(): Promise<string>
  /** Ends the process as a person does, and waits for it. */
  stop(): Promise<void>
}

export interface LaunchOptions {
  /** Beside HOME, PATH and LANG. There is no display, so the link is printed. */
  readonly env?: Readonly<Record<string, string>>
  /** Set up the home before GoReady sees it. */
  readonly prepare?: (home: string) => Promise<void>
  readonly home?: string
  /** False starts the host without opening its link in `page`. */
  readonly openPage?: boolean
}

interface Fixtures {
  /** Starts the built GoReady on a temporary home and opens it; both end with the test. */
  readonly launch: (options?: LaunchOptions) => Promise<Launched>
}

export const test = base.extend<Fixtures>({
  launch: async ({ page }, use) => {
    const cleanups: (() => Promise<void>)[] = []
    await use(async (options = {}) => {
      const launched = await launch(page, options, cleanups)
      if (options.openPage ?? true) await page.goto(await launched.newLink())
      return launched
    })
    for (const cleanup of cleanups.reverse()) await cleanup()
  },
})
export { expect }

/** A home that is removed by the caller: its real path, as programs report it. */
export async function temporaryHome(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'goready-e2e-')))
}

/** PATH without any Go: what the shells and our own start need, nothing else. */
export const plainPath = '/usr/bin:/bin'

async function launch(page: Page, options: LaunchOptions, cleanups: (() => Promise<void>)[]): Promise<Launched> {
  const home = options.home ?? (await temporaryHome())
  if (options.home === undefined) cleanups.push(() => rm(home, { recursive: true, force: true }))
  await options.prepare?.(home)
  const env = { HOME: home, PATH: plainPath, LANG: 'en_US.UTF-8', ...options.env }
  const host = startServe(env)
  cleanups.push(host.stop)
  const link = await host.link
  let unused: string | null = link
  return {
    page,
    home,
    env,
    url: link.slice(0, link.indexOf('#')),
    output: host.output,
    stop: host.stop,
    async newLink() {
      const next = unused ?? (await startServe(env).link)
      unused = null
      return next
    },
  }
}

interface Host {
  readonly link: Promise<string>
  output(): string
  stop(): Promise<void>
}

function startServe(env: Record<string, string>): Host {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, [cli, 'serve'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const link = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8')
      const found = /http:\/\/127\.0\.0\.1:\d+\/#c=[\w-]+/.exec(output)?.[0]
      if (found) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void ended.then(() => reject(new Error(`goready serve ended without a link:\n${output}`)))
  })
  return {
    link,
    output: () => output,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      await ended
    },
  }
}
