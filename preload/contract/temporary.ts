import { z } from 'zod'
import { base } from './base'
import { failureShape } from './failure'
import { planPreview } from './journal'
import { textSchema } from './text'

/** The variables that may be set for a while. */
export const temporaryName = z.enum(['GOPROXY', 'GOSUMDB'])
export type TemporaryName = z.infer<typeof temporaryName>

/** For how long: minutes, at most a day, or until the host that is asked ends. */
export const temporarySpan = z.union([
  z.object({ minutes: z.number().int().min(1).max(1440) }),
  z.object({ until: z.literal('quit') }),
])
export type TemporarySpan = z.infer<typeof temporarySpan>

/** A value that is in the go env file for a while. Credentials are masked. */
export const temporaryLease = z.object({
  name: temporaryName,
  value: z.string(),
  /** What is put back; null is "not set". */
  original: z.string().nullable(),
  /** ISO 8601; null for one that lasts until GoReady ends. */
  until: z.string().nullable(),
  /** Milliseconds left by a clock that nobody sets; null for one that lasts until GoReady ends. */
  remaining: z.number().nullable(),
  /** Why it could not be put back when it was over; tried again by itself. */
  failure: failureShape.nullable(),
})
export type TemporaryLease = z.infer<typeof temporaryLease>

/** A value that is there no longer. */
export const temporaryEnd = z.object({
  id: z.string(),
  name: temporaryName,
  value: z.string(),
  original: z.string().nullable(),
  /** `left-alone`: somebody changed the value meanwhile, and it stays as they made it. */
  outcome: z.enum(['put-back', 'left-alone']),
  why: z.enum(['time', 'quit', 'owner-gone', 'rebooted', 'asked', 'changed']),
  /** ISO 8601. */
  at: z.string(),
})
export type TemporaryEnd = z.infer<typeof temporaryEnd>

/** What helps against a checksum database that does not answer and keeps the check. */
export const temporaryCure = z.object({
  kind: z.enum(['mirror', 'database', 'private']),
  text: textSchema,
  /** The variables to set, for good; null where the user has to say which paths are private. */
  values: z.record(z.string(), z.string()).nullable(),
  /** For `private`: the patterns of GONOSUMDB now. */
  patterns: z.string().nullable(),
})
export type TemporaryCure = z.infer<typeof temporaryCure>

export const temporaryState = z.object({
  leases: z.array(temporaryLease),
  /** Those that ended by themselves and that nobody was told of yet. */
  ended: z.array(temporaryEnd),
  cures: z.array(temporaryCure),
})
export type TemporaryState = z.infer<typeof temporaryState>

const named = z.object({ name: temporaryName })

export const temporaryContract = {
  state: base.output(temporaryState),
  /** Plans to set a variable for a while, beginning when the plan is applied. One that runs is replaced. */
  plan: base.input(named.extend({ value: z.string(), span: temporarySpan })).output(planPreview),
  /** Puts back what was there before. */
  end: base.input(named).output(temporaryEnd),
  /** Lets it last so long from now on. */
  extend: base.input(named.extend({ span: temporarySpan })).output(temporaryState),
  /** The user has seen what ended. */
  told: base.input(z.object({ ids: z.array(z.string()) })).output(temporaryState),
}
