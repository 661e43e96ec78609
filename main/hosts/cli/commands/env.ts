import type { Command } from 'commander'
import type { EnvOrigin, EnvRow, FixRequest } from '../../../../preload/contract'
import { applyPlan, reportOutcome } from '../apply'
import { type Run, withFlags } from '../command'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from '../context'
import type { Output } from '../output'
import { withPlan } from './sdk'

/** `goready env [fix|set|unset]`: every Go variable, where it comes from, and what would be better. */
export function envCommand(program: Command, out: Output, run: Run): void {
  const env = withFlags(program.command('env').description(out.say('cli.env.about')), out, 'reads')
    .option('-a, --all', out.say('cli.env.all'))
    .action((flags: CommonFlags & { all?: boolean }) => run(flags, (context) => show(context, flags.all ?? false)))
  withFlags(env.command('fix').argument('[name...]', out.say('cli.env.names')), out, 'changes')
    .description(out.say('cli.env.fix'))
    .action((names: string[], flags: CommonFlags) => run(flags, (context) => fix(context, names, flags)))
  withFlags(env.command('set').argument('<name=value...>', out.say('cli.env.pairs')), out, 'changes')
    .description(out.say('cli.env.set'))
    .action((pairs: string[], flags: CommonFlags) =>
      run(flags, (context) => withPlan(context, flags, ({ goenv }) => goenv.planSet(parsePairs(pairs)))),
    )
  withFlags(env.command('unset').argument('<name...>', out.say('cli.env.names')), out, 'changes')
    .description(out.say('cli.env.unset'))
    .action((names: string[], flags: CommonFlags) =>
      run(flags, (context) =>
        withPlan(context, flags, ({ goenv }) => goenv.planSet(Object.fromEntries(names.map((name) => [name, null])))),
      ),
    )
}

async function show({ out, services }: Context, all: boolean): Promise<ExitCode> {
  const table = await (await services()).goenv.table()
  out.document({ ok: true, ...table })
  const rows = table.rows.filter(
    (row) => all || row.group !== 'other' || row.verdict !== 'ok' || row.origin.kind !== 'default',
  )
  out.table(
    rows.map((row) => [
      signOf(out, row),
      row.name,
      shown(row),
      out.tone('dim', origin(out, row.origin)),
      words(out, row),
    ]),
  )
  for (const note of table.notes) out.note(`${out.tone('warn', '!')} ${out.say(note)}`)
  return table.rows.some((row) => row.verdict === 'problem') ? exitCodes.failed : exitCodes.done
}

async function fix(context: Context, names: readonly string[], flags: CommonFlags): Promise<ExitCode> {
  const { out } = context
  const services = await context.services()
  const { rows } = await services.goenv.table()
  const fixes = rows
    .filter((row) =>
      names.length === 0 ? row.verdict === 'problem' || row.verdict === 'warning' : names.includes(row.name),
    )
    .map((row) => row.fix)
    .filter((one) => one !== null)
  const merged = mergeFixes(fixes)
  if (merged.length === 0) {
    out.line(out.say('cli.env.nothingToFix'))
    out.document({ ok: true, applied: false, entryId: null, fixes: [] })
    return exitCodes.done
  }
  let exitCode: ExitCode = exitCodes.done
  for (const one of merged) {
    const plan = services.journal.hold(await services.status.planFix(one))
    exitCode = reportOutcome(context, plan, await applyPlan(context, services, plan, flags), flags)
    if (exitCode !== exitCodes.done) break
  }
  return exitCode
}

/** Variables to set become one batch, so that one document and one journal entry tell the whole. */
function mergeFixes(fixes: readonly FixRequest[]): FixRequest[] {
  const values = Object.assign({}, ...fixes.map((one) => (one.kind === 'set-env' ? one.values : {}))) as Record<
    string,
    string | null
  >
  const repair = fixes.find((one) => one.kind === 'repair-goenv-file')
  if (repair) return [repair]
  const others = fixes.filter((one) => one.kind !== 'set-env')
  return Object.keys(values).length > 0 ? [{ kind: 'set-env', values }, ...others] : others
}

function parsePairs(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

function signOf(out: Output, { verdict }: EnvRow): string {
  if (verdict === 'ok') return out.tone('good', '✓')
  if (verdict === 'note') return out.tone('accent', '·')
  return verdict === 'warning' ? out.tone('warn', '!') : out.tone('bad', '✗')
}

function shown({ value }: EnvRow): string {
  return value === '' ? '""' : value
}

function origin(out: Output, from: EnvOrigin): string {
  if (from.kind === 'default') return out.say('cli.env.default')
  if (from.kind === 'process' && from.path === null) return out.say('cli.env.process')
  return `${out.path(from.path ?? '')}:${from.line ?? '?'}`
}

function words(out: Output, row: EnvRow): string {
  const better =
    row.recommended !== null && row.recommended !== row.value
      ? [out.say('cli.env.better', { value: row.recommended })]
      : []
  return [...(row.reason ? [out.say(row.reason)] : []), ...better].join(' → ')
}
