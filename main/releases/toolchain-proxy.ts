import { toolchainModule, toolchainPath } from '../golang'
import { Failure, type World } from '../kit'
import { createProxyClient } from '../protocol'
import { isAbsent } from './most-telling'
import type { ModuleSource } from './sources'

/** A module proxy, seen as a source of Go releases for this platform. Versions are Go's: go1.27.4. */
export interface ToolchainProxy {
  /** The versions of golang.org/toolchain that the proxy has met, for all platforms. */
  list(signal: AbortSignal | undefined): Promise<readonly string[]>
  /** When the release came, null when the proxy has no such release for this platform. */
  info(version: string, signal: AbortSignal | undefined): Promise<{ date: string | null } | null>
  zipUrl(version: string): string
}

export function createToolchainProxy(
  { http, platform }: Pick<World, 'http' | 'platform'>,
  source: ModuleSource,
): ToolchainProxy {
  const client = createProxyClient({ http, baseUrl: source.base })
  return {
    list: (signal) => client.list(toolchainPath, signal),
    async info(version, signal) {
      try {
        const info = await client.info(toolchainPath, toolchainModule(version, platform).version, signal)
        return info && { date: info.time }
      } catch (error) {
        // some proxies say 403 for what they do not have
        if (error instanceof Failure && error.code === 'HTTP_STATUS' && isAbsent(Number(error.details.status)))
          return null
        throw error
      }
    },
    zipUrl: (version) => client.zipUrl(toolchainPath, toolchainModule(version, platform).version),
  }
}
