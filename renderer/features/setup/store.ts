import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FailureShape } from '../../../preload/contract/failure'
import type { ProbeResult, ProbeRow } from '../../../preload/contract/proxy'
import type { SetupChoice, SetupDraft } from '../../../preload/contract/setup'
import type { ShellName } from '../../../preload/contract/shell'
import { type Client, failureOf } from '../../bridge'
import { follow } from '../../kit/follow'
import { createLoader, idle, knownOf, type Loadable } from '../../kit/loadable'
import { createPlanRun, type PlanRunStore } from '../../kit/plan-run'

export const setupSteps = ['go', 'proxy', 'review'] as const
export type SetupStep = (typeof setupSteps)[number]

/** Where a step stands in the list; after the last one when all are done. */
export function stepIndex(step: SetupStep | 'done'): number {
  return step === 'done' ? setupSteps.length : setupSteps.indexOf(step)
}

export interface SetupState {
  readonly draft: Loadable<SetupDraft>
  /** `done`: applied; the validation table is shown. */
  readonly step: SetupStep | 'done'
  /** Null until the draft is there. */
  readonly choice: SetupChoice | null
  readonly probes: Readonly<Record<string, ProbeRow>>
  readonly probing: 'idle' | 'running' | 'done'
  readonly probeFailure: FailureShape | null
  readonly best: string | null
  /** The user asked for the next step while the probes that decide the default are still under way. */
  readonly isWaitingForProbes: boolean
  /** The user chose a proxy: probes no longer change the choice. */
  readonly isProxyChosen: boolean
  readonly isSumdbChosen: boolean
  readonly applying: PlanRunStore
  readonly load: () => Promise<void>
  readonly probe: () => Promise<void>
  readonly chooseVersion: (version: string | null) => void
  readonly chooseProxy: (goproxy: string | null) => void
  readonly chooseSumdb: (gosumdb: string | null) => void
  readonly toggleShell: (shell: ShellName) => void
  readonly next: () => Promise<void>
  readonly back: () => void
  /** Plans the choice anew. */
  readonly plan: () => Promise<void>
  readonly apply: () => Promise<void>
  readonly restart: () => void
}

export type SetupStore = StoreApi<SetupState>

/** The wizard's state: a draft whose defaults are right, what the user changed of it, and the plan that comes of both. */
export function createSetupStore(client: Client, onSettled: () => void): SetupStore {
  const applying = createPlanRun(client, onSettled)
  return createStore<SetupState>((set, get, store) => ({
    draft: idle,
    step: 'go',
    choice: null,
    probes: {},
    probing: 'idle',
    probeFailure: null,
    best: null,
    isWaitingForProbes: false,
    isProxyChosen: false,
    isSumdbChosen: false,
    applying,
    load: createDraftLoader(client, set, get),
    probe: createProber(client, set, get),
    chooseVersion: (version) => set(({ choice }) => ({ choice: choice && { ...choice, version } })),
    chooseProxy: (goproxy) => set(({ choice }) => ({ choice: choice && { ...choice, goproxy }, isProxyChosen: true })),
    chooseSumdb: (gosumdb) => set(({ choice }) => ({ choice: choice && { ...choice, gosumdb }, isSumdbChosen: true })),
    toggleShell: (shell) => {
      const { choice, plan } = get()
      if (!choice) return
      const has = choice.shells.includes(shell)
      const shells = has ? choice.shells.filter((one) => one !== shell) : [...choice.shells, shell]
      set({ choice: { ...choice, shells } })
      void plan()
    },
    ...createSteps(store, applying),
    plan: async () => {
      const { choice } = get()
      if (choice) await applying.getState().prepare((signal) => client.setup.plan(choice, { signal }))
    },
    apply: async () => {
      const entryId = await applying.getState().apply()
      if (entryId !== null) set({ step: 'done' })
    },
  }))
}

type Set = StoreApi<SetupState>['setState']
type Get = StoreApi<SetupState>['getState']

