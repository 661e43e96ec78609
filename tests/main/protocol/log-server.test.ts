import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type LogServer, startLogServer } from '../../helpers/log-server'

const run = promisify(execFile)

const hello = {
  path: 'example.com/Hello',
  version: 'v1.0.0',
  files: { 'go.mod': 'module example.com/Hello\n', 'hello.go': 'package hello\n' },
}

/** What the go command says to downloading the module: null when it is content, else its words. */
async function goDownload(server: LogServer, gosumdb = server.sumdb.gosumdb): Promise<string | null> {
  const home = await mkdtemp(join(tmpdir(), 'goready-go-'))
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 10 }))
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    GOPATH: join(home, 'go'),
    GOMODCACHE: join(home, 'cache'),
    GOCACHE: join(home, 'build'),
    GOENV: 'off',
    GOTOOLCHAIN: 'local',
    GOFLAGS: '-mod=mod -modcacherw',
    GOPROXY: server.proxyUrl,
    GOSUMDB: gosumdb,
    GONOSUMDB: '',
    GOPRIVATE: '',
    TEST_TELEMETRY_DIR: join(home, 'telemetry'),
  }
  const dir = join(home, 'work')
  await mkdir(dir)
  await mkdir(env.TEST_TELEMETRY_DIR)
  await writeFile(join(dir, 'go.mod'), 'module example.com/work\n\ngo 1.21\n\nrequire example.com/Hello v1.0.0\n')
  const failed = await run('go', ['mod', 'download', 'example.com/Hello'], { cwd: dir, env }).then(
    () => null,
    (error: { stderr: string }) => error.stderr,
  )
  if (failed === null) expect(await readFile(join(dir, 'go.sum'), 'utf8')).toContain('example.com/Hello v1.0.0 h1:')
  return failed
}

describe('the log server, judged by the go command', () => {
  let server: LogServer
  beforeAll(async () => {
    server = await startLogServer({ records: 70_000, modules: [hello] })
  })
  afterAll(() => server.close())

  it('is accepted directly and through the proxy', async () => {
    expect(await goDownload(server)).toBeNull()
    expect(server.requests.some(({ via, kind }) => via === 'database' && kind === 'tile')).toBe(true)
    server.requests.length = 0
    expect(await goDownload(server, server.sumdb.verifierKey)).toBeNull()
    expect(server.requests[0]).toMatchObject({ via: 'proxy', kind: expect.stringMatching(/info|mod|zip|supported/) })
    expect(server.requests.every(({ via }) => via === 'proxy')).toBe(true)
  })

  it('is refused with a forged signature', async () => {
    onTestFinished(
      server.tamper((answer, { kind }) => {
        if (kind !== 'lookup') return answer
        const [, head, signature = ''] = /^(.* )(\S+)\n$/s.exec(answer.body.toString()) ?? []
        const bytes = Buffer.from(signature, 'base64')
        bytes.writeUInt8(bytes.readUInt8(10) ^ 1, 10)
        return { ...answer, body: Buffer.from(`${head}${bytes.toString('base64')}\n`) }
      }),
    )
    expect(await goDownload(server)).toContain('invalid signature')
  })
})
