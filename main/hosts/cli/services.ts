import { fileURLToPath } from 'node:url'
import type { Services } from '../../api'
import type { Environment } from '../../kit'

export interface OpeningOptions {
  /** `web` for the page that `goready serve` shows. */
  readonly host?: 'cli' | 'web'
  readonly version: string
  readonly env: Environment
  readonly home: string
}

/** The core, built at first use and closed at the end. */
export function openServices(options: OpeningOptions): { get: () => Promise<Services>; close: () => Promise<void> } {
  let services: Promise<Services> | undefined
  return {
    get: () => {
      services ??= buildServices(options)
      return services
    },
    close: async () => {
      // that it could not be built was told to whoever asked for it
      const built = await services?.catch(() => null)
      await built?.close()
    },
  }
}

export async function buildServices({ host = 'cli', version, env, home }: OpeningOptions): Promise<Services> {
  const [{ createServices }, { default: Conf }] = await Promise.all([import('../../api'), import('conf')])
  return createServices({
    host,
    version,
    env,
    home,
    node: { platform: process.platform, arch: process.arch },
    systemLanguage: env.LC_ALL || env.LC_MESSAGES || env.LANG || 'en',
    openSettingsFile: (dir) => new Conf({ cwd: dir, configFileMode: 0o600 }),
    extractWorker: new URL('../workers/extract.js', import.meta.url),
    openExternal: null,
  })
}

/** The build's folder: this file's bundle is in out/cli. */
export const outDir = (): string => fileURLToPath(new URL('..', import.meta.url))
