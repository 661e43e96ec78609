import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Failure } from '../../main/kit'
import { type End, type RequestKind, requestKinds } from '../helpers/request-kinds'
import { type RequestNet, type RequestScene, requestNet, requestScene, secrets } from '../helpers/request-scene'
import { treeOf } from '../helpers/tree'
import { type Fault, faults } from '../helpers/wire-faults'

// Every request that the product makes, ill-treated in every way, by the room that makes it: an honest end, nothing half
// done under a final name, files that can be read, no secret told, and all is well once the server is.
//
// Red when, for one, `expectOk` (main/kit/http/answers.ts) lets every status pass.

const truncated = 'DOWNLOAD_TRUNCATED'
const invalid = 'RESPONSE_INVALID'
const status = 'HTTP_STATUS'
const loop = 'NETWORK_REDIRECT'

const ofAnswers: Readonly<Record<Fault, End>> = {
  'cut-at-0': truncated,
  'cut-at-1': truncated,
  'cut-in-half': truncated,
  'cut-before-last': truncated,
  'cut-chunked': truncated,
  'length-too-small': invalid,
  'length-too-large': truncated,
  'length-absent': 'right',
  'length-negative': invalid,
  'length-twice': invalid,
  'length-and-chunked': invalid,
  'status-204': status,
  'status-206': status,
  'redirect-loop-301': loop,
  'redirect-loop-302': loop,
  'redirect-loop-303': loop,
  'redirect-loop-307': loop,
  'redirect-loop-308': loop,
  'status-401': status,
  'status-403': status,
  'status-404': status,
  'status-410': status,
  'status-416': status,
  'status-429': status,
  'status-500': status,
  'status-503': status,
  html: invalid,
  gzip: invalid,
  garbage: invalid,
  'header-flood': invalid,
  oversized: 'RESPONSE_TOO_LARGE',
  slow: 'right',
  'stall-head': 'NETWORK_TIMEOUT',
  'stall-body': 'NETWORK_STALLED',
  'reset-before-head': 'NETWORK_UNREACHABLE',
  'reset-in-body': truncated,
  // there is no range to be wrong about, or what is wrong with it is made good
  'range-ignored': 'right',
  'range-wrong-start': 'right',
  'range-wrong-total': 'right',
  'range-wrong-length': 'right',
  'range-multipart': 'right',
  'range-changed': 'right',
}
const ofDownloads: typeof ofAnswers = {
  ...ofAnswers,
  // all bytes came
  'cut-chunked': 'right',
  'length-too-large': invalid,
  'status-206': invalid,
  slow: 'NETWORK_STALLED',
}
/** Of these the body is of no interest. */
const ofHeads: typeof ofAnswers = {
  ...ofAnswers,
  'cut-at-0': 'right',
  'cut-at-1': 'right',
  'cut-in-half': 'right',
  'cut-before-last': 'right',
  'cut-chunked': 'right',
  'length-too-small': 'right',
  'length-too-large': 'right',
  'status-206': 'right',
  oversized: 'right',
  'stall-body': 'right',
  'reset-in-body': 'right',
  'range-wrong-total': invalid,
}
const ofViews = Object.fromEntries(
  Object.entries({ ...ofAnswers, 'length-too-small': 'right' }).map(([fault, end]) => [
    fault,
    end === 'right' ? end : 'other',
  ]),
) as typeof ofAnswers
const ofSpares = Object.fromEntries(Object.keys(ofAnswers).map((fault) => [fault, 'right'])) as typeof ofAnswers
const families = { answer: ofAnswers, head: ofHeads, download: ofDownloads, view: ofViews, spare: ofSpares }

let net: RequestNet
beforeAll(async () => {
  net = await requestNet()
})
afterAll(() => net.log.close())
let cases = 0

function expectNoSecret(...texts: string[]): void {
  for (const secret of Object.values(secrets)) for (const text of texts) expect(text).not.toContain(secret)
}

