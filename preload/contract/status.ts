import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { base } from './base'
import { fixRequest } from './fix'
import { verdict } from './goenv'
import { planPreview } from './journal'
import { textSchema } from './text'

export const checkId = z.enum([
  'go-installed',
  'go-version',
  'go-integrity',
  'path-login',
  'path-interactive',
  'path-shadowed',
  'go111module',
  'goproxy',
  'gosumdb',
  'goroot',
  'gotoolchain',
  'goenv-file',
  'proxy-reachable',
  'sumdb-reachable',
  'gopath-bin',
  'journal',
])
export type CheckId = z.infer<typeof checkId>

/** One row of the validation table. */
export const check = z.object({
  id: checkId,
  phase: z.enum(['running', 'done']),
  verdict: verdict.nullable(),
  /** What was seen, to be shown as it is (a version, a path, a value). */
  value: z.string().nullable(),
  reason: textSchema.nullable(),
  next: textSchema.nullable(),
  fix: fixRequest.nullable(),
})
export type Check = z.infer<typeof check>

export const statusReport = z.object({
  verdict: z.enum(['ready', 'attention', 'not-ready']),
  headline: textSchema,
  checks: z.array(check),
  /** ISO 8601. */
  checkedAt: z.string(),
})
export type StatusReport = z.infer<typeof statusReport>

export const statusContract = {
  /** Yields a check whenever one is done; returns the whole report. */
  check: base.output(eventIterator(check, statusReport)),
  planFix: base.input(fixRequest).output(planPreview),
}
