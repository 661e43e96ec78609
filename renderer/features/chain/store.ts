import { createStore, type StoreApi } from 'zustand/vanilla'
import type {
  ChainPreview,
  ChainSimulation,
  ChainState,
  ChainValues,
  ProxyAnswer,
} from '../../../preload/contract/chain'
import type { Client } from '../../bridge'
import { createLoader, idle, knownOf, type Loadable } from '../../kit/loadable'
import { answersOf, type DraftEntry, draftOf, draftOfTyped, goproxyOf, moved, type Patterns } from './draft'

/** What was done to an entry, for those who do not see it. */
export type Announcement =
  | { readonly kind: 'moved' | 'added'; readonly entry: string; readonly place: number; readonly count: number }
  | { readonly kind: 'removed'; readonly entry: string }

export interface ChainPanelState {
  readonly state: Loadable<ChainState>
  readonly entries: readonly DraftEntry[]
  readonly patterns: Patterns
  readonly gosumdb: string
  readonly module: string
  readonly isDirectFound: boolean
  readonly database: ProxyAnswer
  readonly paths: string
  readonly folder: string
  /** The folder whose go.mod is shown; what is typed is read when it is asked for. */
  readonly readFolder: string | null
  readonly simulation: Loadable<ChainSimulation>
  readonly preview: Loadable<ChainPreview>
  readonly announcement: Announcement | null
  readonly refresh: () => Promise<void>
  /** Throws away what was built and shows what is in force. */
  readonly reset: () => Promise<void>
  readonly add: (typed: string) => void
  readonly remove: (id: number) => void
  readonly move: (id: number, by: number) => void
  readonly change: (id: number, change: Partial<Pick<DraftEntry, 'separator' | 'answer' | 'sumdb'>>) => void
  readonly set: (
    change: Partial<Pick<ChainPanelState, 'module' | 'isDirectFound' | 'database' | 'paths' | 'folder'>>,
  ) => void
  readonly setPattern: (name: keyof Patterns, value: string) => void
  readonly read: () => void
}

export type ChainStore = StoreApi<ChainPanelState>

const noPatterns: Patterns = { GOPRIVATE: '', GONOPROXY: '', GONOSUMDB: '', GOINSECURE: '' }

/** The values that the draft stands for. */
export function valuesOf({ entries, patterns, gosumdb }: ChainPanelState): ChainValues {
  return { GOPROXY: goproxyOf(entries), ...patterns, GOSUMDB: gosumdb }
}

export function createChainStore(client: Client): ChainStore {
  const store = createStore<ChainPanelState>((set, get) => {
    const load = createLoader<ChainState, []>({ get: () => get().state, set: (state) => set({ state }) }, (signal) =>
      client.chain.state(undefined, { signal }),
    )
    const simulate = createLoader<ChainSimulation, []>(
      { get: () => get().simulation, set: (simulation) => set({ simulation }) },
      (signal) => client.chain.simulate(questionOf(get()), { signal }),
    )
    const preview = createLoader<ChainPreview, []>(
      { get: () => get().preview, set: (shown) => set({ preview: shown }) },
      (signal) => {
        const { paths, readFolder } = get()
        return client.chain.preview(
          { values: valuesOf(get()), paths: paths.split('\n').slice(0, 500), folder: readFolder },
          { signal },
        )
      },
    )
    const update = (change: Partial<ChainPanelState>): void => {
      set(change)
      void simulate()
      void preview()
    }
    const take = (state: ChainState): void => {
      const { GOPROXY, GOSUMDB, ...patterns } = state.values
      update({
        entries: draftOf(state.entries),
        patterns,
        gosumdb: GOSUMDB,
        paths: get().paths || state.samples.join('\n'),
        module: get().module || (state.samples[0] ?? ''),
      })
    }
    const reset = async (): Promise<void> => {
      const state = await load()
      if (state !== null) take(state)
    }
    return {
      state: idle,
      entries: [],
      patterns: noPatterns,
      gosumdb: '',
      module: '',
      isDirectFound: true,
      database: '200',
      paths: '',
      folder: '',
      readFolder: null,
      simulation: idle,
      preview: idle,
      announcement: null,
      reset,
      refresh: async () => {
        const before = knownOf(get().state)
        const isUntouched = before === null || JSON.stringify(before.values) === JSON.stringify(shownValues(get()))
        const state = await load()
        // what is being built stays
        if (state !== null && isUntouched) take(state)
      },
      ...editing(get, update),
      set: (change) => update(change),
      setPattern: (name, value) => update({ patterns: { ...get().patterns, [name]: value } }),
      read: () => update({ readFolder: get().folder.trim() === '' ? null : get().folder.trim() }),
    }
  })
  return store
}

function questionOf(state: ChainPanelState) {
  const { entries, isDirectFound, database } = state
  const module = state.module.trim()
  return { values: valuesOf(state), module, version: 'v1.0.0', answers: answersOf(entries), isDirectFound, database }
}

// in the order of the core's
function shownValues(state: ChainPanelState): ChainValues {
  const { GOPROXY, GOPRIVATE, GONOPROXY, GONOSUMDB, GOINSECURE, GOSUMDB } = valuesOf(state)
  return { GOPROXY, GOPRIVATE, GONOPROXY, GONOSUMDB, GOINSECURE, GOSUMDB }
}

function editing(
  get: () => ChainPanelState,
  update: (change: Partial<ChainPanelState>) => void,
): Pick<ChainPanelState, 'add' | 'remove' | 'move' | 'change'> {
  return {
    add: (typed) => {
      const added = draftOfTyped(typed)
      const [first] = added
      if (first === undefined) return
      const { entries } = get()
      // what stands behind direct or off would never be asked
      const end = entries.findIndex(({ written }) => written === 'direct' || written === 'off')
      const at = end < 0 || first.written === 'direct' || first.written === 'off' ? entries.length : end
      const next = [...entries.slice(0, at), ...added, ...entries.slice(at)]
      update({
        entries: next,
        announcement: { kind: 'added', entry: first.written, place: at + 1, count: next.length },
      })
    },
    remove: (id) => {
      const gone = get().entries.find((one) => one.id === id)
      if (gone === undefined) return
      update({
        entries: get().entries.filter((one) => one !== gone),
        announcement: { kind: 'removed', entry: gone.written },
      })
    },
    move: (id, by) => {
      const entries = moved(get().entries, id, by)
      const place = entries.findIndex((one) => one.id === id)
      const entry = entries[place]
      if (entry === undefined) return
      const announcement = { kind: 'moved', entry: entry.written, place: place + 1, count: entries.length } as const
      update({ entries, announcement })
    },
    change: (id, change) =>
      update({ entries: get().entries.map((one) => (one.id === id ? { ...one, ...change } : one)) }),
  }
}
