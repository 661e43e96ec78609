import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { goUser } from '../../helpers/go-download'
import { type LogServer, startLogServer } from '../../helpers/log-server'

const hello = {
  path: 'example.com/Hello',
  version: 'v1.0.0',
  files: { 'go.mod': 'module example.com/Hello\n', 'hello.go': 'package hello\n' },
}

/** What the go command says to downloading the module: null when it is content, else its words. */
async function goDownload({ proxyUrl, sumdb }: LogServer, gosumdb = sumdb.gosumdb): Promise<string | null> {
  return (await goUser()).download(hello.path, hello.version, { goproxy: proxyUrl, gosumdb })
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
