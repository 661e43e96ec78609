import type { ProbeDetail, ProbeHistory, ProbePlan, ProbeRow } from '../../preload/contract'

/** What a whole probe shows of a row. */
export function fakeDetail({ latency, verdict, failure }: ProbeRow): ProbeDetail {
  const asked = '/golang.org/x/text/@v/v0.3.0'
  if (latency === null) {
    const request = { status: null, milliseconds: null, bytes: 0, verdict: 'wrong', failure } as const
    const requests = [{ kind: 'info' as const, path: `${asked}.info`, ...request }]
    return { requests, successRate: 0, p95: null, phases: null, latest: null, newest: 'v0.31.0', behind: null }
  }
  const right = { status: 200, bytes: 512, verdict: 'right', failure: null } as const
  const isBehind = verdict === 'usable'
  return {
    requests: [
      { ...right, kind: 'info', path: `${asked}.info`, milliseconds: latency },
      { ...right, kind: 'mod', path: `${asked}.mod`, milliseconds: latency * 0.9 },
      { ...right, kind: 'zip', path: `${asked}.zip`, milliseconds: latency * 4, status: 206, bytes: 524_288 },
      { ...right, kind: 'latest', path: '/golang.org/x/text/@latest', milliseconds: latency * 1.2 },
      {
        ...right,
        kind: 'toolchain',
        path: '/golang.org/toolchain/@v/list',
        milliseconds: latency,
        ...(isBehind ? { verdict: 'absent' as const, status: 404 } : {}),
      },
    ],
    successRate: isBehind ? 0.89 : 1,
    p95: latency * 1.6,
    phases: {
      dns: latency * 0.1,
      tcp: latency * 0.2,
      tls: latency * 0.3,
      wait: latency * 0.35,
      transfer: latency * 0.05,
    },
    latest: isBehind ? 'v0.30.0' : 'v0.31.0',
    newest: 'v0.31.0',
    behind: isBehind,
  }
}

export function fakePlan(folder: string | null): ProbePlan {
  return {
    proxies: 6,
    requests: 11,
    bytes: 4_063_232,
    folder,
    modules: [{ path: 'golang.org/x/text', version: 'v0.3.0' }],
    withheld: folder === null ? [] : [{ path: 'corp.example.com/secret', why: 'pattern' }],
  }
}

const day = 24 * 3600 * 1000

/** goproxy.cn was fast until yesterday, goproxy.io began to fail. */
export function fakeHistory(): ProbeHistory[] {
  const line = (id: string, latencies: (number | null)[]): ProbeHistory['points'] =>
    latencies.map((latency, index) => ({
      at: new Date(Date.UTC(2026, 9, 1 + index)).toISOString(),
      verdict: latency === null ? ('failed' as const) : ('good' as const),
      latency: latency === null ? null : latency + id.length,
      throughput: null,
    }))
  const since = (index: number): string => new Date(Date.UTC(2026, 9, 1) + index * day).toISOString()
  const steady = { kind: 'steady', factor: 1, since: since(6) } as const
  return [
    { id: 'golang', points: line('golang', [40, 44, 41, 39, 42, 40, 41]), change: steady },
    {
      id: 'goproxy-cn',
      points: line('goproxy-cn', [90, 88, 93, 91, 92, 280, 310]),
      change: { kind: 'slower', factor: 3.1, since: since(5) },
    },
    {
      id: 'tencent',
      points: line('tencent', [80, 81, 80, 82, null, null, null]),
      change: { kind: 'failing', factor: null, since: since(4) },
    },
  ]
}
