import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FailureShape } from '../../../preload/contract/failure'
import type { Check, StatusReport } from '../../../preload/contract/status'
import { type Client, failureOf } from '../../bridge'
import { isCancelled } from '../../kit/failure'
import { follow } from '../../kit/follow'
import type { CheckTable } from './checks'

export type StatusPhase =
  | { readonly phase: 'idle' }
  /** `last` is the report before this one, shown until a check has its new answer. */
  | { readonly phase: 'checking'; readonly last: StatusReport | null }
  | { readonly phase: 'done'; readonly report: StatusReport }
  | { readonly phase: 'failed'; readonly failure: FailureShape; readonly last: StatusReport | null }

export interface StatusState {
  readonly status: StatusPhase
  readonly checks: CheckTable
  /** Checks everything; a check under way is stopped and begun anew. */
  readonly check: () => Promise<void>
}

export type StatusStore = StoreApi<StatusState>

export function createStatusStore(client: Client): StatusStore {
  let running: AbortController | null = null
  return createStore<StatusState>((set, get) => ({
    status: { phase: 'idle' },
    checks: {},
    check: async () => {
      running?.abort()
      const own = new AbortController()
      running = own
      const last = reportOf(get().status)
      set({ status: { phase: 'checking', last }, checks: {} })
      try {
        const report = await follow(client.status.check(undefined, { signal: own.signal }), (check: Check) => {
          if (running === own) set(({ checks }) => ({ checks: { ...checks, [check.id]: check } }))
        })
        if (running !== own) return
        const checks = Object.fromEntries(report.checks.map((check) => [check.id, check]))
        set({ status: { phase: 'done', report }, checks })
      } catch (error) {
        const failure = failureOf(error)
        if (running === own && !isCancelled(failure)) set({ status: { phase: 'failed', failure, last } })
      }
    },
  }))
}

/** The newest whole report, or null. */
export function reportOf(status: StatusPhase): StatusReport | null {
  if (status.phase === 'done') return status.report
  return status.phase === 'idle' ? null : status.last
}
