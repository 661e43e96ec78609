import { expect, it } from 'vitest'
import type { Progress } from '../../../preload/contract/journal'
import { activityRatio, nextProgress, startProgress } from '../../../renderer/kit/run-progress'

const after = (...events: Progress[]) => events.reduce(nextProgress, startProgress(2))

it('follows each change through its phases', () => {
  expect(after().steps).toEqual(['waiting', 'waiting'])
  expect(after({ kind: 'change', change: 0, phase: 'started' }).steps).toEqual(['running', 'waiting'])
  expect(
    after(
      { kind: 'change', change: 0, phase: 'started' },
      { kind: 'change', change: 0, phase: 'done' },
      { kind: 'change', change: 1, phase: 'started' },
      { kind: 'change', change: 0, phase: 'undoing' },
      { kind: 'change', change: 0, phase: 'undone' },
    ).steps,
  ).toEqual(['undone', 'running'])
})

it('keeps the fail-overs while the activity goes on', () => {
  const progress = after(
    { kind: 'failover', from: 'a', to: 'b', code: 'NETWORK_STALLED' },
    { kind: 'verify', what: 'archive' },
  )
  expect(progress.failovers).toEqual([{ from: 'a', to: 'b', code: 'NETWORK_STALLED' }])
  expect(progress.activity).toEqual({ kind: 'verify', what: 'archive' })
})

it('forgets the activity of the change before', () => {
  const progress = after({ kind: 'extract', files: 5, total: 5 }, { kind: 'change', change: 1, phase: 'started' })
  expect(progress.activity).toEqual({ kind: 'starting' })
})

it('knows a ratio only where there is one', () => {
  const download = { kind: 'download', rate: 1, remaining: null, source: 's' } as const
  expect(activityRatio({ ...download, received: 50, total: 200 })).toBe(0.25)
  expect(activityRatio({ ...download, received: 300, total: 200 })).toBe(1)
  expect(activityRatio({ ...download, received: 50, total: null })).toBeNull()
  expect(activityRatio({ ...download, received: 0, total: 0 })).toBeNull()
  expect(activityRatio({ kind: 'extract', files: 1, total: 4 })).toBe(0.25)
  expect(activityRatio({ kind: 'check' })).toBeNull()
})
