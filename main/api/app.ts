import type { AppInfo, Changed, ExternalLink } from '../../preload/contract/app'
import { Failure, type World } from '../kit'
import { type WatchedPaths, watchTopics } from './watch'

export interface App {
  info(): AppInfo
  /** Yields a topic whenever its files change, by whomever. Ends with the signal. */
  changes(signal?: AbortSignal): AsyncGenerator<Changed, void>
  /** Opens one of the known pages in the system's browser, or returns the address for the asking page to open. */
  openLink(link: ExternalLink, version: string | null): Promise<{ url: string | null }>
}

export interface AppOptions {
  readonly world: World
  readonly version: string
  readonly systemLanguage: string
  readonly openExternal: ((url: string) => Promise<void>) | null
  readonly watched: () => Promise<WatchedPaths>
}

const links: Readonly<Record<Exclude<ExternalLink, 'go-release-notes'>, string>> = {
  'go-modules-reference': 'https://go.dev/ref/mod',
  'go-sumdb': 'https://go.dev/design/25530-sumdb',
  'goproxy-cn': 'https://goproxy.cn',
  project: 'https://github.com/goready/goready',
}

export function createApp({ world, version, systemLanguage, openExternal, watched }: AppOptions): App {
  const { data, config, cache, logs } = world.dirs
  return {
    info: () => ({
      version,
      host: world.host,
      platform: { ...world.platform },
      home: world.home,
      dirs: { data, config, cache, logs },
      systemLanguage,
    }),
    async *changes(signal) {
      yield* watchTopics(await watched(), signal)
    },
    async openLink(link, forVersion) {
      const url = link === 'go-release-notes' ? notesUrl(forVersion) : links[link]
      if (openExternal === null) return { url }
      await openExternal(url)
      return { url: null }
    },
  }
}

/** The release notes of a version's language line, or the history of all. Only digits of the version reach the address. */
function notesUrl(version: string | null): string {
  if (version === null) return 'https://go.dev/doc/devel/release'
  const line = /^go(1\.\d{1,3})(?:[.a-z]|$)/.exec(version)?.[1]
  if (line === undefined) throw new Failure('RELEASE_UNKNOWN', `no release ${version}`, { version })
  return `https://go.dev/doc/go${line}`
}
