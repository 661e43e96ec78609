import { randomUUID } from 'node:crypto'
import type { Fault } from '../../preload/contract/failure-blanks'
import type { Landing, ProbeHistory, ProbePlan, ProbeResult, ProbeRow, ProxyState } from '../../preload/contract/proxy'
import type { Settings } from '../../preload/contract/settings'
import { text } from '../../preload/contract/text'
import { variable } from '../gocmd'
import { type Goenv, isMasked, maskOf } from '../goenv'
import { goenvValueFault, isAbsolutePath, parseGoproxy, parseGosumdb } from '../golang'
import type { Change, Plan } from '../journal'
import { Failure, type World } from '../kit'
import type { Shell } from '../shell'
import { openProbeLog, type ProbeLog } from './history'
import { type LandingPlaces, whereLanded } from './landed'
import { type LandingFixRequest, planLandingFix } from './landing-fix'
import { type ProbeLimits, probeLimits } from './measure'
import { modulesOf, planProbe } from './plan-probe'
import { type Database, firstUrl, isSameGoproxy, type Preset, proxyPresets, shown, sumdbPresets } from './presets'
import { type ProbeTarget, probeProxies } from './probe'

export interface ProxyParts {
  readonly goenv: Pick<Goenv, 'resolve' | 'configured' | 'filePath' | 'planSet' | 'changesFor' | 'planDisableLine'>
  readonly shell: Pick<Shell, 'views' | 'exportsOf'>
  /** Other than the public ones, for tests. */
  readonly presets?: readonly Preset[]
  readonly sumdbs?: readonly Database[]
  readonly limits?: ProbeLimits
}

/** A proxy of the list by its id, or a whole GOPROXY value. */
export type Use = { readonly id: string } | { readonly goproxy: string }

/** A probe by the whole protocol, with the modules that the go.mod in a folder requires. */
export interface Whole {
  readonly folder: string | null
}

export interface ProxyRoom {
  /** The values in force, what may be chosen, and the HTTP proxies of the environment. Credentials are masked. */
  state(): Promise<ProxyState>
  /**
   * Probes these proxies side by side; without ids all that have a URL. `direct` and `off` are passed over. `whole`: by
   * the whole protocol, with what {@link probePlan} tells. A probe that came to its end is kept for {@link history}.
   *
   * @throws CANCELLED, INVALID_INPUT for an unknown id, or a folder without a go.mod
   */
  probe(ids: readonly string[], signal?: AbortSignal, whole?: Whole | null): AsyncGenerator<ProbeRow, ProbeResult>
  /** What a whole probe is going to ask for, how much it may read, and what it keeps to itself. Throws as probe. */
  probePlan(ids: readonly string[], folder: string | null): Promise<ProbePlan>
  /** The probes so far by proxy, each with how the newest differs from the week before. */
  history(): Promise<ProbeHistory[]>
  /** The change of the go env file that a switch makes; `gosumdb` null leaves GOSUMDB alone. Throws as {@link planUse}. */
  changesForUse(use: Use, gosumdb: string | null): Promise<Change[]>
  /**
   * Plans the switch to a proxy, and with it to a checksum database when one is given.
   *
   * @throws INVALID_INPUT for an unknown id or a value that go would refuse, and what Goenv.planSet throws
   */
  planUse(request: { readonly use: Use; readonly gosumdb: string | null }): Promise<Plan>
  /** A GOPROXY value as it was shown, with the credentials that were hidden in it when it is one of the list. */
  unmasked(goproxy: string): string
  /** Where the value of the go env file arrives and what stands in its way; of a project's folder too. @throws CANCELLED, INVALID_INPUT */
  landed(signal?: AbortSignal, places?: LandingPlaces): Promise<Landing[]>
  /** Takes away what stands in the way, see {@link planLandingFix}. @throws FILE_UNSUITABLE, INVALID_INPUT */
  planLandingFix(request: LandingFixRequest): Promise<Plan>
  /** Adds a proxy to the list. @throws INVALID_INPUT */
  addCustom(custom: { readonly label: string; readonly goproxy: string }): Promise<ProxyState>
  /** Takes an added proxy off the list; nothing happens when there is none of that id. */
  removeCustom(id: string): Promise<ProxyState>
}

type ProxyWorld = Pick<World, 'env' | 'home' | 'platform' | 'http' | 'clock' | 'settings' | 'dirs' | 'log'>

export function createProxy(world: ProxyWorld, parts: ProxyParts): ProxyRoom {
  return new Room(world, parts)
}

