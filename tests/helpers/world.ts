import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Conf from 'conf'
import { onTestFinished } from 'vitest'
import {
  createHttp,
  dirsFor,
  type Http,
  logTo,
  openSettings,
  platformOf,
  systemClock,
  type World,
} from '../../main/kit'

export interface TestWorld extends World {
  /** Every line that was logged. */
  readonly logged: string[]
}

/** A world around a fresh temporary home, removed when the test is finished. `env` replaces the whole environment. */
export async function testWorld(options: { env?: Record<string, string>; http?: Http } = {}): Promise<TestWorld> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'goready-home-')))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const world = await worldAt(home, options)
  if (!options.http) onTestFinished(() => world.http.close())
  return world
}

/** As {@link testWorld} around a home that the caller owns. */
export async function worldAt(
  home: string,
  options: { env?: Record<string, string>; http?: Http } = {},
): Promise<TestWorld> {
  const logged: string[] = []
  const log = logTo({ write: (line) => logged.push(line) })
  const env = { HOME: home, PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', ...options.env }
  const platform = platformOf(process.platform, process.arch)
  const dirs = dirsFor(env, home, platform)
  return {
    host: 'cli',
    env,
    home,
    platform,
    dirs,
    clock: systemClock,
    http: options.http ?? createHttp({ env, log }),
    settings: await openSettings({
      dir: dirs.config,
      clock: systemClock,
      log,
      openFile: (dir) => new Conf({ cwd: dir, configFileMode: 0o600 }),
    }),
    log,
    logged,
    extractWorker: pathToFileURL(join(import.meta.dirname, '../../out/workers/extract.js')),
  }
}
