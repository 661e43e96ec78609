import { resolve } from 'node:path'
import type { Command } from 'commander'
import { type Run, withFlags } from '../command'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from '../context'
import type { Output } from '../output'

/** `goready report [--out DIR]`: writes a diagnostic report without credentials; sends nothing. */
export function reportCommand(program: Command, out: Output, run: Run): void {
  withFlags(program.command('report').description(out.say('cli.report.about')), out, 'reads')
    .option('--out <dir>', out.say('cli.report.out'))
    .action((flags: CommonFlags & { out?: string }) => run(flags, (context) => report(context, flags.out ?? '.')))
}

async function report({ out, cwd, signal, services }: Context, to: string): Promise<ExitCode> {
  const { paths } = await (await services()).report.write(resolve(cwd, to), signal)
  out.document({ ok: true, paths })
  for (const path of paths) out.line(out.path(path))
  out.note(out.say('cli.report.read'))
  return exitCodes.done
}