type Outcome = { readonly result: unknown } | { readonly failure: Failure }

/** What came of it; whatever is thrown and no Failure is a defect. */
async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    return { result: await work }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    expectNoSecret(error.message, JSON.stringify(error.toShape()), String(error.stack))
    return { failure: error }
  }
}

function endOf(outcome: Outcome, right: unknown): End {
  if ('result' in outcome) return JSON.stringify(outcome.result) === JSON.stringify(right) ? 'right' : 'other'
  const { code, cause } = outcome.failure
  // which of its addresses failed how is told by the cause
  return code === 'SUMDB_UNAVAILABLE' && cause instanceof Failure ? cause.code : code
}

type Files = ReadonlyMap<string, string>

/** What GoReady keeps of its own but parts of downloads, by path: all readable, without secrets, nothing set aside as damaged, no lock left. */
async function ownFiles({ world }: RequestScene): Promise<Files> {
  const entries = await readdir(world.home, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const own = paths.filter((path) => !path.startsWith(join(world.home, 'sdk/')) && !path.endsWith('.part'))
  const files = new Map<string, string>()
  for (const path of own) files.set(path.slice(world.home.length), await readFile(path, 'latin1'))
  for (const [path, content] of files) {
    expect(path).not.toMatch(/corrupt|\.lock$/)
    expectNoSecret(content)
    if (path.endsWith('.json')) expect(() => JSON.parse(content), path).not.toThrow()
  }
  return files
}

/** After a failure nothing but parts of downloads; what is kept of the checksum database is what it keeps when all is well. */
async function expectNothingHalfDone(scene: RequestScene, kept: Files): Promise<void> {
  expect(await treeOf(scene.world.home, ['.local', '.cache', '.config'])).toBe('')
  const downloads = [...kept.keys()].filter((path) => path.includes('/downloads/'))
  expect(downloads.filter((path) => !path.endsWith('.part.json'))).toEqual([])
}

async function judge(fault: Fault, kind: RequestKind): Promise<void> {
  cases++
  const scene = await requestScene(net, {
    ...kind,
    silence: fault.startsWith('stall') ? 100 : 10_000,
    isFast: fault === 'slow',
  })
  const { server, world } = scene
  const rooms = scene.rooms()
  await kind.prepare?.(rooms, scene)
  server.always(fault, kind.isMeant)
  const outcome = await outcomeOf(kind.ask(rooms, scene))
  expect(server.requests.filter((request) => request.fault === fault).length).toBeGreaterThan(0)
  const kept = await ownFiles(scene)
  if ('failure' in outcome) await expectNothingHalfDone(scene, kept)

  // the server is well again, and the program was started anew
  server.always(null)
  const again = await outcomeOf(kind.ask(scene.rooms(), scene))
  if ('failure' in again) throw again.failure
  expect(endOf(outcome, again.result)).toBe(kind.but?.[fault] ?? families[kind.family][fault])
  if (endOf(outcome, again.result) === 'other') {
    expect('result' in outcome && kind.isHonest?.(outcome.result, again.result)).toBe(true)
  }
  const later = await ownFiles(scene)
  for (const [path, content] of kept)
    if (path.includes('/sumdb/')) expect([path, later.get(path)]).toEqual([path, content])
  expect(later.get(`${world.dirs.logs.slice(world.home.length)}/goready.log`)?.split('\n').length).toBeGreaterThan(2)
}

describe.each(Object.entries(requestKinds))('%s', (_title, kind) => {
  test.each(faults)('%s', (fault) => judge(fault, kind))
})

afterAll(() => {
  const kinds = Object.keys(requestKinds).length
  console.log(`wire faults of requests: ${kinds} kinds x ${faults.length} faults, ${cases} cases`)
  expect(kinds).toBeGreaterThanOrEqual(23)
  expect(cases).toBeGreaterThanOrEqual(960)
})
