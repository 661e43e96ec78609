import { z } from 'zod'
import { base } from './base'
import { planPreview } from './journal'
import { textSchema } from './text'

/** The variables that decide who is asked for a module. '' is Go's default. */
export const chainValues = z.object({
  GOPROXY: z.string(),
  GOPRIVATE: z.string(),
  GONOPROXY: z.string(),
  GONOSUMDB: z.string(),
  GOINSECURE: z.string(),
  GOSUMDB: z.string(),
})
export type ChainValues = z.infer<typeof chainValues>

/** What a server may do with a request; `html` is a page with status 200, `timeout` a server that never answers. */
export const proxyAnswer = z.enum([
  '200',
  '403',
  '404',
  '410',
  '418',
  '429',
  '500',
  '502',
  '503',
  'timeout',
  'refused',
  'reset',
  'html',
])
export type ProxyAnswer = z.infer<typeof proxyAnswer>

/** What an entry does with requests for modules, with `/sumdb/…/supported`, and with the database's records below it. */
export const entryAnswers = z.object({ module: proxyAnswer, supported: proxyAnswer, lookup: proxyAnswer })
export type EntryAnswers = z.infer<typeof entryAnswers>

/** An entry of GOPROXY, as it is shown. */
export const chainEntry = z.object({
  kind: z.enum(['url', 'file', 'direct', 'off', 'invalid']),
  /** As it is written, credentials masked. */
  written: z.string(),
  separator: z.enum([',', '|', '']),
  /** False after `direct` or `off`. */
  isReached: z.boolean(),
})
export type ChainEntry = z.infer<typeof chainEntry>

export const chainState = z.object({
  /** In force, credentials masked. */
  values: chainValues,
  entries: z.array(chainEntry),
  /** Entries to add, credentials masked. */
  presets: z.array(z.object({ label: z.string(), written: z.string() })),
  /** Module paths to try patterns on. */
  samples: z.array(z.string()),
})
export type ChainState = z.infer<typeof chainState>

/** One request of the go command, or one that it would have made of an entry that it passes over. */
export const chainStep = z.object({
  request: z.enum(['info', 'mod', 'zip', 'supported', 'lookup']),
  /** The entry in the list; null for the module's own host by GONOPROXY, and for the database itself. */
  entry: z.number().nullable(),
  label: textSchema,
  url: z.string().nullable(),
  answer: proxyAnswer.nullable(),
  /** How often it is sent; 0 when it is not. */
  times: z.number(),
  verdict: z.enum(['answered', 'next', 'stops', 'waits']),
  what: textSchema,
  /** Where it goes on from here; null when this request is done. */
  next: textSchema.nullable(),
})
export type ChainStep = z.infer<typeof chainStep>

/** Somebody who learns of a module path that looks private. */
export const chainLeak = z.object({
  host: z.string(),
  to: z.enum(['proxy', 'database']),
  /** `likely`: the name is one that only an inside has, or a variable calls it private. */
  weight: z.enum(['likely', 'possible']),
  reason: textSchema,
})
export type ChainLeak = z.infer<typeof chainLeak>

export const chainSimulation = z.object({
  entries: z.array(chainEntry),
  steps: z.array(chainStep),
  outcome: z.object({
    kind: z.enum(['downloaded', 'failed', 'waits']),
    text: textSchema,
    /** What go prints; `…` stands for what depends on the machine. Null when it prints nothing. */
    message: z.string().nullable(),
  }),
  leaks: z.array(chainLeak),
  reachesDirect: z.boolean(),
})
export type ChainSimulation = z.infer<typeof chainSimulation>

const decision = z.object({ variable: z.string(), pattern: z.string() }).nullable()

/** What the variables mean for one module path. */
export const chainPreviewRow = z.object({
  path: z.string(),
  route: z.enum(['proxy', 'direct', 'off', 'invalid']),
  /** Which pattern sends it to its own host. */
  noproxy: decision,
  database: z.enum(['asked', 'not-asked', 'unusable']),
  /** Which pattern keeps it from the checksum database. */
  nosumdb: decision,
  insecure: decision,
  /** Why it looks private though it is asked of others; null when it does not, or is kept. */
  warning: textSchema.nullable(),
})
export type ChainPreviewRow = z.infer<typeof chainPreviewRow>

export const chainPreview = z.object({
  rows: z.array(chainPreviewRow),
  /** The go.mod that was read; null without a folder, or when there is none in it. */
  goMod: z.object({ path: z.string(), module: z.string().nullable(), count: z.number() }).nullable(),
})
export type ChainPreview = z.infer<typeof chainPreview>

export const chainContract = {
  state: base.output(chainState),
  /** What `go mod download module@version` would do. `answers` by entry; those that are missing answer 200. */
  simulate: base
    .input(
      z.object({
        values: chainValues,
        module: z.string(),
        version: z.string(),
        answers: z.array(entryAnswers),
        isDirectFound: z.boolean(),
        database: proxyAnswer,
      }),
    )
    .output(chainSimulation),
  /** For each module path, those that the go.mod of `folder` requires first: from where, and asked of the database or not. */
  preview: base
    .input(z.object({ values: chainValues, paths: z.array(z.string()).max(2000), folder: z.string().nullable() }))
    .output(chainPreview),
  /** Plans to write those of the variables that differ from what is in force, '' as a reset. */
  plan: base.input(z.object({ values: chainValues })).output(planPreview),
}
