import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Changed } from '../../preload/contract/app'
import type { Settings } from '../../preload/contract/settings'
import { type Client, failureOf } from '../bridge'
import { type ChainStore, createChainStore } from '../features/chain/store'
import { createDoctorStore, type DoctorStore } from '../features/doctor/store'
import { createExplainStore, type ExplainStore } from '../features/explain/store'
import { createGoenvStore, type GoenvStore } from '../features/goenv/store'
import { createJournalStore, type JournalStore } from '../features/journal/store'
import { createModulesStore, type ModulesStore } from '../features/modules/store'
import { createProxyStore, type ProxyStore } from '../features/proxy/store'
import { createReleasesStore, type ReleasesStore } from '../features/releases/store'
import { createSettingsStore, type SettingsStore } from '../features/settings/store'
import { createSetupStore, type SetupStore } from '../features/setup/store'
import { createStatusStore, type StatusStore } from '../features/status/store'
import { createTemporaryStore, type TemporaryStore } from '../features/temporary/store'
import { isCancelled } from '../kit/failure'
import { follow } from '../kit/follow'
import { createPlanRun, type PlanRunStore } from '../kit/plan-run'

export interface Stores {
  readonly chain: ChainStore
  readonly doctor: DoctorStore
  readonly explain: ExplainStore
  readonly goenv: GoenvStore
  readonly journal: JournalStore
  readonly modules: ModulesStore
  readonly proxy: ProxyStore
  readonly releases: ReleasesStore
  /** The plan in the drawer that every page may open. */
  readonly review: PlanRunStore
  readonly settings: SettingsStore
  readonly setup: SetupStore
  readonly status: StatusStore
  readonly temporary: TemporaryStore
  /** Asks again for everything that was asked for before. */
  readonly refreshAll: () => void
}

/** All stores of a window. A store that nobody has looked at stays untouched by refreshes. */
export function createStores(client: Client, settings: Settings): Stores {
  const refreshAll = (): void => {
    for (const topic of ['sdk', 'goenv', 'journal'] as const) refreshTopic(stores, topic)
    if (stores.proxy.getState().landings.phase !== 'idle') void stores.proxy.getState().checkLanded()
    if (stores.status.getState().status.phase !== 'idle') void stores.status.getState().check()
  }
  const stores: Stores = {
    chain: createChainStore(client),
    doctor: createDoctorStore(client),
    explain: createExplainStore(client),
    goenv: createGoenvStore(client),
    journal: createJournalStore(client, refreshAll),
    modules: createModulesStore(client, refreshAll),
    proxy: createProxyStore(client, refreshAll),
    releases: createReleasesStore(client, refreshAll),
    review: createPlanRun(client, refreshAll),
    settings: createSettingsStore(client, settings),
    setup: createSetupStore(client, refreshAll),
    status: createStatusStore(client),
    temporary: createTemporaryStore(client, refreshAll),
    refreshAll,
  }
  return stores
}

/** Asks again for what belongs to a topic, where it was asked for before. */
export function refreshTopic(stores: Stores, topic: Changed['topic']): void {
  switch (topic) {
    case 'settings':
      void stores.settings.getState().refresh()
      break
    case 'temporary':
      if (stores.temporary.getState().state.phase !== 'idle') void stores.temporary.getState().refresh()
      break
    case 'journal':
      if (stores.journal.getState().entries.phase !== 'idle') void stores.journal.getState().refresh()
      break
    case 'sdk': {
      const { sdk, catalogue, refreshSdk, refreshCatalogue } = stores.releases.getState()
      if (sdk.phase !== 'idle') void refreshSdk()
      if (catalogue.phase !== 'idle') void refreshCatalogue({ refresh: false })
      break
    }
    case 'goenv':
      if (stores.temporary.getState().state.phase !== 'idle') void stores.temporary.getState().refresh()
      if (stores.goenv.getState().table.phase !== 'idle') void stores.goenv.getState().refresh()
      if (stores.proxy.getState().state.phase !== 'idle') void stores.proxy.getState().refresh()
      if (stores.chain.getState().state.phase !== 'idle') void stores.chain.getState().refresh()
      break
  }
}

/** Keeps the stores in step with what other windows, the command line and editors change, until the host is gone. */
export async function watchChanges(
  client: Client,
  stores: Stores,
  connection: StoreApi<ConnectionState>,
): Promise<void> {
  while (connection.getState().lost === null) {
    try {
      await follow(client.app.changes(), ({ topic }) => refreshTopic(stores, topic))
    } catch (error) {
      // the stream broke off: either the host is gone, which the connection tells, or it can be opened again
      if (isCancelled(failureOf(error))) return
    }
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

/** Whether the window still has its host. */
export interface ConnectionState {
  readonly lost: 'closed' | 'session' | null
}

export function createConnection(
  onLost: (callback: (reason: 'closed' | 'session') => void) => () => void,
): StoreApi<ConnectionState> {
  const store = createStore<ConnectionState>(() => ({ lost: null }))
  onLost((lost) => store.setState({ lost }))
  return store
}
