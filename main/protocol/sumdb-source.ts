import { hashSize, type Tile, tilePath, tileWidth } from '../golang'
import { type Clock, expectOk, Failure, type Http, type HttpAnswer, unexpectedBody } from '../kit'
import { modulePart, versionPart } from './proxy-client'
import type { SumdbBase } from './sumdb-bases'

/** One address of a checksum database. Nothing that it says is believed before it is proven. */
export interface SumdbSource {
  readonly url: string
  /** False when a proxy says that it does not serve the database. */
  isServed(): Promise<boolean>
  /** @throws SUMDB_MISSING when it answers 404 or 410 */
  lookup(module: string, version: string): Promise<HttpAnswer>
  /** Exactly the tile's bytes. */
  tile(tile: Tile): Promise<Buffer>
}

const waitBeforeRetry = 300
const limits = { headersTimeout: 20_000, idleTimeout: 20_000 }

/** Asks `base`; a passing fault is tried once more after 300 ms. */
export function createSource(
  { http, clock }: { http: Http; clock: Clock },
  base: SumdbBase,
  signal: AbortSignal | undefined,
): SumdbSource {
  const get = async (path: string, maxBytes: number): Promise<HttpAnswer> => {
    const ask = (): Promise<HttpAnswer> =>
      http.get(`${base.url}/${path}`, { ...limits, maxBytes, endsByClose: true, ...(signal ? { signal } : {}) })
    try {
      const answer = await ask()
      if (answer.status !== 429 && answer.status < 500) return answer
    } catch (error) {
      if (!isPassing(error)) throw error
    }
    await clock.sleep(waitBeforeRetry, signal)
    return ask()
  }

  const fullTile = async (tile: Tile, path: string): Promise<Buffer> => {
    const answer = await get(path, tileWidth * hashSize)
    expectOk(answer, path)
    // the tile has been completed since, and only the complete one is kept
    const isOfSize = answer.body.length === tileWidth * hashSize
    if (!isOfSize) throw unexpectedBody(answer, path, answer.body)
    return answer.body.subarray(0, tile.width * hashSize)
  }

  return {
    url: base.url,
    async isServed() {
      if (!base.probeSupported) return true
      const answer = await get('supported', 64 * 1024)
      if (isAbsent(answer)) return false
      expectOk(answer, 'supported')
      return true
    },
    async lookup(module, version) {
      const path = `lookup/${modulePart(module)}@${versionPart(version)}`
      const answer = await get(path, 256 * 1024)
      if (isAbsent(answer)) throw missing(module, version, `${base.url} answered ${answer.status}`)
      expectOk(answer, path)
      return answer
    },
    async tile(tile) {
      const path = tilePath(tile)
      const whole = { ...tile, width: tileWidth }
      if (tile.width === tileWidth) return fullTile(tile, path)
      const answer = await get(path, tileWidth * hashSize)
      if (isAbsent(answer)) return fullTile(tile, tilePath(whole))
      expectOk(answer, path)
      if (answer.body.length !== tile.width * hashSize) throw unexpectedBody(answer, path, answer.body)
      return answer.body
    },
  }
}

/** SUMDB_MISSING for a module at a version. */
export function missing(module: string, version: string, why: string): Failure {
  const what = `${module}@${version}`
  return new Failure('SUMDB_MISSING', `${what} is not in the checksum database: ${why}`, { what })
}

function isAbsent({ status }: HttpAnswer): boolean {
  return status === 404 || status === 410
}

function isPassing(error: unknown): boolean {
  return error instanceof Failure && (error.code === 'NETWORK_UNREACHABLE' || error.code === 'DOWNLOAD_TRUNCATED')
}
