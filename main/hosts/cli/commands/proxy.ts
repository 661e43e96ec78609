import type { Command } from 'commander'
import type { ProbeRow, ProxyState } from '../../../../preload/contract'
import { failureBlanks } from '../../../../preload/contract/failure-blanks'
import { follow } from '../../../kit'
import { applyPlan, reportOutcome } from '../apply'
import { type Run, withFlags } from '../command'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from '../context'
import { formatBytes } from '../format'
import type { Output } from '../output'

/** `goready proxy [list|use|probe]`. */
export function proxyCommand(program: Command, out: Output, run: Run): void {
  const proxy = program.command('proxy').description(out.say('cli.proxy.about'))
  withFlags(proxy.command('list', { isDefault: true }).description(out.say('cli.proxy.list')), out, 'reads').action(
    (flags: CommonFlags) => run(flags, list),
  )
  withFlags(proxy.command('use').argument('<proxy>', out.say('cli.proxy.which')), out, 'changes')
    .description(out.say('cli.proxy.use'))
    .option('--gosumdb <value>', out.say('cli.setup.gosumdb'))
    .action((which: string, flags: CommonFlags & { gosumdb?: string }) =>
      run(flags, (context) => use(context, which, flags)),
    )
  withFlags(proxy.command('probe').argument('[proxy...]', out.say('cli.proxy.which')), out, 'reads')
    .description(out.say('cli.proxy.probe'))
    .action((ids: string[], flags: CommonFlags) => run(flags, (context) => probe(context, ids)))
}

async function list({ out, services }: Context): Promise<ExitCode> {
  const state = await (await services()).proxy.state()
  out.document({ ok: true, ...state })
  out.table(
    state.presets.map((preset) => [
      preset.id === state.current ? out.tone('good', '●') : ' ',
      preset.id,
      preset.goproxy,
      preset.note ? out.tone('dim', out.say(preset.note)) : '',
    ]),
  )
  if (state.current === null) out.line(`${out.tone('good', '●')} ${state.goproxy}`)
  out.line()
  out.table([
    ['GOSUMDB', state.gosumdb],
    ...Object.entries({
      HTTP_PROXY: state.http.httpProxy,
      HTTPS_PROXY: state.http.httpsProxy,
      NO_PROXY: state.http.noProxy,
    }).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  ])
  return exitCodes.done
}

async function use(context: Context, which: string, flags: CommonFlags & { gosumdb?: string }): Promise<ExitCode> {
  const { out, signal } = context
  const services = await context.services()
  const { presets } = await services.proxy.state()
  const chosen = presetFor(presets, which)
  const gosumdb = flags.gosumdb ?? null
  const plan = services.journal.hold(
    await services.proxy.planUse({ use: chosen ? { id: chosen.id } : { goproxy: which }, gosumdb }),
  )
  const outcome = await applyPlan(context, services, plan, flags)
  if (outcome.exitCode !== exitCodes.done || flags.dryRun) return reportOutcome(context, plan, outcome, flags)
  const landed = await services.proxy.landed(signal)
  const exitCode = reportOutcome(context, plan, outcome, flags, { landed })
  out.table(
    landed.map((place) => [
      place.verdict === 'landed'
        ? out.tone('good', '✓')
        : place.verdict === 'differs'
          ? out.tone('bad', '✗')
          : out.tone('dim', '·'),
      out.say(place.label),
      place.value ?? '',
      [
        place.blocker
          ? `${out.path(place.blocker.path)}${place.blocker.line === null ? '' : `:${place.blocker.line}`}`
          : '',
        place.next ? out.say(place.next) : '',
      ].join('  '),
    ]),
    '  ',
  )
  return exitCode
}

/** A preset by its id, its whole value, its address or its host, as people type them. */
function presetFor(presets: ProxyState['presets'], which: string): ProxyState['presets'][number] | undefined {
  const typed = which.replace(/^https?:\/\//, '').replace(/\/+$/, '')
  const isMeant = ({ id, goproxy, url }: ProxyState['presets'][number]): boolean => {
    if (id === which || goproxy === which) return true
    return url !== null && [new URL(url).host, url.replace(/^https?:\/\//, '').replace(/\/+$/, '')].includes(typed)
  }
  return presets.find(isMeant)
}

async function probe(context: Context, ids: readonly string[]): Promise<ExitCode> {
  const { out, signal } = context
  const services = await context.services()
  const { presets } = await services.proxy.state()
  const chosen = ids.map((which) => presetFor(presets, which)?.id ?? which)
  const probed = await follow(services.proxy.probe(chosen, signal), () => out.transient(out.say('cli.proxy.probing')))
  out.transient('')
  const { rows, best } = probed
  out.document({ ok: true, ...probed })
  out.table(rows.map((row) => [row.id === best ? out.tone('good', '●') : ' ', row.id, ...cells(out, row)]))
  return rows.some(({ verdict }) => verdict !== 'failed') ? exitCodes.done : exitCodes.failed
}

function cells(out: Output, row: ProbeRow): string[] {
  if (row.failure) {
    const what = out.say(`failures.${row.failure.code}.what`, failureBlanks(row.failure))
    return [out.tone('bad', '✗'), '', out.tone('dim', what)]
  }
  return [
    row.latency === null ? '' : `${Math.round(row.latency)} ms`,
    row.throughput === null ? '' : `${formatBytes(row.throughput)}/s`,
    out.tone('dim', out.say(`cli.proxy.sumdb.${row.sumdb}`)),
  ]
}
