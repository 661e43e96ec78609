import { escapePath, escapeVersion, isCanonicalVersion, isSemver, modulePathFault, versionFault } from '../golang'
import { expectOk, Failure, type Http, type HttpAnswer, unexpectedBody } from '../kit'

/** A version as a proxy tells of it. */
export interface ModuleInfo {
  readonly version: string
  /** ISO 8601; null where the proxy does not tell. */
  readonly time: string | null
}

/**
 * Asks one module proxy (https://go.dev/ref/mod#goproxy-protocol). Besides what {@link Http} throws: HTTP_STATUS,
 * RESPONSE_INVALID for an answer of another kind (a network's login page, another version), MODULE_PATH_INVALID and
 * INVALID_INPUT for what no proxy can be asked.
 */
export interface ProxyClient {
  /** Without a slash at its end. */
  readonly baseUrl: string
  /** What the proxy knows of a version or of another query (a branch, a commit); null when it answers 404 or 410. */
  info(module: string, query: string, signal?: AbortSignal): Promise<ModuleInfo | null>
  /** The latest version; null when there is none (404, 410): golang.org/toolchain has none on any proxy. */
  latest(module: string, signal?: AbortSignal): Promise<ModuleInfo | null>
  /** The versions that the proxy has met, in its order: no catalogue. Empty when it does not know the module (404, 410). */
  list(module: string, signal?: AbortSignal): Promise<string[]>
  /** The go.mod file. */
  mod(module: string, version: string, signal?: AbortSignal): Promise<Buffer>
  /** The address of the zip. */
  zipUrl(module: string, version: string): string
}

export interface ProxyClientOptions {
  readonly http: Http
  /** http or https; a slash at its end does not matter. */
  readonly baseUrl: string
}

const smallest = 64 * 1024
/** cmd/go's limit for go.mod files; a list may be as long. */
const largest = 16 * 1024 * 1024

export function createProxyClient({ http, baseUrl }: ProxyClientOptions): ProxyClient {
  const base = baseUrl.replace(/\/+$/, '')
  const get = (url: string, maxBytes: number, signal: AbortSignal | undefined): Promise<HttpAnswer> =>
    // old proxies end their bodies by closing; what is read here is checked, and nothing of it is trusted
    http.get(url, { maxBytes, endsByClose: true, ...(signal ? { signal } : {}) })
  const versionUrl = (module: string, version: string, suffix: string): string =>
    `${base}/${modulePart(module)}/@v/${versionPart(version)}.${suffix}`

  const askInfo = async (url: string, what: string, signal: AbortSignal | undefined): Promise<ModuleInfo | null> => {
    const answer = await get(url, smallest, signal)
    if (isAbsent(answer)) return null
    expectOk(answer, what)
    const info = parseInfo(answer.body)
    if (!info) throw unexpectedBody(answer, what, answer.body)
    return info
  }

  return {
    baseUrl: base,
    async info(module, query, signal) {
      const what = `${module}@${query} (.info)`
      const info = await askInfo(versionUrl(module, query, 'info'), what, signal)
      if (info && info.version !== query && isCanonicalVersion(query)) throw otherVersion(base, what, info.version)
      return info
    },
    latest: (module, signal) => askInfo(`${base}/${modulePart(module)}/@latest`, `${module}@latest`, signal),
    async list(module, signal) {
      const what = `${module} (list)`
      const answer = await get(`${base}/${modulePart(module)}/@v/list`, largest, signal)
      if (isAbsent(answer)) return []
      expectOk(answer, what)
      const versions = parseList(answer.body)
      if (!versions) throw unexpectedBody(answer, what, answer.body)
      return versions
    },
    async mod(module, version, signal) {
      const what = `${module}@${version} (.mod)`
      const answer = await get(versionUrl(module, version, 'mod'), largest, signal)
      expectOk(answer, what)
      if (!/^[ \t]*module[ \t(]/m.test(answer.body.toString())) throw unexpectedBody(answer, what, answer.body)
      return answer.body
    },
    zipUrl: (module, version) => versionUrl(module, version, 'zip'),
  }
}

function isAbsent({ status }: HttpAnswer): boolean {
  return status === 404 || status === 410
}

/** A module path as it stands in addresses. @throws MODULE_PATH_INVALID */
export function modulePart(module: string): string {
  const why = modulePathFault(module)
  if (why) throw new Failure('MODULE_PATH_INVALID', `${module}: ${why}`, { path: module, why })
  return escapePath(module)
}

/** A version as it stands in addresses. @throws INVALID_INPUT */
export function versionPart(version: string): string {
  const why = versionFault(version)
  if (why) throw new Failure('INVALID_INPUT', `no version: ${version}: ${why}`, { what: version, why })
  return encodeURIComponent(escapeVersion(version)).replaceAll('%2B', '+')
}

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/

function parseInfo(body: Buffer): ModuleInfo | null {
  const value = parseJson(body)
  if (typeof value !== 'object' || value === null) return null
  const { Version: version, Time: time } = value as { Version?: unknown; Time?: unknown }
  if (typeof version !== 'string' || !isSemver(version)) return null
  if (time === undefined || time === null) return { version, time: null }
  if (typeof time !== 'string' || !isoTime.test(time) || Number.isNaN(Date.parse(time))) return null
  return { version, time }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

// A line may say more after the version. Lines that are no version are skipped, as go does, unless there is nothing else.
function parseList(body: Buffer): string[] | null {
  const lines = body
    .toString()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const versions = lines.map((line) => line.split(/\s/, 1)[0] ?? '').filter(isSemver)
  return lines.length > 0 && versions.length === 0 ? null : versions
}

function otherVersion(base: string, what: string, got: string): Failure {
  const { host } = new URL(base)
  return new Failure('RESPONSE_INVALID', `${host} answered ${got} for ${what}`, { host, what, got })
}
