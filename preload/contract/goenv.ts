import { z } from 'zod'
import { base } from './base'
import { fixRequest } from './fix'
import { planPreview } from './journal'
import { textSchema } from './text'

/** Where a value comes from, in Go's order of precedence. */
export const envOrigin = z.discriminatedUnion('kind', [
  /** The process environment; `path` and `line` name the rc file line that exports it, where one was found. */
  z.object({ kind: z.literal('process'), path: z.string().nullable(), line: z.number().nullable() }),
  z.object({ kind: z.literal('goenv'), path: z.string(), line: z.number() }),
  z.object({ kind: z.literal('goroot'), path: z.string(), line: z.number() }),
  z.object({ kind: z.literal('default') }),
])
export type EnvOrigin = z.infer<typeof envOrigin>

export const verdict = z.enum(['ok', 'note', 'warning', 'problem'])
export type Verdict = z.infer<typeof verdict>

export const envRow = z.object({
  name: z.string(),
  /** `seed`: GO111MODULE, GOPROXY, GOSUMDB; `usual`: GOROOT, GOPATH, …; `other`: the rest. */
  group: z.enum(['seed', 'usual', 'other']),
  /** Effective value, credentials masked. */
  value: z.string(),
  origin: envOrigin,
  recommended: z.string().nullable(),
  verdict,
  reason: textSchema.nullable(),
  fix: fixRequest.nullable(),
  /** Set when an environment variable overrides what the go env file says. */
  blockedBy: envOrigin.nullable(),
  /** False for values that Go computes (GOVERSION, GOMOD, …). */
  writable: z.boolean(),
})
export type EnvRow = z.infer<typeof envRow>

export const envTable = z.object({
  rows: z.array(envRow),
  go: z.object({ binary: z.string(), version: z.string() }).nullable(),
  file: z.object({
    path: z.string().nullable(),
    state: z.enum(['present', 'absent', 'off', 'unreadable', 'not-a-file', 'breaks-go']),
  }),
  notes: z.array(textSchema),
})
export type EnvTable = z.infer<typeof envTable>

export const goenvContract = {
  table: base.output(envTable),
  /** Sets (`string`) or resets (`null`) variables in the user's go env file, in one batch. */
  planSet: base.input(z.object({ values: z.record(z.string(), z.string().nullable()) })).output(planPreview),
}
