// Red when `factors.every` in history.ts becomes `factors.some`.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { changeOf, openProbeLog } from '../../../main/proxy/history'
import type { ProbeHistory, ProbeRow } from '../../../preload/contract'
import { fakeClock } from '../../helpers/fake-clock'
import { type TestWorld, testWorld } from '../../helpers/world'

let cases = 0
afterAll(() => {
  console.log(`${cases} cases of the history of probes`)
  expect(cases).toBeGreaterThanOrEqual(15)
})

const hour = 3600 * 1000
const row = (id: string, latency: number | null): ProbeRow => ({
  id,
  phase: 'done',
  verdict: latency === null ? 'failed' : 'good',
  latency,
  throughput: latency === null ? null : 1e6,
  sumdb: 'served',
  failure: null,
})
const start = Date.UTC(2026, 0, 2)
const points = (hours: number, ...latencies: (number | null)[]): ProbeHistory['points'] =>
  latencies.map((latency, index) => ({
    at: new Date(start + index * hours * hour).toISOString(),
    verdict: latency === null ? 'failed' : 'good',
    latency,
    throughput: null,
  }))
const at = (index: number, hours = 1): string => new Date(start + index * hours * hour).toISOString()

it.each<[string, ProbeHistory['points'], ReturnType<typeof changeOf>]>([
  ['no point', [], null],
  ['too few', points(1, 100, 100, 300), null],
  ['as ever', points(1, 100, 110, 90, 105), { kind: 'steady', factor: 1, since: at(3) }],
  ['slower since two runs', points(1, 100, 100, 100, 100, 300, 320), { kind: 'slower', factor: 3.2, since: at(4) }],
  ['slow once and back', points(1, 100, 100, 100, 300, 100), { kind: 'steady', factor: 1, since: at(4) }],
  ['slow in between too', points(1, 100, 100, 100, 300, 100, 300), { kind: 'slower', factor: 3, since: at(5) }],
  ['faster', points(1, 400, 400, 400, 100), { kind: 'faster', factor: 0.25, since: at(3) }],
  ['a difference that nobody feels', points(1, 5, 5, 5, 20), { kind: 'steady', factor: 1, since: at(3) }],
  ['failing since two runs', points(1, 100, 100, null, null), { kind: 'failing', factor: null, since: at(2) }],
  ['never worked', points(1, null, null), null],
  ['works again', points(1, 100, null, 100), { kind: 'back', factor: null, since: at(2) }],
  ['only the week before counts', points(100, 1000, 1000, 1000, 100), null],
])('%s', (_, given, change) => {
  expect(changeOf(given)).toEqual(change)
  cases++
})

function logOf(world: TestWorld, clock = fakeClock()) {
  return { log: openProbeLog({ ...world, clock }), clock, path: join(world.dirs.state, 'probes.json') }
}

it('keeps the newest 200 runs, and nothing of a proxy but its id and what was measured', async () => {
  const { log, clock, path } = logOf(await testWorld())
  await mkdir(join(path, '..'), { recursive: true })
  const old = Array.from({ length: 200 }, (_, index) => ({
    at: new Date(start - (200 - index) * hour).toISOString(),
    rows: [{ id: 'a', verdict: 'good', latency: index, throughput: 1 }],
  }))
  await writeFile(path, JSON.stringify({ runs: old }))
  clock.advance(hour)
  await log.keep([row('a', 1234), row('b', null)])
  const [a, b] = await log.read()
  expect([a?.points.length, a?.points[0]?.latency, a?.points.at(-1)?.latency, b?.points.length]).toEqual([
    200, 1, 1234, 1,
  ])
  const { runs } = JSON.parse(await readFile(path, 'utf8')) as { runs: { rows: object[] }[] }
  expect(Object.keys(runs.at(-1)?.rows[0] ?? {})).toEqual(['id', 'verdict', 'latency', 'throughput'])
  cases++
})

it('loses no run of several that end at once', async () => {
  // the real clock: a fake one lets the time that a lock is waited for pass at once
  const world = await testWorld()
  await Promise.all(Array.from({ length: 8 }, (_, index) => openProbeLog(world).keep([row('a', index)])))
  const [kept] = await openProbeLog(world).read()
  expect(kept?.points.map(({ latency }) => latency).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  cases++
})

it('goes on when the file is damaged, and when one run in it is', async () => {
  const world = await testWorld()
  const { log, path } = logOf(world)
  await log.keep([row('a', 1)])
  const file = JSON.parse(await readFile(path, 'utf8')) as { runs: unknown[] }
  await writeFile(path, JSON.stringify({ runs: [{ at: 'yesterday' }, ...file.runs, 7] }))
  expect((await log.read())[0]?.points.length).toBe(1)
  await writeFile(path, '{"runs": [')
  expect(await log.read()).toEqual([])
  expect((await readdir(world.dirs.state)).some((name) => name.startsWith('probes.json.corrupt-'))).toBe(true)
  await log.keep([row('a', 2)])
  expect((await log.read())[0]?.points.map(({ latency }) => latency)).toEqual([2])
  cases++
})

it('does not fail a probe whose history has no place', async () => {
  const world = await testWorld()
  const log = openProbeLog({ ...world, dirs: { ...world.dirs, state: join(world.home, 'file', 'state') } })
  await writeFile(join(world.home, 'file'), '')
  await log.keep([row('a', 1)])
  expect(world.logged.some((line) => line.includes('a probe was not kept'))).toBe(true)
  cases++
})