function createSteps(
  store: StoreApi<SetupState>,
  applying: PlanRunStore,
): Pick<SetupState, 'next' | 'back' | 'restart'> {
  const { setState: set, getState: get } = store
  return {
    next: async () => {
      const { step, choice, plan } = get()
      if (!choice) return
      if (step === 'go') set({ step: 'proxy' })
      if (step !== 'proxy') return
      if (!(await untilProbesDecided(store))) return
      set({ step: 'review' })
      await plan()
    },
    back: () => {
      const { step, isWaitingForProbes } = get()
      if (isWaitingForProbes) set({ isWaitingForProbes: false })
      else if (step === 'proxy') set({ step: 'go' })
      else if (step === 'review') {
        applying.getState().close()
        if (applying.getState().run.phase === 'idle') set({ step: 'proxy' })
      }
    },
    restart: () => {
      applying.getState().close()
      set({ step: 'go', isProxyChosen: false, isSumdbChosen: false })
      void get().load()
    },
  }
}

function createDraftLoader(client: Client, set: Set, get: Get): () => Promise<void> {
  const load = createLoader<SetupDraft, []>({ get: () => get().draft, set: (draft) => set({ draft }) }, (signal) =>
    client.setup.draft(undefined, { signal }),
  )
  return async () => {
    const draft = await load()
    if (draft === null) return
    set({ choice: draft.choice })
    await get().probe()
  }
}

function createProber(client: Client, set: Set, get: Get): () => Promise<void> {
  let running: AbortController | null = null
  return async () => {
    running?.abort()
    const own = new AbortController()
    running = own
    set({ probes: {}, probing: 'running', probeFailure: null, best: null })
    try {
      const result = await follow(client.proxy.probe({ ids: [] }, { signal: own.signal }), (row) => {
        if (running === own) set(({ probes }) => ({ probes: { ...probes, [row.id]: row } }))
      })
      if (running !== own) return
      set({ probes: Object.fromEntries(result.rows.map((row) => [row.id, row])), best: result.best })
      preselect(result, set, get)
      set({ probing: 'done' })
    } catch (error) {
      // without probes the draft's own defaults stand
      if (running === own) set({ probing: 'done', probeFailure: failureOf(error) })
    }
  }
}

/** Takes the best proxy for the default, unless somebody chose, or a setting that works is there already. */
function preselect(result: ProbeResult, set: Set, get: Get): void {
  const { choice, isProxyChosen, isSumdbChosen } = get()
  const draft = knownOf(get().draft)
  if (!choice || !draft) return
  const best = draft.proxy.presets.find((preset) => preset.id === result.best)
  const sumdb = draft.proxy.sumdbs.find((preset) => preset.id === result.bestSumdb)
  const current = result.rows.find((row) => row.id === draft.proxy.current)
  const keeps = choice.goproxy === null && current?.verdict !== 'failed'
  set({
    choice: {
      ...choice,
      ...(best && !isProxyChosen && !keeps ? { goproxy: best.goproxy } : {}),
      ...(sumdb && !isSumdbChosen && choice.gosumdb !== null ? { gosumdb: sumdb.gosumdb } : {}),
    },
  })
}

/** Waits until the probes are over, where their outcome is what the user gets by not choosing. False: called off. */
function untilProbesDecided(store: StoreApi<SetupState>): Promise<boolean> {
  const isDecided = (): boolean => store.getState().probing !== 'running' || store.getState().isProxyChosen
  if (isDecided()) return Promise.resolve(true)
  store.setState({ isWaitingForProbes: true })
  return new Promise((resolve) => {
    const stop = store.subscribe(({ isWaitingForProbes }) => {
      if (!isDecided() && isWaitingForProbes) return
      stop()
      if (isWaitingForProbes) store.setState({ isWaitingForProbes: false })
      resolve(isWaitingForProbes)
    })
  })
}
