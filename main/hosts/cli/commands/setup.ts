import type { Command } from 'commander'
import type { SetupChoice, StatusReport } from '../../../../preload/contract'
import type { Services } from '../../../api'
import { follow } from '../../../kit'
import { applyPlan, reportOutcome } from '../apply'
import { type Run, withFlags } from '../command'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from '../context'
import type { Output } from '../output'
import { checkAll, printReport } from './status'

interface SetupFlags extends CommonFlags {
  readonly go?: string
  readonly goproxy?: string
  readonly gosumdb?: string
  readonly shell?: string[]
  readonly modifyPath: boolean
  readonly probe: boolean
}

/** `goready setup`: from no Go to a working, verified Go, in one command. */
export function setupCommand(program: Command, out: Output, run: Run): void {
  withFlags(program.command('setup').description(out.say('cli.setup.about')), out, 'changes')
    .option('--go <version>', out.say('cli.setup.go'))
    .option('--goproxy <value>', out.say('cli.setup.goproxy'))
    .option('--gosumdb <value>', out.say('cli.setup.gosumdb'))
    .option('--shell <name...>', out.say('cli.setup.shell'))
    .option('--no-modify-path', out.say('cli.setup.noModifyPath'))
    .option('--no-probe', out.say('cli.setup.noProbe'))
    .action((flags: SetupFlags) => run(flags, (context) => setup(context, flags)))
}

async function setup(context: Context, flags: SetupFlags): Promise<ExitCode> {
  const { out } = context
  const services = await context.services()
  const draft = await services.setup.draft(context.signal)
  const choice = await choose(context, services, draft, flags)
  const plan = services.journal.hold(await services.setup.plan(choice))
  const outcome = await applyPlan(context, services, plan, flags)
  const isDone = outcome.exitCode === exitCodes.done && !flags.dryRun
  if (!isDone) return reportOutcome(context, plan, outcome, flags)
  await services.settings.set({ wizardDone: true })
  const report = await checkAll(context, services)
  const exitCode = reportOutcome(context, plan, outcome, flags, { status: sayReport(out, report) })
  out.line()
  printReport(out, report)
  if (outcome.applied && choice.shells.length > 0) out.line(`\n${out.say('cli.setup.newTerminal')}`)
  return exitCode
}

async function choose(
  { out, signal }: Context,
  services: Services,
  draft: Awaited<ReturnType<Services['setup']['draft']>>,
  flags: SetupFlags,
): Promise<SetupChoice> {
  const shells = draft.shells.filter(({ name, selected }) => (flags.shell ? flags.shell.includes(name) : selected))
  const choice: SetupChoice = {
    ...draft.choice,
    version: flags.go ?? draft.choice.version,
    goproxy: flags.goproxy ?? draft.choice.goproxy,
    gosumdb: flags.gosumdb ?? draft.choice.gosumdb,
    shells: flags.modifyPath ? shells.map(({ name }) => name) : [],
  }
  // a proxy that the user chose, now or earlier, is not second-guessed
  if (flags.goproxy !== undefined || draft.choice.goproxy === null || !flags.probe) return choice
  out.transient(out.say('cli.proxy.probing'))
  const probed = await follow(services.proxy.probe([], signal), () => undefined)
  out.transient('')
  const best = draft.proxy.presets.find(({ id }) => id === probed.best)
  return best ? { ...choice, goproxy: best.goproxy } : choice
}

function sayReport(out: Output, report: StatusReport) {
  return { verdict: report.verdict, headline: out.say(report.headline), checks: report.checks }
}
