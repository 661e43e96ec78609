import type { ProbeRow } from '../../preload/contract/proxy'

/**
 * Seconds that a first download of a usual project takes by this proxy, as far as a probe can tell: 40 answers one after
 * the other (go asks for `.info` and `.mod` files in turn), then 16 MiB of zips. Half as much again where the proxy does
 * not serve the checksum database: go then asks that elsewhere, which is often blocked where such a proxy is needed.
 * Infinite for a row that is not `good`: what failed once can't be the best.
 */
export function costOf({ verdict, latency, throughput, sumdb }: ProbeRow): number {
  if (verdict !== 'good' || latency === null || throughput === null) return Number.POSITIVE_INFINITY
  const seconds = (40 * latency) / 1000 + (16 * 1024 * 1024) / Math.max(1, throughput)
  return sumdb === 'served' ? seconds : seconds * 1.5
}

/** The row with the least cost; of equals the first. Null when no row is good. */
export function bestOf(rows: readonly ProbeRow[]): ProbeRow | null {
  const good = rows.filter((row) => Number.isFinite(costOf(row)))
  return good.reduce<ProbeRow | null>((best, row) => (best && costOf(best) <= costOf(row) ? best : row), null)
}
