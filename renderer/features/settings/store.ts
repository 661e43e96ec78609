import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FailureShape } from '../../../preload/contract/failure'
import type { Settings } from '../../../preload/contract/settings'
import { type Client, failureOf } from '../../bridge'

export interface SettingsState {
  readonly settings: Settings
  readonly failure: FailureShape | null
  /** Saves a part; what the core made of it replaces the whole. */
  readonly save: (patch: Partial<Settings>) => Promise<void>
  readonly refresh: () => Promise<void>
}

export type SettingsStore = StoreApi<SettingsState>

/** Settings as the core holds them; `initial` was asked for before anything was shown. */
export function createSettingsStore(client: Client, initial: Settings): SettingsStore {
  return createStore<SettingsState>((set) => {
    const take = async (asked: Promise<Settings>): Promise<void> => {
      try {
        set({ settings: await asked, failure: null })
      } catch (error) {
        set({ failure: failureOf(error) })
      }
    }
    return {
      settings: initial,
      failure: null,
      save: (patch) => take(client.settings.set(patch)),
      refresh: () => take(client.settings.get()),
    }
  })
}
