import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { compareGoVersions, isStableVersion, parseToolchainVersion, toolchainModule } from '../../../main/golang'
import { createHttp, logTo } from '../../../main/kit'
import { createProxyClient, sumdbBasesFor } from '../../../main/protocol'
import { rejection } from '../../helpers/failure-of'
import { sumdbRig } from '../../helpers/sumdb-rig'

const fixtures = join(import.meta.dirname, '../../fixtures/sumdb/real')
const linux = { os: 'linux', arch: 'amd64' }

/** Serves the saved answers, and counts what was asked for. */
async function serveFixtures(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1)
    asked.push(path)
    const body = await readFile(join(fixtures, path)).catch(() => null)
    response.writeHead(body ? 200 : 404).end(body ?? 'not found')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

describe('the real database, from saved answers', () => {
  it('proves the hash of the Go 1.26.8 toolchain for linux/amd64', async () => {
    const { url, asked } = await serveFixtures()
    const { sumdb } = await sumdbRig(sumdbBasesFor('off', `sum.golang.org ${url}`))
    const { path, version } = toolchainModule('go1.26.8', linux)
    expect(await sumdb.lookup(path, version)).toEqual({
      h1: 'h1:ZOmGe1OnfREDMIdb1Qi4G9JSuDPBLGExZMQ4nis1RXM=',
      goModH1: 'h1:8wlg68NqwW7eMnI1aABk/C2pDYXj8mrMY4TyRfiLeS0=',
      id: 61_743_986,
      tree: { size: 66_332_798, hash: 'czPocWFmMwQrSENohgEPvFiqA+2i/3lRZhHbxtma2UQ=' },
      database: 'sum.golang.org',
      base: url,
    })
    expect(asked).toHaveLength(7)
  })

  it('does not prove what it has no tiles for', async () => {
    const { url } = await serveFixtures()
    const { sumdb } = await sumdbRig(sumdbBasesFor('off', `sum.golang.org ${url}`))
    expect((await rejection(sumdb.lookup('rsc.io/quote', 'v1.5.2'))).code).toBe('SUMDB_UNAVAILABLE')
  })
})

describe('the real database, online', () => {
  it('proves the newest toolchain', async ({ skip }) => {
    const http = createHttp({ env: process.env, log: logTo({ write: () => undefined }) })
    onTestFinished(() => http.close())
    const proxy = createProxyClient({ http, baseUrl: 'https://proxy.golang.org' })
    const versions = await proxy.list('golang.org/toolchain', AbortSignal.timeout(20_000)).catch(() => null)
    if (!versions) {
      console.warn('skipped: proxy.golang.org does not answer')
      return skip()
    }
    const newest = versions
      .flatMap((listed) => parseToolchainVersion(listed) ?? [])
      .filter(
        ({ version, platform }) => isStableVersion(version) && platform.os === 'linux' && platform.arch === 'amd64',
      )
      .map(({ version }) => version)
      .sort(compareGoVersions)
      .at(-1)
    if (!newest) throw new Error('no toolchain is listed')
    const { path, version } = toolchainModule(newest, linux)
    expect(await proxy.info(path, version)).toMatchObject({ version })
    const { sumdb } = await sumdbRig(sumdbBasesFor('https://proxy.golang.org,direct', ''))
    const started = performance.now()
    const first = await sumdb.lookup(path, version)
    const middle = performance.now()
    const again = await sumdb.lookup(path, version)
    console.info(
      `${newest}: record ${first.id} of ${first.tree.size} proven in ${Math.round(middle - started)} ms,`,
      `again in ${Math.round(performance.now() - middle)} ms`,
    )
    expect(again).toEqual(first)
    expect(first.goModH1).toBe('h1:8wlg68NqwW7eMnI1aABk/C2pDYXj8mrMY4TyRfiLeS0=')
    // goes on from the head of another, older lookup
    expect((await sumdb.lookup('rsc.io/quote', 'v1.5.2')).h1).toBe('h1:w5fcysjrx7yqtD/aO+QwRjYZOKnaM9Uh2b40tElTs3Y=')
    expect((await sumdb.lookup('github.com/BurntSushi/toml', 'v0.3.1')).id).toBe(229)
  })
})
