import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { ProbeHistory, ProbePlan, ProbeRow, ProxyState } from '../../../../preload/contract'
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
    .option('--folder <dir>', out.say('cli.proxy.folder'))
    .action((ids: string[], flags: CommonFlags & { folder?: string }) =>
      run(flags, (context) => probe(context, ids, flags.folder)),
    )
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

async function probe(context: Context, ids: readonly string[], dir: string | undefined): Promise<ExitCode> {
  const { out, signal, cwd } = context
  const { proxy } = await context.services()
  const { presets } = await proxy.state()
  const chosen = ids.map((which) => presetFor(presets, which)?.id ?? which)
  const folder = dir === undefined ? null : resolve(cwd, dir)
  tellPlan(out, await proxy.probePlan(chosen, folder))
  const probed = await follow(proxy.probe(chosen, signal, { folder }), () =>
    out.transient(out.say('cli.proxy.probing')),
  )
  out.transient('')
  const { rows, best } = probed
  const history = await proxy.history()
  out.document({ ok: true, ...probed, history: history.filter(({ id }) => rows.some((row) => row.id === id)) })
  out.table(
    rows.map((row) => {
      const change = history.find(({ id }) => id === row.id)?.change ?? null
      return [row.id === best ? out.tone('good', '●') : ' ', row.id, ...cells(out, row), changeWords(out, change)]
    }),
  )
  return rows.some(({ verdict }) => verdict !== 'failed') ? exitCodes.done : exitCodes.failed
}

/** What is going to be asked, before it is. */
function tellPlan(out: Output, { proxies, requests, bytes, modules, withheld }: ProbePlan): void {
  const names = modules.map(({ path, version }) => `${path}@${version}`).join(', ')
  out.line(out.say('proxy.ui.insight.told', { proxies, requests, size: formatBytes(bytes), modules: names }))
  if (withheld.length > 0) {
    out.line(out.say('proxy.ui.insight.withheld', { modules: withheld.map(({ path }) => path).join(', ') }))
  }
}

function changeWords(out: Output, change: ProbeHistory['change']): string {
  if (change === null || change.kind === 'steady') return ''
  const { kind, factor, since } = change
  const times = factor === null ? 1 : factor < 1 ? 1 / Math.max(factor, 0.01) : factor
  const when = since.slice(0, 16).replace('T', ' ')
  return out.tone('dim', out.say(`proxy.ui.insight.change.${kind}`, { factor: times.toFixed(1), when }))
}

function cells(out: Output, row: ProbeRow): string[] {
  if (row.failure) {
    const what = out.say(`failures.${row.failure.code}.what`, failureBlanks(row.failure))
    const share = row.detail ? `${Math.round(row.detail.successRate * 100)} %` : ''
    return [out.tone('bad', '✗'), share, '', out.tone('dim', what)]
  }
  const p95 = row.detail?.p95 ? ` / ${Math.round(row.detail.p95)} ms` : ''
  return [
    row.latency === null ? '' : `${Math.round(row.latency)} ms${p95}`,
    row.detail ? `${Math.round(row.detail.successRate * 100)} %` : '',
    row.throughput === null ? '' : `${formatBytes(row.throughput)}/s`,
    out.tone('dim', out.say(`cli.proxy.sumdb.${row.sumdb}`)),
  ]
}
