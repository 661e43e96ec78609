import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FailureShape } from '../../../preload/contract/failure'
import type { TemporaryName, TemporarySpan, TemporaryState } from '../../../preload/contract/temporary'
import { type Client, failureOf } from '../../bridge'
import { createLoader, idle, type Loadable } from '../../kit/loadable'

export interface TemporaryPanelState {
  readonly state: Loadable<TemporaryState>
  /** When the state came, in milliseconds of a clock that nobody sets: what is left is counted down from there. */
  readonly seenAt: number
  /** The variable that is being ended or extended. */
  readonly busy: TemporaryName | null
  readonly failure: FailureShape | null
  readonly refresh: () => Promise<unknown>
  readonly end: (name: TemporaryName) => Promise<void>
  readonly extend: (name: TemporaryName, span: TemporarySpan) => Promise<void>
  readonly told: (ids: readonly string[]) => Promise<void>
}

export type TemporaryStore = StoreApi<TemporaryPanelState>

export function createTemporaryStore(client: Client, onSettled: () => void): TemporaryStore {
  const store = createStore<TemporaryPanelState>((set, get) => {
    const act = async (name: TemporaryName | null, work: () => Promise<unknown>): Promise<void> => {
      set({ busy: name, failure: null })
      try {
        await work()
      } catch (error) {
        set({ failure: failureOf(error) })
      } finally {
        set({ busy: null })
        await get().refresh()
        if (name !== null) onSettled()
      }
    }
    return {
      state: idle,
      seenAt: performance.now(),
      busy: null,
      failure: null,
      refresh: createLoader<TemporaryState, []>(
        { get: () => get().state, set: (state) => set({ state, seenAt: seenAt(state, get().seenAt) }) },
        (signal) => client.temporary.state(undefined, { signal }),
      ),
      end: (name) => act(name, () => client.temporary.end({ name })),
      extend: (name, span) => act(name, () => client.temporary.extend({ name, span })),
      told: (ids) => act(null, () => client.temporary.told({ ids: [...ids] })),
    }
  })
  return store
}

function seenAt(state: Loadable<TemporaryState>, last: number): number {
  return state.phase === 'ready' ? performance.now() : last
}
