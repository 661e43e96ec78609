import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { rejection } from '../../helpers/failure-of'
import { type LogServer, startLogServer } from '../../helpers/log-server'
import { direct, inOrder, outcome, sumdbRig } from '../../helpers/sumdb-rig'
import { TestLog } from '../../helpers/test-log'

const id = 1234
const module = `example.com/m${id}`
const version = 'v1.0.0'
const forgedHash = `h1:${Buffer.alloc(32, 9).toString('base64')}`
const forgedText = `${module} ${version} ${forgedHash}\n${module} ${version}/go.mod ${forgedHash}\n`

const log = new TestLog().fill(3000)
let server: LogServer
beforeAll(async () => {
  server = await startLogServer({ log })
})
afterAll(() => server.close())
const undo: (() => void)[] = []
afterEach(() => {
  for (const remove of undo.splice(0)) remove()
})

describe('a valid record that lacks a line', () => {
  it.each([
    ['example.com/nozip v1.0.0/go.mod', 'nozip'],
    ['example.com/nomod v1.0.0', 'nomod'],
  ])('%s only', async (line, name) => {
    const odd = new TestLog().fill(10)
    odd.append(`${line} ${forgedHash}\n`)
    const odds = await startLogServer({ log: odd })
    undo.push(() => void odds.close())
    odds.tamper((answer, { kind, path }) =>
      kind === 'lookup' && path.includes(name) ? { ...answer, status: 200, body: Buffer.from(odd.lookup(10)) } : answer,
    )
    const { sumdb } = await sumdbRig(direct(odds))
    expect(await rejection(sumdb.lookup(`example.com/${name}`, version))).toMatchObject({
      code: 'SUMDB_MISSING',
      details: { what: `example.com/${name}@v1.0.0` },
    })
  })

  it('or has a hash that is none', async () => {
    const odd = new TestLog().fill(10)
    odd.append('example.com/odd v1.0.0 h1:AAAA\nexample.com/odd v1.0.0/go.mod h1:AAAA\n')
    const odds = await startLogServer({ log: odd })
    undo.push(() => void odds.close())
    const { sumdb } = await sumdbRig(direct(odds))
    expect(await outcome(sumdb.lookup('example.com/odd', version))).toBe('SUMDB_MISSING')
  })
})

describe('the most telling failure', () => {
  it('is the one of a proof, whichever address it came from', async () => {
    const dead = await startLogServer({ log })
    await dead.close()
    undo.push(
      server.tamper((answer, { kind }) =>
        kind === 'lookup' ? { ...answer, body: Buffer.from(`${id}\n${forgedText}\n${log.head()}`) } : answer,
      ),
    )
    const failure = await rejection((await sumdbRig(inOrder(dead, server, dead))).sumdb.lookup(module, version))
    expect(failure.code).toBe('SUMDB_PROOF')
    expect(failure.details.why).toContain(server.sumdb.url)
  })

  it('is a refused connection rather than an address without the database', async () => {
    server.servesSumdb = false
    undo.push(() => {
      server.servesSumdb = true
    })
    const dead = await startLogServer({ log })
    await dead.close()
    const proxied = {
      ...direct(dead),
      bases: [
        { url: `${server.proxyUrl}/sumdb/${log.name}`, via: 'proxy' as const, probeSupported: true },
        ...direct(dead).bases,
      ],
    }
    const failure = await rejection((await sumdbRig(proxied)).sumdb.lookup(module, version))
    expect(failure).toMatchObject({ code: 'SUMDB_UNAVAILABLE', details: { why: expect.stringContaining('refused') } })
  })
})
