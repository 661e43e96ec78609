import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FailureShape } from '../../../preload/contract/failure'
import type { OutputLine } from '../../../preload/contract/modules'
import { type Client, failureOf } from '../../bridge'
import { follow } from '../../kit/follow'
import { createPlanRun, type PlanRunStore } from '../../kit/plan-run'

export type Running =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'ended'; readonly exitCode: number }
  | { readonly phase: 'failed'; readonly failure: FailureShape }

export interface ModulesState {
  readonly module: string
  readonly directory: string
  readonly suggestFailure: FailureShape | null
  readonly making: PlanRunStore
  readonly running: Running
  readonly lines: readonly OutputLine[]
  /** Fills the form with what the core suggests, unless somebody typed already. */
  readonly suggest: () => Promise<void>
  readonly setModule: (module: string) => void
  readonly setDirectory: (directory: string) => void
  readonly plan: () => Promise<unknown>
  /** Makes the module under review, then builds and runs it. */
  readonly makeAndRun: () => Promise<void>
  readonly run: () => Promise<void>
  readonly stop: () => void
  /** Back to an empty form. */
  readonly restart: () => void
}

export type ModulesStore = StoreApi<ModulesState>

export function createModulesStore(client: Client, onSettled: () => void): ModulesStore {
  const making = createPlanRun(client, onSettled)
  let control = new AbortController()
  return createStore<ModulesState>((set, get) => ({
    module: '',
    directory: '',
    suggestFailure: null,
    making,
    running: { phase: 'idle' },
    lines: [],
    suggest: async () => {
      try {
        const suggestion = await client.modules.suggest()
        set(({ module, directory }) => ({
          module: module || suggestion.module,
          directory: directory || suggestion.directory,
          suggestFailure: null,
        }))
      } catch (error) {
        set({ suggestFailure: failureOf(error) })
      }
    },
    setModule: (module) => set({ module }),
    setDirectory: (directory) => set({ directory }),
    plan: () => {
      const { module, directory } = get()
      return making.getState().prepare((signal) => client.modules.planNew({ module, directory }, { signal }))
    },
    makeAndRun: async () => {
      const entryId = await making.getState().apply()
      if (entryId !== null) await get().run()
    },
    run: async () => {
      control = new AbortController()
      set({ running: { phase: 'running' }, lines: [] })
      try {
        const call = client.modules.run({ directory: get().directory }, { signal: control.signal })
        const { exitCode } = await follow(call, (line) => set(({ lines }) => ({ lines: [...lines, line] })))
        set({ running: { phase: 'ended', exitCode } })
      } catch (error) {
        set({ running: { phase: 'failed', failure: failureOf(error) } })
      }
    },
    stop: () => control.abort(),
    restart: () => {
      making.getState().close()
      set({ module: '', directory: '', running: { phase: 'idle' }, lines: [] })
      void get().suggest()
    },
  }))
}
