import type { Command } from 'commander'
import type { Conclusion, DoctorHop, DoctorReport, Exam } from '../../../../preload/contract'
import { follow } from '../../../kit'
import { type Run, withFlags } from '../command'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from '../context'
import type { Output, Tone } from '../output'

interface DoctorFlags extends CommonFlags {
  readonly via?: string
  readonly tokenEnv?: string
}

/** `goready doctor [target]`: every hop of the way, and what it comes to. Exit code 1 when something does not work. */
export function doctorCommand(program: Command, out: Output, run: Run): void {
  withFlags(program.command('doctor').argument('[target]', out.say('cli.doctor.target')), out, 'reads')
    .description(out.say('cli.doctor.about'))
    .option('--via <proxy>', out.say('cli.doctor.via'))
    .option('--token-env <name>', out.say('cli.doctor.tokenEnv'))
    .action((target: string | undefined, flags: DoctorFlags) =>
      run(flags, (context) => examine(context, target ?? null, flags)),
    )
}

async function examine(
  { out, services, signal }: Context,
  target: string | null,
  flags: DoctorFlags,
): Promise<ExitCode> {
  const { doctor } = await services()
  const input = { target, via: flags.via ?? null, tokenEnv: flags.tokenEnv ?? null }
  const report = await follow(doctor.examine(input, signal), (exam) => {
    const hop = exam.hops.at(-1)
    if (hop?.verdict === 'running') out.transient(`${out.say(exam.label)}: ${out.say(`doctor.kind.${hop.kind}`)}…`)
  })
  out.transient('')
  out.document({ ok: report.verdict !== 'problem', ...report })
  print(out, report)
  return report.verdict === 'problem' ? exitCodes.failed : exitCodes.done
}

function print(out: Output, report: DoctorReport): void {
  for (const exam of report.exams) {
    printExam(out, exam)
    out.line()
  }
  out.line(out.tone('strong', out.tone(tones[report.verdict], out.say(report.headline))))
}

const tones = { good: 'good', note: 'warn', problem: 'bad' } as const satisfies Record<Conclusion['verdict'], Tone>
const signs = { good: '✓', note: '!', failed: '✗', running: '·' } as const
const hopTones = { good: 'good', note: 'warn', failed: 'bad', running: 'dim' } as const satisfies Record<
  DoctorHop['verdict'],
  Tone
>

function printExam(out: Output, exam: Exam): void {
  const via = exam.via === null ? '' : `  ${out.say('doctor.ui.via_on', { proxy: exam.via })}`
  out.line(`${out.tone('strong', out.say(exam.label))}${out.tone('dim', via)}`)
  if (exam.url !== null) out.line(out.tone('dim', exam.url))
  out.table(
    exam.hops.map((hop) => [
      out.tone(hopTones[hop.verdict], signs[hop.verdict]),
      out.say(`doctor.kind.${hop.kind}`) + (hop.to === 'proxy' ? ` ${out.say('doctor.ui.toProxy')}` : ''),
      `${Math.round(hop.milliseconds ?? 0)} ms`,
      hop.words === null ? '' : out.say(hop.words),
    ]),
    '  ',
  )
  if (!exam.conclusion) return
  const { verdict, what, evidence, next } = exam.conclusion
  out.line(out.tone(tones[verdict], `→ ${out.say(what)}`))
  for (const one of evidence) out.line(out.tone('dim', `    ${out.say(one)}`))
  for (const [index, one] of next.entries()) out.line(`  ${index + 1}. ${out.say(one)}`)
}
