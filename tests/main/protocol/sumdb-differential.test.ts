import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildGoOracle, type GoOracle, oracleBuildTime } from '../../helpers/go-oracle'
import { type LogServer, startLogServer, type Tamper } from '../../helpers/log-server'
import { direct, outcome, sumdbRig } from '../../helpers/sumdb-rig'
import { TestLog } from '../../helpers/test-log'

const version = 'v1.0.0'
let server: LogServer
let oracle: GoOracle | null
beforeAll(async () => {
  server = await startLogServer({ log: new TestLog().fill(71_999) })
  oracle = await buildGoOracle()
}, oracleBuildTime)
afterAll(async () => {
  await server.close()
  await oracle?.close()
})

const fault = fc.record({
  kind: fc.constantFrom('lookup', 'lookup', 'tile'),
  /** Which of the tiles, by their order in the address. */
  pick: fc.nat(4),
  at: fc.nat(),
  how: fc.constantFrom('flip', 'space', 'newline', 'cut', 'double', 'status'),
})

function tamperFor({ kind, pick, at, how }: { kind: string; pick: number; at: number; how: string }): Tamper {
  return (answer, request) => {
    if (request.kind !== kind || answer.body.length === 0) return answer
    if (kind === 'tile' && Number(/\/8\/(\d)/.exec(request.path)?.[1] ?? 0) % 3 !== pick % 3) return answer
    const place = at % answer.body.length
    const body = Buffer.from(answer.body)
    if (how === 'status') return { ...answer, status: [404, 500, 301, 204][at % 4] ?? 404 }
    if (how === 'cut') return { ...answer, body: body.subarray(0, place) }
    if (how === 'double') return { ...answer, body: Buffer.concat([body.subarray(0, place), body]) }
    body.writeUInt8(how === 'flip' ? body.readUInt8(place) ^ (1 << (at % 8)) : how === 'space' ? 0x20 : 0x0a, place)
    return { ...answer, body }
  }
}

describe('random faults', () => {
  it("are judged as by Go's own client: never is more believed", async ({ skip }) => {
    if (!oracle) return skip()
    const faults = fc.sample(fault, { numRuns: 90, seed: 17 })
    const tally = { bothRefuse: 0, bothBelieve: 0, onlyGoBelieves: 0 }
    for (const [i, one] of faults.entries()) {
      server.headSize = [71_999, 66_332, 65_536, 65_535, 300][i % 5] ?? null
      const id = (one.at * 7919) % (server.headSize ?? 1)
      const module = `example.com/m${id}`
      const remove = server.tamper(tamperFor(one))
      const rig = await sumdbRig(direct(server))
      const ours = await rig.sumdb.lookup(module, version).catch(() => null)
      const [answer] = await oracle.ask([
        { Ask: 'lookup', Base: server.sumdb.url, Key: server.sumdb.verifierKey, A: module, B: version },
      ])
      remove()
      const { lines } = answer as { lines: string[] | null }
      const theirs = lines?.find((line) => line.startsWith(`${module} ${version} h1:`))?.split(' ')[2] ?? null
      if (ours) {
        expect(ours.h1, JSON.stringify(one)).toBe(theirs)
        tally.bothBelieve++
      } else if (theirs) tally.onlyGoBelieves++
      else tally.bothRefuse++
    }
    console.info('random faults against Go', tally)
    expect(tally.bothRefuse).toBeGreaterThan(50)
    // an extra signature line that was cut, a redirect that Go follows to nothing, and the like
    expect(tally.onlyGoBelieves).toBeLessThan(10)
    const healthy = await sumdbRig(direct(server))
    expect(await outcome(healthy.sumdb.lookup('example.com/m9', version))).toBe('ok')
  })
})
