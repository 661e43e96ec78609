import { resolve } from 'node:path'
import type { Command } from 'commander'
import { follow } from '../../../kit'
import { type Run, withFlags } from '../command'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from '../context'
import type { Output } from '../output'
import { ProgressLine } from '../progress-line'

/** Lines shown before the rest is only counted. */
const most = 40

/** `goready verify [GOROOT]`: compares an installed Go with the public checksum database. Exit code 1 when it differs. */
export function verifyCommand(program: Command, out: Output, run: Run): void {
  withFlags(program.command('verify').argument('[goroot]', out.say('cli.verify.goroot')), out, 'reads')
    .description(out.say('cli.verify.about'))
    .action((goroot: string | undefined, flags: CommonFlags) => run(flags, (context) => verify(context, goroot)))
}

async function verify(context: Context, goroot: string | undefined): Promise<ExitCode> {
  const { out, cwd, signal } = context
  const services = await context.services()
  const line = new ProgressLine(out)
  const steps = services.sdk.verify(goroot === undefined ? null : resolve(cwd, goroot), signal)
  const report = await follow(steps, (step) => line.show(step))
  line.clear()
  out.document({ ok: report.verdict === 'identical', ...report, notes: report.notes.map((note) => out.say(note)) })
  const tone = report.verdict === 'identical' ? 'good' : 'warn'
  const params = { version: report.version, files: report.files, count: report.differences.length }
  out.line(out.tone(tone, out.say(`cli.verify.${report.verdict}`, params)))
  out.table(
    [
      [out.say('cli.verify.place'), out.path(report.goroot)],
      [out.say('cli.verify.module'), report.module],
      [out.say('cli.verify.computed'), report.h1],
      [out.say('cli.verify.expected'), report.expected ?? '—'],
      ...(report.tree ? [[out.say('cli.verify.tree'), `${report.tree.size}  ${report.tree.hash}`]] : []),
    ],
    '  ',
  )
  for (const { path, kind } of report.differences.slice(0, most))
    out.line(`  ${out.say(`cli.verify.${kind}`)}  ${path}`)
  if (report.differences.length > most)
    out.line(`  ${out.say('cli.verify.more', { count: report.differences.length - most })}`)
  for (const note of report.notes) out.line(`  ${out.tone('warn', '!')} ${out.say(note)}`)
  return report.verdict === 'identical' ? exitCodes.done : exitCodes.failed
}
