import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { follow } from '../../../kit'
import { applyPlan, reportOutcome } from '../apply'
import { type Run, withFlags } from '../command'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from '../context'
import type { Output } from '../output'

interface NewFlags extends CommonFlags {
  readonly run: boolean
}

/** `goready new MODULE [DIR]`: a first module that builds and runs. */
export function newCommand(program: Command, out: Output, run: Run): void {
  withFlags(program.command('new').argument('<module>', out.say('cli.new.module')), out, 'changes')
    .argument('[dir]', out.say('cli.new.dir'))
    .description(out.say('cli.new.about'))
    .option('--no-run', out.say('cli.new.noRun'))
    .action((module: string, dir: string | undefined, flags: NewFlags) =>
      run(flags, (context) => create(context, module, dir, flags)),
    )
}

async function create(context: Context, module: string, dir: string | undefined, flags: NewFlags): Promise<ExitCode> {
  const { out, cwd, signal } = context
  const services = await context.services()
  const directory = resolve(cwd, dir ?? (basename(module) || '.'))
  const plan = services.journal.hold(await services.modules.planNew({ module, directory }))
  const outcome = await applyPlan(context, services, plan, flags)
  if (!outcome.applied || !flags.run) return reportOutcome(context, plan, outcome, flags, { directory })
  const output: string[] = []
  const { exitCode } = await follow(services.modules.run(directory, signal), ({ stream, line }) => {
    if (stream === 'command') out.note(out.tone('dim', `$ ${line}`))
    else if (stream === 'stdout') out.line(line)
    else out.note(line)
    if (stream !== 'command') output.push(line)
  })
  const reported = reportOutcome(context, plan, outcome, flags, { ok: exitCode === 0, directory, output, exitCode })
  return exitCode === 0 ? reported : exitCodes.failed
}
