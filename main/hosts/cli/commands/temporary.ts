import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Command, InvalidArgumentError } from 'commander'
import type { TemporaryEnd, TemporaryName, TemporarySpan } from '../../../../preload/contract'
import type { Services } from '../../../api'
import { withLock } from '../../../kit'
import { applyPlan, reportOutcome } from '../apply'
import { type Run, withFlags } from '../command'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from '../context'
import { formatSeconds } from '../format'
import type { Output } from '../output'

interface BeginFlags extends CommonFlags {
  readonly gosumdb?: string
  readonly goproxy?: string
  readonly for: TemporarySpan
}

/** `goready temporary [status|begin|extend|end]`: a proxy or a checksum database for a while. */
export function temporaryCommand(program: Command, out: Output, run: Run): void {
  const temporary = program.command('temporary').description(out.say('cli.temporary.about'))
  const span = out.say('cli.temporary.for')
  withFlags(
    temporary.command('status', { isDefault: true }).description(out.say('cli.temporary.status')),
    out,
    'reads',
  ).action((flags: CommonFlags) => run(flags, status))
  withFlags(temporary.command('begin').description(out.say('cli.temporary.begin')), out, 'changes')
    .option('--gosumdb <value>', out.say('cli.setup.gosumdb'))
    .option('--goproxy <value>', out.say('cli.proxy.which'))
    .option('--for <time>', span, parseSpan, { minutes: 15 })
    .action((flags: BeginFlags) => run(flags, (context) => begin(context, flags)))
  withFlags(
    temporary.command('extend').argument('<variable>', out.say('cli.temporary.variable'), parseName),
    out,
    'reads',
  )
    .description(out.say('cli.temporary.extend'))
    .option('--for <time>', span, parseMinutes, { minutes: 15 })
    .action((name: TemporaryName, flags: BeginFlags) => run(flags, (context) => extend(context, name, flags.for)))
  withFlags(temporary.command('end').argument('[variable]', out.say('cli.temporary.variable'), parseName), out, 'reads')
    .description(out.say('cli.temporary.end'))
    .action((name: TemporaryName | undefined, flags: CommonFlags) => run(flags, (context) => end(context, name)))
  // stays behind a command that is over, and puts back in time; nobody reads what it says
  temporary.command('keep', { hidden: true }).action(() => run({ json: true }, keep))
}

async function status({ out, services }: Context): Promise<ExitCode> {
  const { leases } = await (await services()).temporary.state()
  out.document({ ok: true, leases })
  if (leases.length === 0) out.line(out.say('temporary.ui.none'))
  out.table(
    leases.map(({ name, value, original, remaining, failure }) => [
      `${name}=${value}`,
      remaining === null
        ? out.say('temporary.ui.untilQuit')
        : remaining === 0
          ? out.tone('warn', out.say('temporary.ui.overdue'))
          : out.say('temporary.ui.left', { time: formatSeconds(remaining / 1000) }),
      original === null ? out.say('temporary.ui.wasUnset') : out.say('temporary.ui.was', { value: original }),
      failure === null ? '' : out.tone('bad', failure.message),
    ]),
  )
  return exitCodes.done
}

async function begin(context: Context, flags: BeginFlags): Promise<ExitCode> {
  const { out } = context
  const wanted = wantedOf(flags)
  if (wanted === null) {
    out.note(out.say('cli.temporary.oneOf'))
    return exitCodes.usage
  }
  const services = await context.services()
  const [name, value] = wanted
  const plan = services.journal.hold(await services.temporary.plan({ name, value, span: flags.for }))
  const outcome = await applyPlan(context, services, plan, flags)
  if (!outcome.applied) return reportOutcome(context, plan, outcome, flags)
  if ('minutes' in flags.for) {
    const isKept = startKeeper(context)
    const exitCode = reportOutcome(context, plan, outcome, flags, { isKept })
    if (!isKept) out.note(out.say('cli.temporary.notKept'))
    return exitCode
  }
  const exitCode = reportOutcome(context, plan, outcome, flags)
  out.note(out.say('cli.temporary.front'))
  await services.temporary.follow(context.signal)
  // by now another process may have ended it
  const isThere = (await services.temporary.state()).leases.some((lease) => lease.name === name)
  if (isThere) told(out, await services.temporary.end(name))
  return exitCode
}

