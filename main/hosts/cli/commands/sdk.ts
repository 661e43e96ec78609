import type { Command } from 'commander'
import type { Services } from '../../../api'
import { applyPlan, reportOutcome } from '../apply'
import { type Run, withFlags } from '../command'
import type { CommonFlags, Context, ExitCode } from '../context'
import type { Output } from '../output'

type Plan = Awaited<ReturnType<Services['sdk']['planUse']>>

/** `goready install [VERSION]`: installs and switches; `--no-use` only installs. */
export function installCommand(program: Command, out: Output, run: Run): void {
  withFlags(program.command('install').argument('[version]', out.say('cli.sdk.version'), 'newest'), out, 'changes')
    .description(out.say('cli.sdk.install'))
    .option('--no-use', out.say('cli.sdk.noUse'))
    .action((version: string, flags: CommonFlags & { use: boolean }) =>
      run(flags, (context) =>
        withPlan(context, flags, ({ sdk }) => sdk.planInstall({ version: goVersion(version), use: flags.use })),
      ),
    )
}

/** `goready use VERSION`: switches the active SDK. */
export function useCommand(program: Command, out: Output, run: Run): void {
  withFlags(program.command('use').argument('<version>', out.say('cli.sdk.version')), out, 'changes')
    .description(out.say('cli.sdk.use'))
    .action((version: string, flags: CommonFlags) =>
      run(flags, (context) => withPlan(context, flags, ({ sdk }) => sdk.planUse(goVersion(version)))),
    )
}

/** `goready uninstall VERSION`. */
export function uninstallCommand(program: Command, out: Output, run: Run): void {
  withFlags(program.command('uninstall').argument('<version>', out.say('cli.sdk.version')), out, 'changes')
    .description(out.say('cli.sdk.uninstall'))
    .action((version: string, flags: CommonFlags) =>
      run(flags, (context) => withPlan(context, flags, ({ sdk }) => sdk.planUninstall(goVersion(version)))),
    )
}

/** Plans, shows, applies and reports: what all commands with one plan do. */
export async function withPlan(
  context: Context,
  flags: CommonFlags,
  make: (services: Services) => Promise<Plan>,
): Promise<ExitCode> {
  const services = await context.services()
  const plan = services.journal.hold(await make(services))
  return reportOutcome(context, plan, await applyPlan(context, services, plan, flags), flags)
}

/** A version as people type it: 1.27.4 and go1.27.4 alike. */
function goVersion(version: string): string {
  return /^\d/.test(version) ? `go${version}` : version
}
