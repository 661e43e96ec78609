import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FailureShape } from '../../preload/contract/failure'
import type { PlanPreview } from '../../preload/contract/journal'
import type { Client } from '../bridge'
import { failureOf } from '../bridge'
import { isCancelled } from './failure'
import { follow } from './follow'
import { nextProgress, type RunProgress, startProgress } from './run-progress'

/** From a wish to a changed machine: planned, shown, applied. */
export type Run =
  | { readonly phase: 'idle' }
  | { readonly phase: 'planning' }
  | { readonly phase: 'review'; readonly plan: PlanPreview }
  | { readonly phase: 'applying'; readonly plan: PlanPreview; readonly progress: RunProgress }
  /** The user stopped it; the core is taking back what was done. */
  | { readonly phase: 'cancelling'; readonly plan: PlanPreview; readonly progress: RunProgress }
  | { readonly phase: 'applied'; readonly plan: PlanPreview; readonly entryId: string }
  /** `plan` is null when there was none to apply: planning itself failed. */
  | { readonly phase: 'failed'; readonly plan: PlanPreview | null; readonly failure: FailureShape }

export interface PlanRunState {
  readonly run: Run
  /** Asks for a plan and holds it for review. Resolves with it, or null when it failed or was closed meanwhile. */
  readonly prepare: (make: (signal: AbortSignal) => Promise<PlanPreview>) => Promise<PlanPreview | null>
  /** Plans the same anew, after a failure. */
  readonly retry: () => Promise<PlanPreview | null>
  /** Applies the plan under review. Resolves with the journal entry's id, or null when it failed or was stopped. */
  readonly apply: () => Promise<string | null>
  /** Stops the plan that is being applied and waits, in phase `cancelling`, until the core took it back. */
  readonly cancel: () => void
  /** Back to idle; a plan that was not applied is let go. Does nothing while one is being applied. */
  readonly close: () => void
}

export type PlanRunStore = StoreApi<PlanRunState>

/** Makes a run. `onSettled` is called after every attempt to apply, whatever came of it. */
export function createPlanRun(client: Client, onSettled: () => void): PlanRunStore {
  let control = new AbortController()
  let latest: ((signal: AbortSignal) => Promise<PlanPreview>) | null = null
  // a plan that can't be discarded because the host went away is gone with it
  const letGo = (run: Run): void => {
    if (run.phase === 'review') client.journal.discard({ planId: run.plan.id }).catch(() => null)
  }
  return createStore<PlanRunState>((set, get) => ({
    run: { phase: 'idle' },
    prepare: async (make) => {
      if (isBusy(get().run)) return null
      control.abort()
      letGo(get().run)
      latest = make
      const own = new AbortController()
      control = own
      set({ run: { phase: 'planning' } })
      try {
        const plan = await make(own.signal)
        if (control === own && !own.signal.aborted) {
          set({ run: { phase: 'review', plan } })
          return plan
        }
        await client.journal.discard({ planId: plan.id })
      } catch (error) {
        const failure = failureOf(error)
        if (control === own && !own.signal.aborted) set({ run: { phase: 'failed', plan: null, failure } })
      }
      return null
    },
    retry: async () => (latest === null ? null : get().prepare(latest)),
    apply: async () => {
      const { run } = get()
      if (run.phase !== 'review') return null
      const { plan } = run
      control = new AbortController()
      const { signal } = control
      const startedAt = new Date().toISOString()
      let progress = startProgress(plan.changes.length)
      set({ run: { phase: 'applying', plan, progress } })
      try {
        const { entryId } = await follow(client.journal.apply({ planId: plan.id }, { signal }), (event) => {
          progress = nextProgress(progress, event)
          set(({ run: now }) => ({
            run: now.phase === 'cancelling' ? { ...now, progress } : { phase: 'applying', plan, progress },
          }))
        })
        set({ run: { phase: 'applied', plan, entryId } })
        return entryId
      } catch (error) {
        const failure = failureOf(error)
        // stopped too late: it was done already, and saying anything else would be a lie
        const entryId = isCancelled(failure) ? await outcomeOf(client, plan, startedAt) : null
        set({ run: entryId === null ? { phase: 'failed', plan, failure } : { phase: 'applied', plan, entryId } })
        return entryId
      } finally {
        onSettled()
      }
    },
    cancel: () => {
      const { run } = get()
      if (run.phase !== 'applying') return
      set({ run: { ...run, phase: 'cancelling' } })
      control.abort()
    },
    close: () => {
      const { run } = get()
      if (isBusy(run)) return
      control.abort()
      letGo(run)
      set({ run: { phase: 'idle' } })
    },
  }))
}

/** True while the machine is being changed: the run can't be closed then. */
export function isBusy(run: Run): boolean {
  return run.phase === 'applying' || run.phase === 'cancelling'
}

/** The plan that a run is about, or null. */
export function planOf(run: Run): PlanPreview | null {
  return 'plan' in run ? run.plan : null
}

const pollEvery = 250
const pollAtMost = 240

/**
 * What came of a plan that was stopped. The stream ends for us at once, while the core still takes changes back: the
 * journal tells when that is over. The entry's id when the plan was applied all the same, else null.
 */
async function outcomeOf(client: Client, plan: PlanPreview, startedAt: string): Promise<string | null> {
  for (let round = 0; round < pollAtMost; round++) {
    const entries = await client.journal.list().catch(() => [])
    if (!entries.some((entry) => entry.phase === 'applying')) {
      const own = entries.find(
        (entry) => entry.at >= startedAt && JSON.stringify(entry.title) === JSON.stringify(plan.title),
      )
      return own?.phase === 'applied' ? own.id : null
    }
    await new Promise((resolve) => setTimeout(resolve, pollEvery))
  }
  return null
}