function wantedOf({ gosumdb, goproxy }: BeginFlags): [TemporaryName, string] | null {
  if (gosumdb !== undefined && goproxy === undefined) return ['GOSUMDB', gosumdb]
  return goproxy !== undefined && gosumdb === undefined ? ['GOPROXY', goproxy] : null
}

async function extend(context: Context, name: TemporaryName, span: TemporarySpan): Promise<ExitCode> {
  await (await context.services()).temporary.extend(name, span)
  startKeeper(context)
  return status(context)
}

async function end({ out, services }: Context, name: TemporaryName | undefined): Promise<ExitCode> {
  const { temporary } = await services()
  const names = name === undefined ? (await temporary.state()).leases.map((lease) => lease.name) : [name]
  const ended: TemporaryEnd[] = []
  for (const one of names) ended.push(await temporary.end(one))
  out.document({ ok: true, ended })
  if (ended.length === 0) out.line(out.say('temporary.ui.none'))
  for (const one of ended) told(out, one)
  return exitCodes.done
}

async function keep({ services, signal }: Context): Promise<ExitCode> {
  const { temporary, world } = await services()
  const lock = join(world.dirs.state, 'locks', 'temporary-keeper.lock')
  const options = { wait: 0, clock: world.clock }
  // one is enough: it looks again and again at how long there is left
  await withLock(lock, 'keeper', options, () => temporary.follow(signal, { untilNone: true }))
  return exitCodes.done
}

function told(out: Output, { outcome, name }: TemporaryEnd): void {
  const sign = outcome === 'put-back' ? out.tone('good', '✓') : out.tone('warn', '!')
  out.line(`${sign} ${out.say(`temporary.ended.${outcome}`, { name })}`)
}

/** Says on stderr what ended by itself since somebody was told. With `--json` nobody is, and the next command says it. */
export async function tellEnded({ temporary }: Services, out: Output): Promise<void> {
  if (out.json) return
  const ended = await temporary.untold()
  for (const { outcome, why, name, value } of ended) {
    const words = out.say(`temporary.ended.${outcome}`, { name })
    out.note(`${out.tone('warn', '!')} ${words}. ${out.say(`temporary.ended.${why}`, { value: `${name}=${value}` })}`)
  }
  if (ended.length > 0) await temporary.told(ended.map(({ id }) => id))
}

/** Starts a process that outlives this command and puts back in time; false when this is no built command line. */
function startKeeper({ host }: Context): boolean {
  const script = fileURLToPath(new URL('goready.js', import.meta.url))
  if (!/[\\/]out[\\/]cli[\\/]goready\.js$/.test(script)) return false
  const env = { ...host.env } as NodeJS.ProcessEnv
  const child = spawn(process.execPath, [script, 'temporary', 'keep'], {
    cwd: host.home,
    env,
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  })
  child.on('error', () => undefined)
  child.unref()
  return child.pid !== undefined
}

function parseSpan(value: string): TemporarySpan {
  return value === 'quit' ? { until: 'quit' } : parseMinutes(value)
}

function parseMinutes(value: string): TemporarySpan {
  const [, count, unit] = /^(\d{1,4})(m|min|h)?$/.exec(value) ?? []
  const minutes = Number(count) * (unit === 'h' ? 60 : 1)
  if (!(minutes >= 1 && minutes <= 1440)) throw new InvalidArgumentError('1m … 24h')
  return { minutes }
}

function parseName(value: string): TemporaryName {
  const name = value.toUpperCase()
  if (name === 'GOPROXY' || name === 'GOSUMDB') return name
  throw new InvalidArgumentError('GOPROXY, GOSUMDB')
}
