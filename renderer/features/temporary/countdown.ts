import { useEffect, useState } from 'react'
import type { TemporaryLease } from '../../../preload/contract/temporary'
import { formatClock } from '../../kit/format'
import type { Words } from '../../kit/words'

/** Milliseconds that are left of a lease at this moment; null for one without a time. Renders again every second. */
export function useLeft(remaining: number | null, seenAt: number): number | null {
  const [now, setNow] = useState(() => performance.now())
  useEffect(() => {
    setNow(performance.now())
    if (remaining === null || remaining === 0) return
    const ticking = setInterval(() => setNow(performance.now()), 1000)
    return () => clearInterval(ticking)
  }, [remaining])
  return remaining === null ? null : Math.max(0, remaining - Math.max(0, now - seenAt))
}

/** How long it lasts, in words. */
export function lastingWords(left: number | null, { t }: Words): string {
  if (left === null) return t('temporary.ui.untilQuit')
  return left === 0 ? t('temporary.ui.overdue') : t('temporary.ui.left', { time: formatClock(left / 1000) })
}

/** A lease as `NAME=value`. */
export function leaseName({ name, value }: Pick<TemporaryLease, 'name' | 'value'>): string {
  return `${name}=${value}`
}

export const spans = {
  '15': { minutes: 15 },
  '60': { minutes: 60 },
  quit: { until: 'quit' },
} as const
export type SpanName = keyof typeof spans
export const spanNames: readonly SpanName[] = ['15', '60', 'quit']
