import { type Command, Option } from 'commander'
import type { Catalogue, SdkState } from '../../../../preload/contract'
import { type Run, withFlags } from '../command'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from '../context'
import { formatBytes } from '../format'
import type { Output } from '../output'

interface ListFlags extends CommonFlags {
  readonly remote?: boolean
  readonly refresh?: boolean
  readonly channel?: 'stable' | 'unstable' | 'archived' | 'all'
}

/** `goready list [--remote]`: installed SDKs and other Gos, or the releases there are. */
export function listCommand(program: Command, out: Output, run: Run): void {
  withFlags(program.command('list').alias('ls').description(out.say('cli.list.about')), out, 'reads')
    .option('-r, --remote', out.say('cli.list.remote'))
    .option('--refresh', out.say('cli.list.refresh'))
    .addOption(
      new Option('--channel <name>', out.say('cli.list.channel'))
        .choices(['stable', 'unstable', 'archived', 'all'])
        .default('stable'),
    )
    .action((flags: ListFlags) =>
      run(flags, (context) => (flags.remote ? listRemote(context, flags) : listInstalled(context))),
    )
}

async function listInstalled(context: Context): Promise<ExitCode> {
  const services = await context.services()
  const state = await services.sdk.state({ probeShell: true })
  context.out.document({ ok: true, ...state })
  printInstalled(context.out, state)
  return exitCodes.done
}

function printInstalled(out: Output, state: SdkState): void {
  if (state.installed.length === 0) out.line(out.say('cli.list.none', { path: out.path(state.sdkRoot) }))
  out.table(
    state.installed.map((sdk) => [
      sdk.active ? out.tone('good', '●') : ' ',
      sdk.version,
      out.path(sdk.goroot),
      out.tone('dim', `${out.say(`cli.proof.${sdk.proof}`)}${sdk.source ? `, ${sdk.source}` : ''}`),
    ]),
  )
  const others = state.found.filter(({ owner }) => owner !== 'goready')
  if (others.length === 0) return
  out.line()
  out.line(out.say('cli.list.others'))
  out.table(
    others.map((go) => [
      go.winsInNewShell ? out.tone('accent', '▸') : ' ',
      go.version ?? '?',
      out.path(go.binary),
      out.tone('dim', go.owner),
    ]),
    '  ',
  )
}

async function listRemote(context: Context, flags: ListFlags): Promise<ExitCode> {
  const { out, signal } = context
  const services = await context.services()
  const catalogue = await services.releases.catalogue({ refresh: flags.refresh ?? false, signal })
  const channel = flags.channel ?? 'stable'
  const releases = catalogue.releases.filter((release) => channel === 'all' || release.channel === channel)
  out.document({ ok: true, ...catalogue, releases })
  printCatalogue(out, catalogue, releases)
  return exitCodes.done
}

function printCatalogue(out: Output, catalogue: Catalogue, releases: Catalogue['releases']): void {
  out.table(
    releases.map((release) => [
      release.active ? out.tone('good', '●') : release.installed ? '○' : ' ',
      release.version,
      release.date ?? '',
      release.bytes === null ? '' : formatBytes(release.bytes),
      release.channel === 'stable' ? '' : out.tone('dim', out.say(`cli.channel.${release.channel}`)),
    ]),
  )
  const key = catalogue.stale ? 'cli.list.stale' : catalogue.partial ? 'cli.list.partial' : 'cli.list.from'
  out.note(out.tone('dim', out.say(key, { source: catalogue.source, at: catalogue.fetchedAt })))
}
