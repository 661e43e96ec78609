import { exists } from '../../main/kit'
import { createProxyClient } from '../../main/protocol'
import { checkReach } from '../../main/status/reach'
import type { FailureCode } from '../../preload/contract/failure'
import { drain } from './drain'
import type { SeenRequest } from './fault-server'
import { modHash } from './module-zip'
import { type RequestRooms, type RequestScene, type SceneOptions, version } from './request-scene'
import { treeOf } from './tree'
import type { Fault } from './wire-faults'

type Request = Pick<SeenRequest, 'target' | 'headers'>
type Which = (request: Request) => boolean

/** What an ill-treated request leads to: the right result, another that is honest about it, or a failure. */
export type End = 'right' | 'other' | FailureCode

/** A request that the product makes, by what it asks for. */
export interface RequestKind extends Pick<SceneOptions, 'sources' | 'platform' | 'wholeOnly' | 'noDatabase'> {
  /** Which requests are of this kind. */
  readonly isMeant: Which
  /** Whatever has to be there before; all is well still. */
  readonly prepare?: (rooms: RequestRooms, scene: RequestScene) => Promise<unknown>
  /** Makes the room ask. Returns what came of it, without what differs from time to time. */
  readonly ask: (rooms: RequestRooms, scene: RequestScene) => Promise<unknown>
  /**
   * A small answer that is read whole, a head alone, a download, what a page shows (failures are in it then), or one that
   * nothing hangs on, as another tells the same.
   */
  readonly family: 'answer' | 'head' | 'download' | 'view' | 'spare'
  /** Where it ends otherwise than others of its family. */
  readonly but?: Partial<Record<Fault, End>>
  /** Whether a result other than the right one is honest. */
  readonly isHonest?: (result: unknown, right: unknown) => boolean
}

const isFirstByte: Which = ({ headers }) => headers.range === 'bytes=0-0'
const ends =
  (suffix: string): Which =>
  ({ target }) =>
    target.split('?', 1)[0]?.endsWith(suffix) ?? false
const has =
  (part: string): Which =>
  ({ target }) =>
    target.includes(part)
const all =
  (...which: Which[]): Which =>
  (request) =>
    which.every((test) => test(request))
const not =
  (which: Which): Which =>
  (request) =>
    !which(request)
const ofToolchain = has('/golang.org/toolchain/@v/')
const archive = all(ends('.tar.gz'), not(isFirstByte))
const zip = all(ends('.zip'), not(isFirstByte))

const catalogue = async ({ releases }: RequestRooms) => {
  const { fetchedAt, sources, ...rest } = await releases.catalogue({ refresh: true })
  return rest
}
const locate = ({ releases }: RequestRooms) => releases.locate(version)
const install =
  (wanted: string): RequestKind['ask'] =>
  async ({ sdk, apply, world }) => {
    const goroot = `${world.home}/sdk/${wanted}`
    if (!(await exists(goroot))) await apply(await sdk.planInstall({ version: wanted, use: false }))
    return treeOf(goroot)
  }
const lookup: RequestKind['ask'] = ({ sumdb }, { access }) => sumdb(access.direct).lookup('example.com/m7', 'v1.0.0')
const probe = async ({ proxy }: RequestRooms) => {
  const { rows, best, bestSumdb } = (await drain(proxy.probe([]))).returned
  const [row] = rows
  return { verdict: row?.verdict, sumdb: row?.sumdb, code: row?.failure?.code, best, bestSumdb }
}
const reach: RequestKind['ask'] = async ({ world }, { proxyUrl }) =>
  Promise.all(checkReach(world.http, proxyUrl, 'sum.golang.org').map(async (check) => (await check).verdict))
const client = ({ world }: RequestRooms, { proxyUrl }: RequestScene) =>
  createProxyClient({ http: world.http, baseUrl: proxyUrl })

type Versions = { readonly releases: readonly { readonly version: string }[] }
const isPartOf = (result: unknown, right: unknown): boolean => {
  const known = (right as Versions).releases.map((release) => release.version)
  return (result as Versions).releases.every((release) => known.includes(release.version))
}
const noWinner = (result: unknown): boolean => {
  const { verdict, best } = result as Awaited<ReturnType<typeof probe>>
  return verdict !== 'good' && best === null
}
const doubts = (result: unknown): boolean => (result as string[]).some((verdict) => verdict !== 'ok')
const knowsNoSize = ([first]: { size: number | null }[]): boolean => first !== undefined

