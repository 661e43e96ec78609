import { createStore, type StoreApi } from 'zustand/vanilla'
import type { JournalEntry, UndoConflict } from '../../../preload/contract/journal'
import type { Client } from '../../bridge'
import { createLoader, idle, type Loadable } from '../../kit/loadable'
import { createPlanRun, type PlanRunStore } from '../../kit/plan-run'

export interface JournalState {
  readonly entries: Loadable<JournalEntry[]>
  /** Files that the undo under review leaves alone, because somebody changed them since. */
  readonly conflicts: readonly UndoConflict[]
  readonly undoing: PlanRunStore
  readonly refresh: () => Promise<unknown>
  /** Plans the undo of these entries, or of everything, for review. */
  readonly undo: (which: { readonly ids: readonly string[] } | { readonly all: true }) => Promise<void>
}

export type JournalStore = StoreApi<JournalState>

export function createJournalStore(client: Client, onSettled: () => void): JournalStore {
  const undoing = createPlanRun(client, onSettled)
  return createStore<JournalState>((set, get) => ({
    entries: idle,
    conflicts: [],
    undoing,
    refresh: createLoader<JournalEntry[], []>(
      { get: () => get().entries, set: (entries) => set({ entries }) },
      (signal) => client.journal.list(undefined, { signal }),
    ),
    undo: async (which) => {
      set({ conflicts: [] })
      await undoing.getState().prepare(async (signal) => {
        const input = 'all' in which ? which : { ids: [...which.ids] }
        const { plan, conflicts } = await client.journal.planUndo(input, { signal })
        set({ conflicts })
        return plan
      })
    },
  }))
}
