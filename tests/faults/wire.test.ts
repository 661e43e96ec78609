import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { type DownloadOptions, downloadFile, expectOk, Failure, unexpectedBody } from '../../main/kit'
import type { FailureCode } from '../../preload/contract/failure'
import { drain } from '../helpers/drain'
import { fakeClock } from '../helpers/fake-clock'
import { type FaultServer, startFaultServer } from '../helpers/fault-server'
import { type Fault, faults } from '../helpers/wire-faults'
import { type TestWorld, testWorld } from '../helpers/world'

// Small answers and downloads of the kit itself, ill-treated in every way; wire-requests.test.ts does the same with all that
// the rooms ask for. Red when, for one, `expectOk` (main/kit/http/answers.ts) lets every status pass.

/** What a fault may lead to: a failure, the right bytes, or (the server lied about the length) too few bytes. */
type End = FailureCode | 'right' | 'short'
interface Ends {
  readonly get: End
  /** A download whose size is known beforehand, and one whose is not. */
  readonly known: End
  readonly unknown?: End
  /** When only the second request, for the rest of the file, goes wrong; as `known` when not given. */
  readonly rest?: End
}

const cut = { get: 'DOWNLOAD_TRUNCATED', known: 'DOWNLOAD_TRUNCATED' } as const
const invalid = { get: 'RESPONSE_INVALID', known: 'RESPONSE_INVALID' } as const
const refused = { get: 'HTTP_STATUS', known: 'HTTP_STATUS' } as const
const loop = { get: 'NETWORK_REDIRECT', known: 'NETWORK_REDIRECT' } as const
/** Only a request for a part can be answered so; the others are answered well. */
const aboutRanges = { get: 'right', known: 'right' } as const

const expected: Record<Fault, Ends> = {
  'cut-at-0': cut,
  'cut-at-1': cut,
  'cut-in-half': cut,
  'cut-before-last': cut,
  // All bytes came, only the end mark is missing. Where the size is known nothing is left to ask for; where it is not,
  // the server denies that anything follows, twice
  'cut-chunked': { get: 'DOWNLOAD_TRUNCATED', known: 'right', unknown: 'RESPONSE_INVALID' },
  'length-too-small': { get: 'RESPONSE_INVALID', known: 'RESPONSE_INVALID', unknown: 'short' },
  'length-too-large': { get: 'DOWNLOAD_TRUNCATED', known: 'RESPONSE_INVALID', unknown: 'RESPONSE_INVALID' },
  'length-absent': { get: 'RESPONSE_INVALID', known: 'right', unknown: 'RESPONSE_INVALID' },
  'length-negative': invalid,
  'length-twice': invalid,
  'length-and-chunked': invalid,
  'status-204': refused,
  'status-206': { get: 'HTTP_STATUS', known: 'RESPONSE_INVALID' },
  'redirect-loop-301': loop,
  'redirect-loop-302': loop,
  'redirect-loop-303': loop,
  'redirect-loop-307': loop,
  'redirect-loop-308': loop,
  'status-401': refused,
  'status-403': refused,
  'status-404': refused,
  'status-410': refused,
  'status-416': refused,
  'status-429': refused,
  'status-500': refused,
  'status-503': refused,
  html: invalid,
  gzip: invalid,
  garbage: invalid,
  'header-flood': invalid,
  oversized: { get: 'RESPONSE_TOO_LARGE', known: 'RESPONSE_TOO_LARGE' },
  slow: { get: 'right', known: 'NETWORK_STALLED' },
  'stall-head': { get: 'NETWORK_TIMEOUT', known: 'NETWORK_TIMEOUT' },
  'stall-body': { get: 'NETWORK_STALLED', known: 'NETWORK_STALLED' },
  'reset-before-head': { get: 'NETWORK_UNREACHABLE', known: 'NETWORK_UNREACHABLE' },
  'reset-in-body': cut,
  'range-ignored': aboutRanges,
  'range-wrong-start': aboutRanges,
  'range-wrong-total': aboutRanges,
  'range-wrong-length': aboutRanges,
  'range-multipart': aboutRanges,
  'range-changed': aboutRanges,
}

const index = { body: Buffer.from(JSON.stringify({ releases: ['go1.26.8', 'go1.27.4'] })), type: 'application/json' }
const archive = { body: Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), randomBytes(40_000)]) }
const secrets = {
  bearer: 'sesame-bearer-1',
  query: 'sesame-query-2',
  variable: 'sesame-variable-3',
  proxy: 'sesame-proxy-4',
}
let cases = 0
/** Milliseconds: short where silence is the fault, so long elsewhere that a busy computer is none. */
let limits = { headersTimeout: 0, idleTimeout: 0 }

interface Scene {
  readonly world: TestWorld
  readonly server: FaultServer
}

async function scene(): Promise<Scene> {
  const proxy = `http://user:${secrets.proxy}@127.0.0.1:9`
  const world = await testWorld({ env: { MY_TOKEN: secrets.variable, HTTP_PROXY: proxy, HTTPS_PROXY: proxy } })
  world.log.level = 'trace'
  return { world, server: await startFaultServer({ '/index.json': index, '/x.zip': archive }) }
}

function expectNoSecret(...texts: string[]): void {
  for (const secret of Object.values(secrets)) for (const text of texts) expect(text).not.toContain(secret)
}

/** How work ended; whatever is no Failure is a defect. */
async function endOf(work: Promise<Buffer>, right: Buffer): Promise<End> {
  try {
    const bytes = await work
    if (bytes.equals(right)) return 'right'
    expect(bytes.equals(right.subarray(0, bytes.length))).toBe(true)
    return 'short'
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    expectNoSecret(error.message, JSON.stringify(error.toShape()), String(error.stack))
    return error.code
  }
}

