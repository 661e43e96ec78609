import { once } from 'node:events'
import { type Command, InvalidArgumentError } from 'commander'
import { type Run, withFlags } from '../command'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from '../context'
import type { Output } from '../output'
import { buildServices, outDir } from '../services'

interface ServeFlags extends CommonFlags {
  readonly port: number
  readonly open: boolean
}

/** `goready serve`: the same app as a page in your own browser, on loopback only. Ends with Ctrl-C. */
export function serveCommand(program: Command, out: Output, run: Run): void {
  withFlags(program.command('serve').description(out.say('cli.serve.about')), out, 'reads')
    .option('--port <number>', out.say('cli.serve.port'), parsePort, 0)
    .option('--no-open', out.say('cli.serve.noOpen'))
    .action((flags: ServeFlags) => run(flags, (context) => serveUntilStopped(context, flags)))
}

async function serveUntilStopped(context: Context, flags: ServeFlags): Promise<ExitCode> {
  const { out, signal, host } = context
  const { serve } = await import('../../web')
  const { env, home, version } = host
  const services = () => buildServices({ host: 'web', env, home, version })
  const serving = await serve({ env, home, outDir: outDir(), port: flags.port, open: flags.open, services })
  out.document({ ok: true, url: serving.url, link: serving.link, reused: serving.reused, opened: serving.opened })
  out.line(
    serving.link === null
      ? out.say('cli.serve.opened', { url: serving.url })
      : out.say('cli.serve.link', { link: serving.link }),
  )
  if (serving.reused) return exitCodes.done
  out.note(out.say('cli.serve.stop'))
  if (!signal.aborted) await once(signal, 'abort')
  await serving.close()
  return exitCodes.done
}

function parsePort(value: string): number {
  const port = Number(value)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new InvalidArgumentError(`0…65535`)
  return port
}