class Room implements ProxyRoom {
  readonly #world: ProxyWorld
  readonly #parts: ProxyParts
  readonly #databases: readonly Database[]
  readonly #mask: (value: string) => string
  readonly #log: ProbeLog

  constructor(world: ProxyWorld, parts: ProxyParts) {
    this.#world = world
    this.#parts = parts
    this.#databases = parts.sumdbs ?? sumdbPresets
    this.#mask = maskOf(world.env)
    this.#log = openProbeLog(world)
  }

  async state(): Promise<ProxyState> {
    const { goenv } = this.#parts
    const [goproxy, gosumdb] = await Promise.all([goenv.resolve('GOPROXY'), goenv.resolve('GOSUMDB')])
    const presets = this.#presets()
    return {
      goproxy: this.#mask(goproxy.value),
      gosumdb: this.#mask(gosumdb.value),
      goproxyOrigin: goproxy.origin,
      gosumdbOrigin: gosumdb.origin,
      current: presets.find((preset) => isSameGoproxy(preset.goproxy, goproxy.value))?.id ?? null,
      presets: presets.map((preset) => shown(preset, this.#mask)),
      sumdbs: this.#databases.map(({ url, ...preset }) => preset),
      http: {
        httpProxy: this.#networkVariable('HTTP_PROXY'),
        httpsProxy: this.#networkVariable('HTTPS_PROXY'),
        noProxy: this.#networkVariable('NO_PROXY'),
      },
    }
  }

  async *probe(
    ids: readonly string[],
    signal?: AbortSignal,
    whole: Whole | null = null,
  ): AsyncGenerator<ProbeRow, ProbeResult> {
    const targets = this.#targets(ids)
    const modules = whole && modulesOf(await this.probePlan(ids, whole.folder))
    const { http, clock } = this.#world
    const tools = { http, clock, limits: this.#limits() }
    const result = yield* probeProxies(tools, targets, this.#databases, signal, modules)
    await this.#log.keep(result.rows)
    return result
  }

  async probePlan(ids: readonly string[], folder: string | null): Promise<ProbePlan> {
    const names = ['GOPRIVATE', 'GONOPROXY', 'GONOSUMDB']
    const patterns = await Promise.all(names.map(async (name) => (await this.#parts.goenv.resolve(name)).value))
    return planProbe(folder, patterns, this.#targets(ids).length, this.#limits().transferBytes)
  }

  history(): Promise<ProbeHistory[]> {
    return this.#log.read()
  }

  async changesForUse(use: Use, gosumdb: string | null): Promise<Change[]> {
    return this.#parts.goenv.changesFor(this.#valuesFor(use, gosumdb))
  }

  async planUse({ use, gosumdb }: { use: Use; gosumdb: string | null }): Promise<Plan> {
    const values = this.#valuesFor(use, gosumdb)
    const plan = await this.#parts.goenv.planSet(values)
    const preset = this.#presets().find(({ goproxy }) => goproxy === values.GOPROXY)
    const notes = gosumdb === 'off' ? [text('proxy.sumdb.off')] : []
    return {
      ...plan,
      title: text('proxy.useTitle', { name: preset?.label ?? this.#mask(values.GOPROXY) }),
      notes: [...plan.notes, ...notes],
    }
  }

  unmasked(goproxy: string): string {
    if (!isMasked(goproxy)) return goproxy
    return this.#presets().find((preset) => this.#mask(preset.goproxy) === goproxy)?.goproxy ?? goproxy
  }

  async landed(signal?: AbortSignal, places?: LandingPlaces): Promise<Landing[]> {
    if (places) refuseFolder(places.folder, this.#world.platform.os)
    return whereLanded(this.#world, this.#parts, places, signal)
  }

  async planLandingFix(request: LandingFixRequest): Promise<Plan> {
    refuseFolder(request.folder, this.#world.platform.os)
    return planLandingFix(this.#world, this.#parts.goenv, request)
  }

  async addCustom(custom: { label: string; goproxy: string }): Promise<ProxyState> {
    const [label, goproxy] = [custom.label.trim(), custom.goproxy.trim()]
    if (label === '' || label.length > 80) throw invalid('name', 'it must have 1 to 80 characters', 'label-length')
    refuseGoproxy(goproxy)
    const added = { id: `custom-${randomUUID().slice(0, 8)}`, label, goproxy }
    await this.#world.settings.set(({ customProxies }) => {
      const twin = this.#presets(customProxies).find((preset) => isSameGoproxy(preset.goproxy, goproxy))
      if (twin) throw known(this.#mask(goproxy), twin.label)
      return { customProxies: [...customProxies, added] }
    })
    return this.state()
  }

  async removeCustom(id: string): Promise<ProxyState> {
    const isAdded = this.#world.settings.get().customProxies.some((custom) => custom.id === id)
    const without = ({ customProxies }: Settings) => ({ customProxies: customProxies.filter((one) => one.id !== id) })
    if (isAdded) await this.#world.settings.set(without)
    return this.state()
  }

  #presets(customs = this.#world.settings.get().customProxies): Preset[] {
    const own = customs.map((custom): Preset => ({ ...custom, note: null, custom: true }))
    return [...(this.#parts.presets ?? proxyPresets), ...own]
  }

  #limits(): ProbeLimits {
    return this.#parts.limits ?? probeLimits
  }

  #targets(ids: readonly string[]): ProbeTarget[] {
    const wanted = ids.length === 0 ? this.#presets() : ids.map((id) => this.#preset(id))
    return wanted.flatMap(({ id, goproxy }) => {
      const url = firstUrl(goproxy)
      return url === null ? [] : [{ id, url }]
    })
  }

  #preset(id: string): Preset {
    const preset = this.#presets().find((one) => one.id === id)
    if (!preset) throw invalid(id, 'no proxy of the list has this id', 'no-such-id')
    return preset
  }

  #valuesFor(use: Use, gosumdb: string | null): { GOPROXY: string; GOSUMDB?: string } {
    const goproxy = 'id' in use ? this.#preset(use.id).goproxy : this.unmasked(use.goproxy.trim())
    refuseGoproxy(goproxy)
    if (gosumdb !== null) refuseGosumdb(gosumdb)
    return { GOPROXY: goproxy, ...(gosumdb === null ? {} : { GOSUMDB: gosumdb }) }
  }

  // the same names as Go looks at, in its order
  #networkVariable(name: string): string | null {
    const { env, platform } = this.#world
    const value = variable(env, name, platform.os) || variable(env, name.toLowerCase(), platform.os)
    return value === '' ? null : this.#mask(value)
  }
}

/** Refuses what go would take for no list of proxies, or never use. @throws INVALID_INPUT */
function refuseGoproxy(goproxy: string): void {
  if (isMasked(goproxy)) throw invalid('GOPROXY', 'a part of it is hidden', 'hidden')
  const fault = goenvValueFault('GOPROXY', goproxy, '')
  if (fault !== null) throw invalid('GOPROXY', fault)
  const entries = parseGoproxy(goproxy).entries.filter(({ kind, isReached }) => kind !== 'empty' && isReached)
  if (entries.length === 0) throw invalid('GOPROXY', 'it names no proxy', 'no-proxy')
  for (const { kind, url, written } of entries) {
    if (kind === 'invalid') throw invalid(written.trim(), 'it is neither a web address nor direct or off', 'no-address')
    if (kind !== 'url') continue
    const { protocol, username, password } = new URL(url)
    if (protocol === 'http:' && username + password !== '') {
      throw invalid(written.trim(), 'go sends no password without encryption: use https', 'needs-https')
    }
  }
}

/** A relative one would mean another folder in each process. @throws INVALID_INPUT */
function refuseFolder(folder: string | null, os: string): void {
  if (folder === null || isAbsolutePath(folder, os)) return
  throw invalid(folder, 'an absolute path is needed', 'not-absolute')
}

/** Refuses a checksum database that go does not know. @throws INVALID_INPUT */
export function refuseGosumdb(gosumdb: string): void {
  const fault = goenvValueFault('GOSUMDB', gosumdb, '')
  if (fault !== null) throw invalid('GOSUMDB', fault)
  const isKnown = gosumdb.trim() !== '' && parseGosumdb(gosumdb).kind !== 'invalid'
  if (!isKnown) throw invalid('GOSUMDB', 'it must be a database that go knows, name+hash+key, or off', 'no-sumdb')
}

function known(what: string, label: string): Failure {
  const why = `it is in the list already, as ${label}`
  return new Failure('INVALID_INPUT', `${what}: ${why}`, {
    what,
    why,
    label,
    fault: 'known-already' satisfies InputFault,
  })
}

type InputFault = Fault<'INVALID_INPUT'>

function invalid(what: string, why: string, fault?: InputFault): Failure {
  return new Failure('INVALID_INPUT', `${what}: ${why}`, { what, why, ...(fault && { fault }) })
}
