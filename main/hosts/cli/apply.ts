import type { PlanPreview } from '../../../preload/contract'
import type { Services } from '../../api'
import { follow } from '../../kit'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from './context'
import { printPlan } from './preview'
import { ProgressLine } from './progress-line'

export interface ApplyOutcome {
  readonly exitCode: ExitCode
  readonly applied: boolean
  readonly entryId: string | null
}

/**
 * Shows a plan, asks, applies it. With `--dry-run` it ends after showing; without a terminal it wants `--yes`.
 * Prints no JSON: the caller adds what it knows and prints one document.
 */
export async function applyPlan(
  context: Context,
  services: Services,
  plan: PlanPreview,
  flags: CommonFlags,
): Promise<ApplyOutcome> {
  const { out, signal } = context
  const untouched = { applied: false, entryId: null }
  printPlan(out, plan)
  if (flags.dryRun || plan.changes.length === 0) return { exitCode: exitCodes.done, ...untouched }
  if (!flags.yes) {
    if (!context.canAsk) {
      out.note(out.say('cli.needsYes'))
      return { exitCode: exitCodes.usage, ...untouched }
    }
    if (!(await context.confirm(out.say('cli.applyQuestion')))) {
      out.note(out.say('cli.leftAlone'))
      return { exitCode: exitCodes.failed, ...untouched }
    }
  }
  const line = new ProgressLine(out)
  try {
    const { entryId } = await follow(services.journal.apply(plan.id, signal), (step) => line.show(step))
    return { exitCode: exitCodes.done, applied: true, entryId }
  } finally {
    line.clear()
  }
}

/** The usual end of a command that applied a plan: one document, or a line. */
export function reportOutcome(
  context: Context,
  plan: PlanPreview,
  outcome: ApplyOutcome,
  flags: CommonFlags,
  more: Record<string, unknown> = {},
): ExitCode {
  const { out } = context
  out.document({
    ok: outcome.exitCode === exitCodes.done,
    dryRun: flags.dryRun ?? false,
    applied: outcome.applied,
    entryId: outcome.entryId,
    plan: { title: out.say(plan.title), changes: plan.changes, notes: plan.notes.map((note) => out.say(note)) },
    ...more,
  })
  if (outcome.applied) out.line(`${out.tone('good', '✓')} ${out.say('cli.applied', { id: outcome.entryId ?? '' })}`)
  return outcome.exitCode
}
