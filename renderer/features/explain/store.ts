import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Evidence, ExplainCause, Explained } from '../../../preload/contract/explain'
import type { FailureShape } from '../../../preload/contract/failure'
import { type Client, failureOf } from '../../bridge'
import { isCancelled } from '../../kit/failure'
import { follow } from '../../kit/follow'

/** A cause as the page shows it; `evidence` is null while it is looked for. */
export type SeenCause = ExplainCause & { readonly evidence: readonly Evidence[] | null }

export type Reading =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'done'; readonly report: Pick<Explained, 'read' | 'cut' | 'next'> }
  | { readonly phase: 'failed'; readonly failure: FailureShape }

export interface ExplainState {
  readonly text: string
  readonly live: boolean
  readonly causes: readonly SeenCause[]
  readonly reading: Reading
  readonly type: (text: string) => void
  readonly setLive: (live: boolean) => void
  readonly explain: () => Promise<void>
  readonly stop: () => void
  readonly clear: () => void
}

export type ExplainStore = StoreApi<ExplainState>

/** Bytes that fit into one request, with the marks that JSON puts around line ends and quotes. */
const requestLimit = 900_000

export function createExplainStore(client: Client): ExplainStore {
  let running: AbortController | null = null
  return createStore<ExplainState>((set, get) => ({
    text: '',
    live: true,
    causes: [],
    reading: { phase: 'idle' },
    type: (text) => set({ text }),
    setLive: (live) => set({ live }),
    explain: async () => {
      const { text: whole, live } = get()
      if (whole.trim() === '') return
      running?.abort()
      const own = new AbortController()
      running = own
      const text = endOf(whole)
      set({ causes: [], reading: { phase: 'running' } })
      try {
        const report = await follow(client.explain.read({ text, live }, { signal: own.signal }), (step) => {
          if (running !== own) return
          if (step.kind === 'cause') {
            set(({ causes }) => ({ causes: [...causes, { ...step.cause, evidence: live ? null : [] }] }))
            return
          }
          const { key, evidence, fixes } = step
          set(({ causes }) => ({
            causes: causes.map((one) => (one.key === key ? { ...one, evidence, fixes: fixes ?? one.fixes } : one)),
          }))
        })
        const cut = report.cut || text.length < whole.length
        if (running === own) set({ causes: report.causes, reading: { phase: 'done', report: { ...report, cut } } })
      } catch (error) {
        const failure = failureOf(error)
        if (running !== own) return
        const seen = get().causes.map((one) => ({ ...one, evidence: one.evidence ?? [] }))
        set({ causes: seen, reading: isCancelled(failure) ? { phase: 'idle' } : { phase: 'failed', failure } })
      }
    },
    stop: () => running?.abort(),
    clear: () => {
      running?.abort()
      running = null
      set({ text: '', causes: [], reading: { phase: 'idle' } })
    },
  }))
}

/** The end of a text, as much of it as one request may carry. */
export function endOf(text: string): string {
  const bytes = new TextEncoder().encode(JSON.stringify(text)).length
  if (bytes <= requestLimit) return text
  const kept = text.slice(-Math.floor((text.length * requestLimit) / bytes / 1.1))
  return kept.slice(kept.indexOf('\n') + 1)
}