/** An index as a caller reads it: 200, and JSON. */
async function readIndex({ world, server }: Scene): Promise<Buffer> {
  const url = `${server.url}/index.json?token=${secrets.query}&x=${secrets.variable}`
  const headers = { Authorization: `Bearer ${secrets.bearer}`, 'X-Api-Key': secrets.variable }
  const answer = await world.http.get(url, { ...limits, headers, maxBytes: 100_000 })
  expectOk(answer, 'the index')
  try {
    JSON.parse(answer.body.toString())
  } catch (error) {
    if (error instanceof SyntaxError) throw unexpectedBody(answer, 'the index', answer.body)
    throw error
  }
  return answer.body
}

async function download({ world, server }: Scene, change: Partial<DownloadOptions>): Promise<Buffer> {
  const path = join(world.home, 'cache', 'x.zip')
  const { returned } = await drain(
    downloadFile({
      http: world.http,
      log: world.log,
      clock: fakeClock(),
      url: `${server.url}/x.zip?token=${secrets.query}`,
      source: 'the server',
      path,
      expectedSize: archive.body.length,
      maxSize: 200_000,
      lockDir: join(world.home, 'locks'),
      magic: 'zip',
      ...limits,
      ...change,
    }),
  )
  const bytes = await readFile(returned.path)
  expect(returned.size).toBe(bytes.length)
  return bytes
}

/** After a failure: nothing under the final name, the notes readable and true. */
async function expectOnlyParts({ world }: Scene): Promise<void> {
  const dir = join(world.home, 'cache')
  await mkdir(dir, { recursive: true })
  const names = await readdir(dir)
  expect(names.filter((name) => !['x.zip.part', 'x.zip.part.json'].includes(name))).toEqual([])
  expect([0, 2]).toContain(names.length)
  expect(await readdir(join(world.home, 'locks'))).toEqual([])
  if (names.length === 0) return
  const notes = await readFile(join(dir, 'x.zip.part.json'), 'utf8')
  expectNoSecret(notes)
  const { done } = JSON.parse(notes) as { done: { start: number; end: number }[] }
  const part = await readFile(join(dir, 'x.zip.part'))
  for (const { start, end } of done) {
    expect(part.length).toBeGreaterThanOrEqual(end)
    expect(part.subarray(start, end).equals(archive.body.subarray(start, end))).toBe(true)
  }
}

async function expectDownload(given: Scene, end: End, change: Partial<DownloadOptions>): Promise<void> {
  cases++
  expect(await endOf(download(given, change), archive.body)).toBe(end)
  if (end !== 'right' && end !== 'short') await expectOnlyParts(given)
  given.server.always(null)
  if (end !== 'short') {
    // A request without anything wrong makes it good
    expect(await endOf(download(given, change), archive.body)).toBe('right')
    expect(await readdir(join(given.world.home, 'cache'))).toEqual(['x.zip'])
  }
  expectNoSecret(given.world.logged.join(''))
  expect(given.world.logged.length).toBeGreaterThan(0)
}

describe.each(faults)('%s', (fault) => {
  const ends = expected[fault]
  beforeEach(() => {
    const patience = fault.startsWith('stall') ? 100 : 10_000
    limits = { headersTimeout: patience, idleTimeout: patience }
  })
  // A second passes at each look at the clock: a trickle then takes long enough to count as stalled
  const clock = fault === 'slow' ? { clock: fakeClock(1000), tries: 1 } : {}

  test(`a small answer: ${ends.get}`, async () => {
    cases++
    const given = await scene()
    given.server.always(fault)
    expect(await endOf(readIndex(given), index.body)).toBe(ends.get)
    given.server.always(null)
    expect(await endOf(readIndex(given), index.body)).toBe('right')
    expectNoSecret(given.world.logged.join(''))
    expect(given.world.logged.length).toBeGreaterThan(1)
  })

  test(`a download of known size: ${ends.known}`, async () => {
    const given = await scene()
    given.server.always(fault)
    await expectDownload(given, ends.known, clock)
  })

  test(`a download of unknown size: ${ends.unknown ?? ends.known}`, async () => {
    const given = await scene()
    given.server.always(fault)
    await expectDownload(given, ends.unknown ?? ends.known, { ...clock, expectedSize: null })
  })

  test('the rest of a download', async () => {
    const given = await scene()
    given.server.next('cut-in-half')
    expect(await endOf(download(given, { tries: 1 }), archive.body)).toBe('DOWNLOAD_TRUNCATED')
    given.server.always(fault)
    await expectDownload(given, ends.rest ?? ends.known, clock)
  })

  test('a download by four connections', async () => {
    const given = await scene()
    given.server.always(fault)
    await expectDownload(given, ends.known, { ...clock, connections: 4, pieceSize: 8_000 })
  })

  test('one bad answer among good ones', async () => {
    const given = await scene()
    given.server.next('none', fault)
    cases++
    const end = await endOf(download(given, { ...clock, connections: 4, pieceSize: 8_000 }), archive.body)
    if (end !== 'right') expect(end).toBe(ends.known)
    if (passes.has(ends.known) && fault !== 'slow') expect(end).toBe('right')
    if (end !== 'right') {
      await expectOnlyParts(given)
      expect(await endOf(download(given, {}), archive.body)).toBe('right')
    }
    expectNoSecret(given.world.logged.join(''))
  })
})

/** Failures that one more try heals. */
const passes = new Set<End>([
  'DOWNLOAD_TRUNCATED',
  'NETWORK_STALLED',
  'NETWORK_TIMEOUT',
  'NETWORK_UNREACHABLE',
  'right',
])

afterAll(() => {
  console.log(`wire faults: ${faults.length} faults, ${cases} cases`)
  expect(cases).toBeGreaterThanOrEqual(250)
})
