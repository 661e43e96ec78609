import { createStore } from 'zustand/vanilla'
import type { PlanRunState, PlanRunStore, Run } from '../../kit/plan-run'
import { ProgressView } from '../../parts/ProgressView'

/** Stands in where there is no job, so that hooks need no condition. */
export const idleRun: PlanRunStore = createStore<PlanRunState>(() => ({
  run: { phase: 'idle' },
  prepare: async () => null,
  retry: async () => null,
  apply: async () => null,
  cancel: () => undefined,
  close: () => undefined,
}))

/** The progress of a job in its row. */
export function JobProgress({ run }: { readonly run: Extract<Run, { phase: 'applying' | 'cancelling' }> }) {
  return <ProgressView progress={run.progress} isCancelling={run.phase === 'cancelling'} />
}
