import type { FailureCode } from '../../preload/contract/failure'
import type { Progress } from '../../preload/contract/journal'

export type StepPhase = 'waiting' | 'running' | 'done' | 'undoing' | 'undone'

/** What the plan is busy with right now. */
export type Activity = { readonly kind: 'starting' } | Exclude<Progress, { kind: 'change' } | { kind: 'failover' }>

/** Progress of one plan, folded from the events that the core sends. */
export interface RunProgress {
  /** One a change, in the plan's order. */
  readonly steps: readonly StepPhase[]
  readonly activity: Activity
  /** Sources given up on the way. */
  readonly failovers: readonly { readonly from: string; readonly to: string; readonly code: FailureCode }[]
}

export function startProgress(changes: number): RunProgress {
  return { steps: Array.from({ length: changes }, () => 'waiting'), activity: { kind: 'starting' }, failovers: [] }
}

/** The progress after one more event. */
export function nextProgress(progress: RunProgress, event: Progress): RunProgress {
  switch (event.kind) {
    case 'change': {
      const phase: StepPhase = event.phase === 'started' ? 'running' : event.phase
      const steps = progress.steps.map((step, index) => (index === event.change ? phase : step))
      return { ...progress, steps, activity: { kind: 'starting' } }
    }
    case 'failover':
      return { ...progress, failovers: [...progress.failovers, { from: event.from, to: event.to, code: event.code }] }
    default:
      return { ...progress, activity: event }
  }
}

/** How much of the activity at hand is done, 0 to 1; null when that can't be known. */
export function activityRatio(activity: Activity): number | null {
  if (activity.kind === 'download')
    return activity.total === null || activity.total === 0 ? null : Math.min(1, activity.received / activity.total)
  if (activity.kind === 'extract') return activity.total === 0 ? null : Math.min(1, activity.files / activity.total)
  return null
}
