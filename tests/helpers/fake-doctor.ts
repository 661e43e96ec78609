import type { DoctorHop, DoctorReport, Exam } from '../../preload/contract'
import { text } from '../../preload/contract/text'

const host = 'go.corp.example'
const hop = (kind: DoctorHop['kind'], milliseconds: number, more: Partial<DoctorHop> = {}): DoctorHop => ({
  kind,
  leg: 0,
  to: 'target',
  host,
  milliseconds,
  verdict: 'good',
  words: null,
  ...more,
})

/** Two examinations as the core would tell of them: an entry whose token has expired, and the database behind it. */
export const exams: readonly Exam[] = [
  {
    id: 'exam-1',
    role: 'entry',
    label: text('doctor.role.entry', { host }),
    url: `https://${host}/go/golang.org/x/text/@v/v0.3.0.info`,
    via: 'proxy.corp.example:3128',
    hops: [
      hop('dns', 12, { to: 'proxy', words: text('doctor.hop.dns', { addresses: '10.20.0.8' }) }),
      hop('connect', 4011, {
        to: 'proxy',
        verdict: 'note',
        words: text('doctor.hop.connectAfter', { address: '10.20.0.8', failed: 'fd00:20::8' }),
      }),
      hop('tunnel', 38, { to: 'proxy', words: text('doctor.hop.tunnel') }),
      hop('tls', 61, {
        verdict: 'note',
        words: text('doctor.hop.tls', { protocol: 'TLSv1.3', issuer: 'Corp Root CA (Corp Inc.)', to: '2027-05-01' }),
      }),
      hop('http', 84, { verdict: 'failed', words: text('doctor.hop.http', { status: 401 }) }),
      hop('body', 1, { words: text('doctor.hop.body', { bytes: 112 }) }),
    ],
    conclusion: {
      code: 'token-expired',
      verdict: 'problem',
      what: text('doctor.conclusion.token-expired', { name: 'CORP_TOKEN' }),
      evidence: [
        text('doctor.evidence.tokenExpired', { name: 'CORP_TOKEN', at: '2026-11-21 18:00 UTC', span: '3 d' }),
        text('doctor.evidence.wants', { host, schemes: 'Bearer' }),
        text('doctor.evidence.netrcAbsent', { path: '/home/gopher/.netrc' }),
      ],
      next: [text('doctor.next.renewToken', { name: 'CORP_TOKEN' }), text('doctor.next.goauthOn')],
    },
  },
  {
    id: 'exam-2',
    role: 'sumdb',
    label: text('doctor.role.sumdb', { host: 'sum.golang.org' }),
    url: 'https://sum.golang.org/latest',
    via: null,
    hops: [hop('dns', 8, { host: 'sum.golang.org', words: text('doctor.hop.dns', { addresses: '142.250.74.49' }) })],
    conclusion: {
      code: 'ok',
      verdict: 'good',
      what: text('doctor.conclusion.ok', { host: 'sum.golang.org' }),
      evidence: [text('doctor.evidence.answered', { host: 'sum.golang.org', status: 200, ms: 92 })],
      next: [],
    },
  },
]

export const doctorReport: DoctorReport = {
  verdict: 'problem',
  headline: text('doctor.headline.problem', { count: 1 }),
  exams: [...exams],
  examinedAt: '2026-11-24T09:00:00.000Z',
}
