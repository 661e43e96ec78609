import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { base } from './base'
import { failureCodes, failureShape } from './failure'
import { textSchema } from './text'

/** One line of a diff; `old`/`new` are 1-based line numbers or null where the side has no such line. */
export const diffLine = z.object({
  kind: z.enum(['same', 'added', 'removed', 'skip']),
  old: z.number().nullable(),
  new: z.number().nullable(),
  text: z.string(),
})
export type DiffLine = z.infer<typeof diffLine>

/** What one change of a plan will do, for a person to read before it is done. Paths are absolute. */
export const changePreview = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('file'),
    path: z.string(),
    action: z.enum(['create', 'edit', 'delete', 'same']),
    diff: z.array(diffLine),
    /** For a go env file: the variables that change; `null` is "not set". */
    values: z.array(z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
    reason: textSchema,
    notes: z.array(textSchema),
  }),
  z.object({
    kind: z.literal('sdk-install'),
    version: z.string(),
    path: z.string(),
    source: z.string(),
    /** Bytes to download; null when the source does not say beforehand. */
    bytes: z.number().nullable(),
    proof: z.enum(['log-verified', 'index-verified']),
    reason: textSchema,
    notes: z.array(textSchema),
  }),
  z.object({
    kind: z.literal('sdk-remove'),
    version: z.string(),
    path: z.string(),
    reason: textSchema,
    notes: z.array(textSchema),
  }),
  z.object({
    kind: z.literal('link'),
    path: z.string(),
    before: z.string().nullable(),
    after: z.string().nullable(),
    reason: textSchema,
    notes: z.array(textSchema),
  }),
  z.object({
    kind: z.literal('user-environment'),
    name: z.string(),
    before: z.string().nullable(),
    after: z.string().nullable(),
    reason: textSchema,
    notes: z.array(textSchema),
  }),
])
export type ChangePreview = z.infer<typeof changePreview>

/** A previewed plan, held in the main process under `id` until it is applied or the host ends. */
export const planPreview = z.object({
  id: z.string(),
  title: textSchema,
  /** Empty when there is nothing to do. */
  changes: z.array(changePreview),
  notes: z.array(textSchema),
})
export type PlanPreview = z.infer<typeof planPreview>

/** Progress of applying a plan. `change` is the index into `PlanPreview.changes`. Sizes are bytes, rates bytes a second, times seconds. */
export const progress = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('change'), change: z.number(), phase: z.enum(['started', 'done', 'undoing', 'undone']) }),
  z.object({
    kind: z.literal('download'),
    received: z.number(),
    total: z.number().nullable(),
    rate: z.number(),
    remaining: z.number().nullable(),
    source: z.string(),
  }),
  z.object({ kind: z.literal('failover'), from: z.string(), to: z.string(), code: z.enum(failureCodes) }),
  z.object({ kind: z.literal('waiting'), reason: z.enum(['lock', 'retry']), seconds: z.number() }),
  z.object({ kind: z.literal('verify'), what: z.enum(['checksum-database', 'index', 'archive', 'tree']) }),
  z.object({ kind: z.literal('extract'), files: z.number(), total: z.number() }),
  z.object({ kind: z.literal('check') }),
])
export type Progress = z.infer<typeof progress>

/** What applying a plan came to. */
export const applied = z.object({ entryId: z.string() })
export type Applied = z.infer<typeof applied>

/** A journal entry: one plan that was applied, or tried. */
export const journalEntry = z.object({
  id: z.string(),
  /** ISO 8601. */
  at: z.string(),
  title: textSchema,
  host: z.enum(['electron', 'web', 'cli']),
  phase: z.enum(['applying', 'applied', 'rolled-back', 'undoing', 'undone', 'needs-attention']),
  changes: z.array(changePreview),
  failure: failureShape.nullable(),
  /** For an undo: the entry it took back. */
  undoes: z.string().nullable(),
})
export type JournalEntry = z.infer<typeof journalEntry>

/** A file that somebody changed since GoReady did; undo of it needs a decision. */
export const undoConflict = z.object({ path: z.string(), expected: z.array(diffLine), reason: textSchema })
export type UndoConflict = z.infer<typeof undoConflict>

export const journalContract = {
  /** Applies a previewed plan; yields progress, returns the journal entry's id. Cancelling rolls back. */
  apply: base.input(z.object({ planId: z.string() })).output(eventIterator(progress, applied)),
  discard: base.input(z.object({ planId: z.string() })).output(z.void()),
  /** Newest first. */
  list: base.output(z.array(journalEntry)),
  /** Plans the undo of the entries named, or of everything. Conflicts are listed and left out of the plan. */
  planUndo: base
    .input(z.union([z.object({ ids: z.array(z.string()).min(1) }), z.object({ all: z.literal(true) })]))
    .output(z.object({ plan: planPreview, conflicts: z.array(undoConflict) })),
}
