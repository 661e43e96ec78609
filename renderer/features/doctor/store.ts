import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DoctorReport, Exam } from '../../../preload/contract/doctor'
import type { FailureShape } from '../../../preload/contract/failure'
import { type Client, failureOf } from '../../bridge'
import { isCancelled } from '../../kit/failure'
import { follow } from '../../kit/follow'

export type ExaminingPhase =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'done'; readonly report: DoctorReport }
  | { readonly phase: 'failed'; readonly failure: FailureShape }

export interface DoctorState {
  readonly target: string
  readonly via: string
  readonly tokenEnv: string
  readonly run: ExaminingPhase
  /** In the order in which they began. */
  readonly exams: readonly Exam[]
  readonly write: (fields: Partial<Pick<DoctorState, 'target' | 'via' | 'tokenEnv'>>) => void
  /** Examines what the fields say; a newer examination ends an older one. */
  readonly examine: () => Promise<void>
  readonly stop: () => void
}

export type DoctorStore = StoreApi<DoctorState>

export function createDoctorStore(client: Client): DoctorStore {
  let running: AbortController | null = null
  return createStore<DoctorState>((set, get) => ({
    target: '',
    via: '',
    tokenEnv: '',
    run: { phase: 'idle' },
    exams: [],
    write: (fields) => set(fields),
    stop: () => running?.abort(),
    examine: async () => {
      running?.abort()
      const own = new AbortController()
      running = own
      const isMine = (): boolean => running === own
      set({ run: { phase: 'running' }, exams: [] })
      const { target, via, tokenEnv } = get()
      const input = { target: orNull(target), via: orNull(via), tokenEnv: orNull(tokenEnv) }
      try {
        const report = await follow(client.doctor.examine(input, { signal: own.signal }), (exam) => {
          if (isMine()) set(({ exams }) => ({ exams: withExam(exams, exam) }))
        })
        if (isMine()) set({ run: { phase: 'done', report }, exams: report.exams })
      } catch (error) {
        const failure = failureOf(error)
        if (isMine()) set({ run: isCancelled(failure) ? { phase: 'idle' } : { phase: 'failed', failure } })
      }
    },
  }))
}

function orNull(written: string): string | null {
  return written.trim() === '' ? null : written.trim()
}

function withExam(exams: readonly Exam[], exam: Exam): Exam[] {
  const at = exams.findIndex(({ id }) => id === exam.id)
  return at < 0 ? [...exams, exam] : exams.with(at, exam)
}
