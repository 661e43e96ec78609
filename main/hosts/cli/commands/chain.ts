import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import {
  type ChainPreviewRow,
  type ChainStep,
  type ChainValues,
  type EntryAnswers,
  type ProxyAnswer,
  proxyAnswer,
} from '../../../../preload/contract'
import { type Run, withFlags } from '../command'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from '../context'
import type { Output } from '../output'

interface ChainFlags extends CommonFlags {
  readonly module?: string
  readonly version: string
  readonly answers?: readonly ProxyAnswer[]
  readonly sumdbAnswers?: readonly ProxyAnswer[]
  readonly direct: boolean
  readonly database: ProxyAnswer
  readonly private?: string
  readonly noproxy?: string
  readonly nosumdb?: string
  readonly insecure?: string
  readonly sumdb?: string
  readonly preview?: string
}

/** `goready chain [GOPROXY] --module PATH --answers 404,502,…`: what go would do; `--preview DIR` for a whole go.mod. */
export function chainCommand(program: Command, out: Output, run: Run): void {
  const all = proxyAnswer.options.join(', ')
  const instead = out.say('cli.chain.private')
  withFlags(program.command('chain').argument('[goproxy]', out.say('cli.chain.goproxy')), out, 'reads')
    .description(out.say('cli.chain.about'))
    .option('-m, --module <path>', out.say('cli.chain.module'))
    .option('--version <version>', out.say('cli.chain.version'), 'v1.0.0')
    .option('-a, --answers <list>', out.say('cli.chain.answers', { all }), answerList)
    .option('--sumdb-answers <list>', out.say('cli.chain.sumdb'), answerList)
    .option('--no-direct', out.say('cli.chain.direct'))
    .option('--database <answer>', out.say('cli.chain.database'), oneAnswer, '200')
    .option('--private <patterns>', `GOPRIVATE: ${instead}`)
    .option('--noproxy <patterns>', `GONOPROXY: ${instead}`)
    .option('--nosumdb <patterns>', `GONOSUMDB: ${instead}`)
    .option('--insecure <patterns>', `GOINSECURE: ${instead}`)
    .option('--sumdb <value>', `GOSUMDB: ${instead}`)
    .option('--preview <dir>', out.say('cli.chain.preview'))
    .action((goproxy: string | undefined, flags: ChainFlags) =>
      run(flags, (context) =>
        flags.preview === undefined
          ? simulate(context, goproxy, flags)
          : preview(context, goproxy, flags, flags.preview),
      ),
    )
}

async function valuesFor({ services }: Context, goproxy: string | undefined, flags: ChainFlags): Promise<ChainValues> {
  const { values } = await (await services()).chain.state()
  return {
    GOPROXY: goproxy ?? values.GOPROXY,
    GOPRIVATE: flags.private ?? values.GOPRIVATE,
    GONOPROXY: flags.noproxy ?? values.GONOPROXY,
    GONOSUMDB: flags.nosumdb ?? values.GONOSUMDB,
    GOINSECURE: flags.insecure ?? values.GOINSECURE,
    GOSUMDB: flags.sumdb ?? values.GOSUMDB,
  }
}

async function simulate(context: Context, goproxy: string | undefined, flags: ChainFlags): Promise<ExitCode> {
  const { out, services } = context
  const { chain } = await services()
  const values = await valuesFor(context, goproxy, flags)
  const { samples } = await chain.state()
  const { answers: given = [], sumdbAnswers = [] } = flags
  const answers = Array.from({ length: Math.max(given.length, sumdbAnswers.length) }, (_, at) =>
    entryAnswers(given[at] ?? '200', sumdbAnswers[at]),
  )
  const simulation = chain.simulate({
    values,
    module: flags.module ?? samples[0] ?? '',
    version: flags.version,
    answers,
    isDirectFound: flags.direct,
    database: flags.database,
  })
  const { outcome, steps, leaks } = simulation
  out.document({ ok: true, values, ...simulation })
  out.table(steps.map((step) => cells(out, step)))
  out.line(out.tone(outcome.kind === 'downloaded' ? 'good' : 'bad', out.say(outcome.text)))
  if (outcome.message !== null) out.line(`${out.say('cli.chain.prints')} ${outcome.message}`)
  for (const { host, weight, reason } of leaks) {
    const words = out.say(weight === 'likely' ? 'chain.ui.leakLikely' : 'chain.ui.leakPossible', {
      host,
      reason: out.say(reason),
    })
    out.line(`${out.tone('warn', '!')} ${words}`)
  }
  return exitCodes.done
}

function cells(out: Output, { request, label, what, next, verdict, times }: ChainStep): string[] {
  const signs = {
    answered: out.tone('good', '✓'),
    next: out.tone('dim', '→'),
    stops: out.tone('bad', '✗'),
    waits: out.tone('warn', '…'),
  }
  const more = [...(next === null ? [] : [out.say(next)]), ...(times > 1 ? [out.say('chain.next.twice')] : [])]
  const words = [out.say(what), ...more.map((one) => out.tone('dim', one))].join(' ')
  return [signs[verdict], out.say(`chain.ui.request.${request}`), out.say(label), words]
}

async function preview(
  context: Context,
  goproxy: string | undefined,
  flags: ChainFlags,
  dir: string,
): Promise<ExitCode> {
  const { out, services, cwd } = context
  const folder = resolve(cwd, dir)
  const values = await valuesFor(context, goproxy, flags)
  const paths = flags.module === undefined ? [] : [flags.module]
  const shown = await (await services()).chain.preview({ values, paths, folder })
  out.document({ ok: true, values, ...shown })
  if (shown.goMod === null) out.note(out.say('chain.ui.noGoMod', { folder: out.path(folder) }))
  out.table(shown.rows.map((row) => previewCells(out, row)))
  return shown.goMod === null && paths.length === 0 ? exitCodes.failed : exitCodes.done
}

function previewCells(out: Output, row: ChainPreviewRow): string[] {
  const by = (decision: ChainPreviewRow['noproxy']): string =>
    decision === null ? '' : ` ${out.tone('dim', `(${out.say('chain.ui.decided', decision)})`)}`
  return [
    row.warning === null ? ' ' : out.tone('warn', '!'),
    row.path,
    `${out.say(`chain.ui.route.${row.route}`)}${by(row.noproxy)}`,
    `${out.say(`chain.ui.databaseState.${row.database}`)}${by(row.nosumdb)}`,
    row.warning === null ? '' : out.say(row.warning),
  ]
}

function entryAnswers(module: ProxyAnswer, sumdb: ProxyAnswer | undefined): EntryAnswers {
  return { module, supported: sumdb ?? module, lookup: sumdb ?? module }
}

function answerList(typed: string): ProxyAnswer[] {
  return typed.split(',').map((one) => oneAnswer(one.trim()))
}

function oneAnswer(typed: string): ProxyAnswer {
  const parsed = proxyAnswer.safeParse(typed)
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError(`${typed}: ${proxyAnswer.options.join(', ')}`)
}
