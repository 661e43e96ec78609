import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FailureShape } from '../../../preload/contract/failure'
import type { Catalogue, Release } from '../../../preload/contract/releases'
import type { SdkState, VerifyReport } from '../../../preload/contract/sdk'
import { type Client, failureOf } from '../../bridge'
import { isCancelled } from '../../kit/failure'
import { follow } from '../../kit/follow'
import { createLoader, idle, type Loadable } from '../../kit/loadable'
import { createPlanRun, type PlanRunStore } from '../../kit/plan-run'
import { nextProgress, type RunProgress, startProgress } from '../../kit/run-progress'

export type JobKind = 'install' | 'install-use' | 'use' | 'uninstall'

/** Work on one version, in its row. */
export interface Job {
  readonly kind: JobKind
  readonly run: PlanRunStore
}

export type Verification =
  | { readonly phase: 'running'; readonly progress: RunProgress; readonly stop: () => void }
  | { readonly phase: 'done'; readonly report: VerifyReport }
  | { readonly phase: 'failed'; readonly failure: FailureShape }

export interface ReleasesState {
  readonly catalogue: Loadable<Catalogue>
  readonly sdk: Loadable<SdkState>
  readonly channel: Release['channel']
  readonly search: string
  /** By version. */
  readonly jobs: Readonly<Record<string, Job>>
  /** By GOROOT. */
  readonly verifications: Readonly<Record<string, Verification>>
  readonly refreshCatalogue: (options: { refresh: boolean }) => Promise<unknown>
  /** Whether a fresh shell is asked which Go wins, which takes longer. */
  readonly asksShell: boolean
  readonly refreshSdk: () => Promise<unknown>
  /** From now on asks a fresh shell too. */
  readonly askShell: () => void
  readonly setChannel: (channel: Release['channel']) => void
  readonly setSearch: (search: string) => void
  readonly ask: (kind: JobKind, version: string) => Promise<void>
  readonly verify: (goroot: string) => Promise<void>
  readonly dismissVerification: (goroot: string) => void
}

export type ReleasesStore = StoreApi<ReleasesState>

export function createReleasesStore(client: Client, onSettled: () => void): ReleasesStore {
  return createStore<ReleasesState>((set, get) => ({
    catalogue: idle,
    sdk: idle,
    asksShell: false,
    channel: 'stable',
    search: '',
    jobs: {},
    refreshCatalogue: createLoader<Catalogue, [{ refresh: boolean }]>(
      { get: () => get().catalogue, set: (catalogue) => set({ catalogue }) },
      (signal, options) => client.releases.catalogue(options, { signal }),
    ),
    refreshSdk: createLoader<SdkState, []>({ get: () => get().sdk, set: (sdk) => set({ sdk }) }, (signal) =>
      client.sdk.state({ probeShell: get().asksShell }, { signal }),
    ),
    askShell: () => {
      if (get().asksShell) return
      set({ asksShell: true })
      void get().refreshSdk()
    },
    setChannel: (channel) => set({ channel }),
    setSearch: (search) => set({ search }),
    ask: async (kind, version) => {
      const running = get().jobs[version]?.run.getState().run.phase
      if (running === 'applying' || running === 'cancelling') return
      const run = createPlanRun(client, onSettled)
      set(({ jobs }) => ({ jobs: { ...jobs, [version]: { kind, run } } }))
      await run.getState().prepare((signal) => planFor(client, kind, version, signal))
    },
    ...createVerifier(client, set),
  }))
}

function planFor(client: Client, kind: JobKind, version: string, signal: AbortSignal) {
  switch (kind) {
    case 'install':
      return client.sdk.planInstall({ version, use: false }, { signal })
    case 'install-use':
      return client.sdk.planInstall({ version, use: true }, { signal })
    case 'use':
      return client.sdk.planUse({ version }, { signal })
    case 'uninstall':
      return client.sdk.planUninstall({ version }, { signal })
  }
}

type SetState = StoreApi<ReleasesState>['setState']

function createVerifier(
  client: Client,
  set: SetState,
): Pick<ReleasesState, 'verifications' | 'verify' | 'dismissVerification'> {
  const put = (goroot: string, next: Verification | null): void =>
    set(({ verifications }) => {
      const { [goroot]: _, ...rest } = verifications
      return { verifications: next === null ? rest : { ...rest, [goroot]: next } }
    })
  return {
    verifications: {},
    verify: async (goroot) => {
      const control = new AbortController()
      const stop = (): void => control.abort()
      let progress = startProgress(0)
      put(goroot, { phase: 'running', progress, stop })
      try {
        const report = await follow(client.sdk.verify({ goroot }, { signal: control.signal }), (event) => {
          progress = nextProgress(progress, event)
          put(goroot, { phase: 'running', progress, stop })
        })
        put(goroot, { phase: 'done', report })
      } catch (error) {
        const failure = failureOf(error)
        put(goroot, isCancelled(failure) ? null : { phase: 'failed', failure })
      }
    },
    dismissVerification: (goroot) => put(goroot, null),
  }
}

/** The releases with what is known of this machine by now: newer than what the list said when it was fetched. */
export function markReleases(releases: readonly Release[], sdk: SdkState | null): readonly Release[] {
  if (sdk === null) return releases
  const here = new Set(sdk.installed.map((one) => one.version))
  return releases.map((release) => ({
    ...release,
    installed: here.has(release.version),
    active: release.version === sdk.current,
  }))
}

/** How many releases each channel has. */
export function countChannels(releases: readonly Release[]): Readonly<Record<Release['channel'], number>> {
  const counts = { stable: 0, unstable: 0, archived: 0 }
  for (const release of releases) counts[release.channel]++
  return counts
}

/**
 * The releases of a channel that fit the search: `1.26`, `go1.26` and `26` all find go1.26.8. While searching, every
 * channel is looked through.
 */
export function matchReleases(releases: readonly Release[], channel: Release['channel'], search: string): Release[] {
  const wanted = search.trim().toLowerCase().replace(/^go/, '')
  if (wanted === '') return releases.filter((release) => release.channel === channel)
  return releases.filter((release) => release.version.slice(2).includes(wanted))
}
