import { type Command, Option } from 'commander'
import type { CommonFlags, Context, ExitCode } from './context'
import type { Output } from './output'

/** How a command's file says what to do: gets the context, returns the exit code. */
export type Action = (context: Context) => Promise<ExitCode>
export type Run = (flags: CommonFlags, action: Action) => Promise<void>

/** `--json` on every command; `--dry-run` and `--yes` where something is changed. */
export function withFlags(command: Command, out: Output, kind: 'reads' | 'changes'): Command {
  command.addOption(new Option('--json', out.say('cli.help.json')))
  if (kind === 'changes') {
    command.addOption(new Option('-n, --dry-run', out.say('cli.help.dryRun')))
    command.addOption(new Option('-y, --yes', out.say('cli.help.yes')))
  }
  return command
}
