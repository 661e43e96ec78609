import { homedir } from 'node:os'
import { Command, CommanderError } from 'commander'
import { languageFor } from '../../../preload/texts'
import type { Action, Run } from './command'
import { chainCommand } from './commands/chain'
import { doctorCommand } from './commands/doctor'
import { envCommand } from './commands/env'
import { explainCommand } from './commands/explain'
import { historyCommand, undoCommand } from './commands/history'
import { listCommand } from './commands/list'
import { newCommand } from './commands/new'
import { proxyCommand } from './commands/proxy'
import { reportCommand } from './commands/report'
import { installCommand, uninstallCommand, useCommand } from './commands/sdk'
import { serveCommand } from './commands/serve'
import { setupCommand } from './commands/setup'
import { statusCommand } from './commands/status'
import { tellEnded, temporaryCommand } from './commands/temporary'
import { verifyCommand } from './commands/verify'
import { type ExitCode, exitCodes } from './context'
import { reportFailure } from './failure'
import { Output, type OutputStreams } from './output'
import { openServices } from './services'

export interface MainOptions {
  readonly args: readonly string[]
  readonly version: string
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  readonly streams?: OutputStreams
}

/** The command line from arguments to exit code: 0 done, 1 failed, 2 usage, 75 busy. */
export async function main(options: MainOptions): Promise<number> {
  const env = options.env ?? process.env
  const streams = options.streams ?? { stdout: process.stdout, stderr: process.stderr }
  // an empty one is refused, as one that is not absolute: where the world is made
  const home = env.HOME ?? homedir()
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  const makeOutput = (json: boolean): Output => new Output({ streams, json, language: languageFor(locale), home, env })
  let exitCode: number = exitCodes.done
  const run: Run = async (flags, action) => {
    exitCode = await runAction({ ...options, env, home }, makeOutput(flags.json ?? false), action)
  }
  const program = buildProgram(makeOutput(false), options.version, run)
  try {
    await program.parseAsync([...options.args], { from: 'user' })
    return exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  }
}

function buildProgram(out: Output, version: string, run: Run): Command {
  const program = new Command('goready')
    .description(out.say('cli.about'))
    .version(version, '-V, --version', out.say('cli.help.version'))
    .helpOption('-h, --help', out.say('cli.help.help'))
    .helpCommand('help [command]', out.say('cli.help.helpCommand'))
    .showSuggestionAfterError()
    .showHelpAfterError(out.say('cli.help.more'))
    .exitOverride()
    .enablePositionalOptions()
    .addHelpText('after', `\n${out.say('cli.help.after')}`)
  for (const add of [
    setupCommand,
    statusCommand,
    listCommand,
    installCommand,
    useCommand,
    uninstallCommand,
    verifyCommand,
    envCommand,
    proxyCommand,
    temporaryCommand,
    chainCommand,
    doctorCommand,
    explainCommand,
    reportCommand,
    newCommand,
    historyCommand,
    undoCommand,
    serveCommand,
  ]) {
    add(program, out, run)
  }
  // subcommands do not inherit exitOverride
  const settle = (command: Command): void => {
    command.exitOverride().helpOption('-h, --help', out.say('cli.help.help'))
    for (const child of command.commands) settle(child)
  }
  settle(program)
  return program
}

async function runAction(
  options: MainOptions & { env: NodeJS.ProcessEnv; home: string },
  out: Output,
  action: Action,
): Promise<ExitCode> {
  const stop = new AbortController()
  const onSignal = (): void => stop.abort()
  // not `once`: signal-exit, which the file writer uses, ends the process when it finds no listener left
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  const opening = openServices(options)
  try {
    return await action({
      out,
      signal: stop.signal,
      cwd: options.cwd ?? process.cwd(),
      host: options,
      services: async () => {
        const services = await opening.get()
        await tellEnded(services, out)
        return services
      },
      canAsk: !out.json && Boolean(process.stdin.isTTY) && out.isTerminal,
      confirm: async (question) => {
        const { confirm, isCancel } = await import('@clack/prompts')
        const answer = await confirm({ message: question, initialValue: true })
        return !isCancel(answer) && answer
      },
    })
  } catch (error) {
    return reportFailure(out, error)
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
    await opening.close()
  }
}
