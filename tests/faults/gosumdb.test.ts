import { spawn } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { built } from '../helpers/built'
import { forgeRecord } from '../helpers/forgery'
import { type LogServer, startLogServer } from '../helpers/log-server'
import { temporaryDir } from '../helpers/temporary-dir'
import { TestLog } from '../helpers/test-log'
import { toolchainTestModule } from '../helpers/toolchain'

// GOSUMDB="name+hash+key url" means to the whole program what it means to go: from the value in the environment, or in go's
// own file, to a Go that this very database vouches for.
//
// Red when, for one, `createServices` gives the checksum database's client '' instead of the value in force.

const version = 'go1.27.4'
let cli: string
let server: LogServer
beforeAll(async () => {
  cli = join(await built(), 'cli/goready.js')
  server = await startLogServer({ modules: [toolchainTestModule(version)] })
}, 300_000)
afterAll(() => server.close())

interface Ended {
  readonly code: number
  // biome-ignore lint/suspicious/noExplicitAny: the document's shape is what is looked at
  readonly document: any
}

async function goready(home: string, args: readonly string[], env: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, [cli, ...args, '--json'], {
    env: { HOME: home, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let stdout = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  const code = await new Promise<number>((resolve) => child.once('close', (exit) => resolve(exit ?? 128)))
  return { code, document: JSON.parse(stdout) }
}

async function newHome(): Promise<string> {
  const home = await temporaryDir()
  await mkdir(join(home, '.config/goready'), { recursive: true })
  // nothing but the proxy that GOPROXY names
  await writeFile(join(home, '.config/goready/config.json'), '{"onlyOwnProxies":true}')
  return home
}

const install = ['install', version, '--yes']
const proofs = async (home: string): Promise<unknown> =>
  (await goready(home, ['list'], {})).document.installed.map((one: { proof: string }) => one.proof)

test.each([
  ['in the environment, with its address', () => server.sumdb.gosumdb, 'database'],
  ['in the environment, by the proxy', () => server.sumdb.verifierKey, 'proxy'],
] as const)('%s', async (_title, gosumdb, via) => {
  const home = await newHome()
  server.requests.length = 0
  const done = await goready(home, install, { GOPROXY: server.proxyUrl, GOSUMDB: gosumdb() })
  expect(done).toMatchObject({ code: 0, document: { ok: true, applied: true } })
  expect(await proofs(home)).toEqual(['log-verified'])
  expect(new Set(server.requests.filter(({ kind }) => kind === 'lookup').map((request) => request.via))).toEqual(
    new Set([via]),
  )
})

test("in go's own file", async () => {
  const home = await newHome()
  await mkdir(join(home, '.config/go'), { recursive: true })
  const lines = `GOPROXY=${server.proxyUrl}\nGOSUMDB=${server.sumdb.gosumdb}\n`
  await writeFile(join(home, '.config/go/env'), lines)
  expect(await goready(home, install, {})).toMatchObject({ code: 0, document: { ok: true, applied: true } })
  expect(await proofs(home)).toEqual(['log-verified'])
})

test.each([
  ['with the key of somebody else', () => new TestLog(server.log.name, 'else').verifierKey, 'SUMDB_SIGNATURE'],
  ['with a damaged key', () => server.log.verifierKey.replace(/\+.{8}\+/, '+00000000+'), 'INVALID_INPUT'],
] as const)('%s nothing is installed', async (_title, key, code) => {
  const home = await newHome()
  const gosumdb = `${key()} ${server.sumdb.url}`
  const refused = await goready(home, install, { GOPROXY: server.proxyUrl, GOSUMDB: gosumdb })
  expect(refused.document).toMatchObject({ ok: false, failure: { code } })
  expect(await readdir(join(home, 'sdk')).catch(() => [])).toEqual([])
})

test('when that database forges, nothing is installed', async () => {
  const home = await newHome()
  const id = server.log.find('golang.org/toolchain', toolchainTestModule(version).version) ?? 0
  const forged = server.log.text(id).replaceAll(/h1:.{20}/g, `h1:${'A'.repeat(20)}`)
  const remove = server.tamper(forgeRecord(server.log, server.log.size, id, forged, 2))
  const refused = await goready(home, install, { GOPROXY: server.proxyUrl, GOSUMDB: server.sumdb.gosumdb })
  remove()
  expect(refused.document).toMatchObject({ ok: false, failure: { code: 'SUMDB_PROOF' } })
  expect(await readdir(join(home, 'sdk')).catch(() => [])).toEqual([])
})
