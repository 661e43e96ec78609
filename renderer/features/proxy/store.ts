import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FailureShape } from '../../../preload/contract/failure'
import type { PlanPreview } from '../../../preload/contract/journal'
import type { Landing, ProbeHistory, ProbePlan, ProbeRow, ProxyState } from '../../../preload/contract/proxy'
import { type Client, failureOf } from '../../bridge'
import { isCancelled } from '../../kit/failure'
import { follow } from '../../kit/follow'
import { createLoader, idle, type Loadable } from '../../kit/loadable'
import { createPlanRun, type PlanRunStore } from '../../kit/plan-run'

export type ProbeTable = Readonly<Record<string, ProbeRow>>

export type ProbePhase =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'done'; readonly best: string | null }
  | { readonly phase: 'failed'; readonly failure: FailureShape }

/** What a switch would set. */
export type Wish =
  | { readonly kind: 'preset'; readonly id: string }
  | { readonly kind: 'value'; readonly goproxy: string }
  | { readonly kind: 'gosumdb'; readonly gosumdb: string }

export interface ProxyPanelState {
  readonly state: Loadable<ProxyState>
  readonly probes: ProbeTable
  readonly probing: ProbePhase
  readonly landings: Loadable<Landing[]>
  readonly plan: Loadable<ProbePlan>
  readonly history: Loadable<ProbeHistory[]>
  readonly switching: PlanRunStore
  /** Which control asked for the switch under review: a wish is asked for in several places. */
  readonly askedAt: string | null
  readonly customFailure: FailureShape | null
  readonly refresh: () => Promise<unknown>
  /** Quickly, or by the whole protocol with the modules of a folder (null: a fixed set). */
  readonly probe: (whole?: { folder: string | null }) => Promise<void>
  readonly lookAhead: (folder: string | null) => Promise<unknown>
  readonly loadHistory: () => Promise<unknown>
  readonly stopProbing: () => void
  readonly checkLanded: () => Promise<unknown>
  /** A project whose files are looked at as well; empty for none. */
  readonly folder: string
  readonly setFolder: (folder: string) => void
  readonly ask: (wish: Wish, at: string) => Promise<void>
  /** Resolves with true when it was added. */
  readonly addCustom: (custom: { label: string; goproxy: string }) => Promise<boolean>
  readonly removeCustom: (id: string) => Promise<void>
}

export type ProxyStore = StoreApi<ProxyPanelState>

export function createProxyStore(client: Client, onSettled: () => void): ProxyStore {
  const switching = createPlanRun(client, () => {
    onSettled()
    if (switching.getState().run.phase === 'applied') void store.getState().checkLanded()
  })
  const store = createStore<ProxyPanelState>((set, get) => ({
    state: idle,
    probes: {},
    probing: { phase: 'idle' },
    landings: idle,
    plan: idle,
    history: idle,
    switching,
    askedAt: null,
    customFailure: null,
    refresh: createLoader<ProxyState, []>({ get: () => get().state, set: (state) => set({ state }) }, (signal) =>
      client.proxy.state(undefined, { signal }),
    ),
    ...createProber(client, set, () => void get().loadHistory()),
    lookAhead: createLoader<ProbePlan, [string | null]>(
      { get: () => get().plan, set: (plan) => set({ plan }) },
      (signal, folder) => client.proxy.probePlan({ ids: [], folder }, { signal }),
    ),
    loadHistory: createLoader<ProbeHistory[], []>(
      { get: () => get().history, set: (history) => set({ history }) },
      (signal) => client.proxy.history(undefined, { signal }),
    ),
    checkLanded: createLoader<Landing[], []>(
      { get: () => get().landings, set: (landings) => set({ landings }) },
      (signal) => client.proxy.landed({ folder: folderOf(get()) }, { signal }),
    ),
    folder: '',
    setFolder: (folder) => set({ folder }),
    ask: async (wish, at) => {
      set({ askedAt: at })
      await switching.getState().prepare((signal) => planFor(client, wish, signal))
    },
    addCustom: async (custom) => {
      try {
        set({ state: { phase: 'ready', value: await client.proxy.addCustom(custom) }, customFailure: null })
        return true
      } catch (error) {
        set({ customFailure: failureOf(error) })
        return false
      }
    },
    removeCustom: async (id) => {
      try {
        set({ state: { phase: 'ready', value: await client.proxy.removeCustom({ id }) }, customFailure: null })
      } catch (error) {
        set({ customFailure: failureOf(error) })
      }
    },
  }))
  return store
}

/** The project's folder that was typed, or null. */
export function folderOf({ folder }: Pick<ProxyPanelState, 'folder'>): string | null {
  return folder.trim() || null
}

type SetState = StoreApi<ProxyPanelState>['setState']

function createProber(
  client: Client,
  set: SetState,
  onDone: () => void,
): Pick<ProxyPanelState, 'probe' | 'stopProbing'> {
  let running: AbortController | null = null
  return {
    probe: async (whole) => {
      running?.abort()
      const own = new AbortController()
      running = own
      set({ probes: {}, probing: { phase: 'running' } })
      try {
        const { rows, best } = await follow(
          client.proxy.probe({ ids: [], ...(whole && { whole }) }, { signal: own.signal }),
          (row: ProbeRow) => {
            if (running === own) set(({ probes }) => ({ probes: { ...probes, [row.id]: row } }))
          },
        )
        onDone()
        if (running === own)
          set({ probes: Object.fromEntries(rows.map((row) => [row.id, row])), probing: { phase: 'done', best } })
      } catch (error) {
        const failure = failureOf(error)
        if (running === own) set({ probing: isCancelled(failure) ? { phase: 'idle' } : { phase: 'failed', failure } })
      }
    },
    stopProbing: () => running?.abort(),
  }
}

function planFor(client: Client, wish: Wish, signal: AbortSignal): Promise<PlanPreview> {
  switch (wish.kind) {
    case 'preset':
      return client.proxy.planUse({ use: { id: wish.id }, gosumdb: null }, { signal })
    case 'value':
      return client.proxy.planUse({ use: { goproxy: wish.goproxy }, gosumdb: null }, { signal })
    case 'gosumdb':
      return client.goenv.planSet({ values: { GOSUMDB: wish.gosumdb } }, { signal })
  }
}
