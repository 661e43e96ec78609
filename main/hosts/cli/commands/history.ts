import type { Command } from 'commander'
import { applyPlan, reportOutcome } from '../apply'
import { type Run, withFlags } from '../command'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from '../context'
import type { Output } from '../output'
import { printConflicts } from '../preview'

/** `goready history`: every change, newest first. */
export function historyCommand(program: Command, out: Output, run: Run): void {
  withFlags(program.command('history').description(out.say('cli.history.about')), out, 'reads').action(
    (flags: CommonFlags) => run(flags, history),
  )
}

async function history({ out, services }: Context): Promise<ExitCode> {
  const entries = await (await services()).journal.list()
  out.document({ ok: true, entries: entries.map((entry) => ({ ...entry, title: out.say(entry.title) })) })
  if (entries.length === 0) out.line(out.say('cli.history.none'))
  out.table(
    entries.map((entry) => [
      entry.id,
      entry.at.slice(0, 16).replace('T', ' '),
      out.say(entry.title),
      out.tone(entry.phase === 'needs-attention' ? 'bad' : 'dim', out.say(`cli.history.${entry.phase}`)),
    ]),
  )
  return exitCodes.done
}

interface UndoFlags extends CommonFlags {
  readonly all?: boolean
  readonly forget?: boolean
}

/** `goready undo [ID|--all]`: takes back one entry (the newest when none is named) or everything. */
export function undoCommand(program: Command, out: Output, run: Run): void {
  withFlags(program.command('undo').argument('[id]', out.say('cli.undo.id')), out, 'changes')
    .description(out.say('cli.undo.about'))
    .option('--all', out.say('cli.undo.all'))
    .option('--forget', out.say('cli.undo.forget'))
    .action((id: string | undefined, flags: UndoFlags) => run(flags, (context) => undo(context, id, flags)))
}

async function undo(context: Context, id: string | undefined, flags: UndoFlags): Promise<ExitCode> {
  const { out } = context
  const services = await context.services()
  const which = flags.all ? { all: true as const } : { ids: [id ?? (await newest(context))] }
  const { plan, conflicts } = await services.journal.planUndo(which)
  const outcome = await applyPlan(context, services, plan, flags)
  printConflicts(out, conflicts)
  const exitCode = reportOutcome(context, plan, outcome, flags, { conflicts })
  if (exitCode !== exitCodes.done || conflicts.length > 0) return conflicts.length > 0 ? exitCodes.failed : exitCode
  if (flags.forget && flags.all && !flags.dryRun) await services.forget()
  return exitCode
}

async function newest({ services }: Context): Promise<string> {
  const entries = await (await services()).journal.list()
  return entries.find((entry) => entry.phase === 'applied' && entry.undoes === null)?.id ?? ''
}
