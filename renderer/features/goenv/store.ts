import { createStore, type StoreApi } from 'zustand/vanilla'
import type { EnvRow, EnvTable } from '../../../preload/contract/goenv'
import type { Client } from '../../bridge'
import { createLoader, idle, type Loadable } from '../../kit/loadable'

export interface GoenvState {
  readonly table: Loadable<EnvTable>
  readonly filter: string
  readonly isOtherOpen: boolean
  /** Names of rows whose details are shown. */
  readonly open: ReadonlySet<string>
  /** The one row that is being edited, with what was typed. */
  readonly editing: { readonly name: string; readonly value: string } | null
  readonly refresh: () => Promise<unknown>
  readonly setFilter: (filter: string) => void
  readonly toggleOther: () => void
  readonly toggle: (name: string) => void
  readonly edit: (row: EnvRow) => void
  readonly type: (value: string) => void
  readonly stopEditing: () => void
}

export type GoenvStore = StoreApi<GoenvState>

export function createGoenvStore(client: Client): GoenvStore {
  return createStore<GoenvState>((set, get) => ({
    table: idle,
    filter: '',
    isOtherOpen: false,
    open: new Set(),
    editing: null,
    refresh: createLoader<EnvTable, []>({ get: () => get().table, set: (table) => set({ table }) }, (signal) =>
      client.goenv.table(undefined, { signal }),
    ),
    setFilter: (filter) => set({ filter }),
    toggleOther: () => set(({ isOtherOpen }) => ({ isOtherOpen: !isOtherOpen })),
    toggle: (name) =>
      set(({ open }) => {
        const next = new Set(open)
        if (!next.delete(name)) next.add(name)
        return { open: next }
      }),
    edit: (row) => set({ editing: { name: row.name, value: row.value } }),
    type: (value) => set(({ editing }) => ({ editing: editing && { ...editing, value } })),
    stopEditing: () => set({ editing: null }),
  }))
}

/** The rows of a group that fit the filter: its words, in the name or the value, in any case. */
export function rowsOf(table: EnvTable, group: EnvRow['group'], filter: string): EnvRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  return table.rows.filter((row) => {
    if (row.group !== group) return false
    const text = `${row.name} ${row.value}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