export const requestKinds: Readonly<Record<string, RequestKind>> = {
  'the release index of an official source': {
    family: 'answer',
    sources: 'site',
    isMeant: has('/dl/?'),
    ask: catalogue,
  },
  'the list of toolchains': {
    family: 'answer',
    sources: 'proxy',
    isMeant: all(ofToolchain, ends('/list')),
    ask: catalogue,
    // half of a list is a list
    but: { 'length-too-small': 'other', 'status-404': 'RESPONSE_INVALID', 'status-410': 'RESPONSE_INVALID' },
    isHonest: isPartOf,
  },
  'the .info of toolchains that a list lacks': {
    family: 'view',
    sources: 'proxy',
    isMeant: all(ofToolchain, ends('.info')),
    ask: catalogue,
    // all that is listed is not there
    but: {
      'length-too-small': 'other',
      'status-403': 'RESPONSE_INVALID',
      'status-404': 'RESPONSE_INVALID',
      'status-410': 'RESPONSE_INVALID',
    },
    isHonest: isPartOf,
  },
  // the zip, asked for beside it, tells that the release is there
  'the .info of a toolchain': {
    family: 'spare',
    sources: 'proxy',
    isMeant: all(ofToolchain, ends('.info')),
    ask: locate,
  },
  'one byte of a toolchain zip': {
    family: 'view',
    sources: 'proxy',
    isMeant: all(ends('.zip'), isFirstByte),
    ask: locate,
    but: {
      'cut-at-0': 'right',
      'cut-at-1': 'right',
      'cut-in-half': 'right',
      'cut-before-last': 'right',
      'cut-chunked': 'right',
      'length-too-small': 'right',
      'length-too-large': 'right',
      'stall-body': 'right',
      'reset-in-body': 'right',
      'range-wrong-total': 'other',
      'range-multipart': 'other',
    },
    // only for show: the download finds the size out itself
    isHonest: (result, right) => Array.isArray(result) && Array.isArray(right) && knowsNoSize(result),
  },
  'one byte of an archive': {
    family: 'head',
    sources: 'site',
    isMeant: all(ends('.tar.gz'), isFirstByte),
    prepare: catalogue,
    ask: locate,
  },
  'a tar.gz archive': {
    family: 'download',
    sources: 'site',
    isMeant: archive,
    prepare: catalogue,
    ask: install(version),
  },
  'a zip archive': {
    family: 'download',
    sources: 'site',
    platform: 'windows',
    isMeant: zip,
    prepare: catalogue,
    ask: install(version),
  },
  'a toolchain zip': { family: 'download', sources: 'proxy', isMeant: zip, ask: install(version) },
  'a toolchain zip from a server without ranges': {
    family: 'download',
    sources: 'proxy',
    wholeOnly: true,
    isMeant: zip,
    ask: install(version),
  },
  'the rest of a toolchain zip': {
    family: 'download',
    sources: 'proxy',
    isMeant: zip,
    async prepare(rooms, scene) {
      scene.server.always('cut-in-half', zip)
      await install(version)(rooms, scene).catch(() => undefined)
      scene.server.always(null)
    },
    ask: install(version),
  },
  'whether the checksum database is served': {
    family: 'answer',
    sources: 'proxy',
    isMeant: ends('/supported'),
    ask: ({ sumdb }, { access }) => sumdb(access.byProxy).lookup('example.com/m7', 'v1.0.0'),
    // as with go, any 200 is a yes: what counts is what the database then proves
    but: { 'length-too-small': 'right', html: 'right' },
  },
  'a record': {
    family: 'answer',
    sources: 'proxy',
    isMeant: has('/lookup/'),
    ask: lookup,
    but: { 'length-too-small': 'SUMDB_SIGNATURE', 'status-404': 'SUMDB_MISSING', 'status-410': 'SUMDB_MISSING' },
  },
  'a tile': {
    family: 'answer',
    sources: 'proxy',
    isMeant: all(has('/tile/'), not(has('.p/'))),
    ask: lookup,
    but: { 'length-too-large': 'RESPONSE_TOO_LARGE' },
  },
  'a partial tile': { family: 'answer', sources: 'proxy', isMeant: all(has('/tile/'), has('.p/')), ask: lookup },
  'the .info of a probe': {
    family: 'view',
    sources: 'proxy',
    isMeant: ends('.info'),
    ask: probe,
    but: { 'length-too-small': 'other' },
    isHonest: noWinner,
  },
  'a part of a zip of a probe': {
    family: 'view',
    sources: 'proxy',
    isMeant: ends('.zip'),
    ask: probe,
    // no more than that part is waited for
    but: {
      'cut-chunked': 'right',
      'length-too-small': 'right',
      'length-too-large': 'right',
      'status-206': 'right',
      oversized: 'right',
      'range-wrong-length': 'other',
      'range-multipart': 'other',
    },
    isHonest: noWinner,
  },
  'whether the database is served, of a probe': {
    family: 'view',
    sources: 'proxy',
    isMeant: ends('/supported'),
    ask: probe,
    isHonest: (result) => (result as Awaited<ReturnType<typeof probe>>).sumdb !== 'served',
  },
  'the head of a database of a probe': {
    family: 'view',
    sources: 'proxy',
    noDatabase: true,
    isMeant: ends('/latest'),
    ask: probe,
    isHonest: (result) => (result as Awaited<ReturnType<typeof probe>>).bestSumdb === null,
  },
  'whether the proxy answers': {
    family: 'view',
    sources: 'proxy',
    isMeant: ends('/list'),
    ask: reach,
    // it answered, whatever it has
    but: { 'status-404': 'right', 'status-410': 'right' },
    isHonest: doubts,
  },
  'whether the proxy serves the database': {
    family: 'view',
    sources: 'proxy',
    isMeant: ends('/supported'),
    ask: reach,
    isHonest: doubts,
  },
  'the latest version of a module': {
    family: 'answer',
    sources: 'proxy',
    isMeant: ends('/@latest'),
    ask: (rooms, scene) => client(rooms, scene).latest('rsc.io/quote'),
    but: { 'status-404': 'other', 'status-410': 'other' },
    isHonest: (result) => result === null,
  },
  'a go.mod': {
    family: 'answer',
    sources: 'proxy',
    isMeant: ends('.mod'),
    ask: async (rooms, scene) => modHash((await client(rooms, scene).mod('rsc.io/quote', 'v1.5.2')).toString()),
    // half of a go.mod is one; its hash tells
    but: { 'length-too-small': 'other' },
    isHonest: (result, right) => result !== right,
  },
}
