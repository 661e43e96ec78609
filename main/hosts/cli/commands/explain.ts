import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { stdin } from 'node:process'
import type { Command } from 'commander'
import type { Evidence, ExplainCause, Explained } from '../../../../preload/contract'
import { failureBlanks } from '../../../../preload/contract/failure-blanks'
import { follow } from '../../../kit'
import { type Run, withFlags } from '../command'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from '../context'
import type { Output } from '../output'

interface ExplainFlags extends CommonFlags {
  readonly live: boolean
}

/** `goready explain [FILE]`: reads a file, or standard input: `go build 2>&1 | goready explain`. */
export function explainCommand(program: Command, out: Output, run: Run): void {
  withFlags(program.command('explain').argument('[file]', out.say('cli.explain.file')), out, 'reads')
    .description(out.say('cli.explain.about'))
    .option('--no-live', out.say('cli.explain.noLive'))
    .action((file: string | undefined, flags: ExplainFlags) =>
      run(flags, (context) => explain(context, file, flags.live)),
    )
}

async function explain(context: Context, file: string | undefined, live: boolean): Promise<ExitCode> {
  const { out, cwd, signal } = context
  const given =
    file === undefined || file === '-' ? await readInput(out, signal) : await readFile(resolve(cwd, file), 'utf8')
  const services = await context.services()
  const report = await follow(services.explain.read({ text: given, live }, signal), () => {
    out.transient(out.say('explain.ui.looking'))
  })
  out.transient('')
  out.document({ ok: report.causes.length > 0, ...report, causes: report.causes.map((cause) => inWords(out, cause)) })
  print(out, report)
  return report.causes.length > 0 ? exitCodes.done : exitCodes.failed
}

/** Bytes that are kept of the input: of more, the end. */
const keep = 4 * 1024 * 1024

async function readInput(out: Output, signal: AbortSignal): Promise<string> {
  if (stdin.isTTY) out.note(out.say('cli.explain.paste'))
  let read = ''
  stdin.setEncoding('utf8')
  const stop = (): unknown => stdin.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const chunk of stdin) {
      read += String(chunk)
      if (read.length > 2 * keep) read = read.slice(-keep)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return read.slice(-keep)
}

function inWords(out: Output, cause: ExplainCause & { evidence: readonly Evidence[] }): Record<string, unknown> {
  return {
    id: cause.id,
    count: cause.count,
    lines: cause.lines,
    what: out.say(cause.what),
    why: out.say(cause.why),
    evidence: cause.evidence.map(({ verdict, text, failure }) => ({ verdict, text: out.say(text), failure })),
    fixes: cause.fixes.map(({ text, commands, plan }) => ({ text: out.say(text), commands, plan })),
  }
}

function print(out: Output, report: Explained): void {
  for (const cause of report.causes) {
    out.line(`${out.tone('bad', '✗')} ${out.tone('strong', out.say(cause.what))}`)
    out.line(`  ${out.say(cause.why)}`)
    for (const { line, text } of cause.lines.slice(0, 4)) out.line(out.tone('dim', `    ${line}: ${text.trim()}`))
    for (const one of cause.evidence) out.line(`  ${sign(out, one)} ${out.say(one.text)}${why(out, one)}`)
    for (const { text, commands } of cause.fixes) {
      out.line(`  ${out.tone('accent', '→')} ${out.say(text)}`)
      for (const command of commands) out.line(`      ${command}`)
    }
    out.line()
  }
  if (report.cut) out.note(out.say('explain.ui.cut'))
  if (report.causes.length > 0) return
  out.line(out.tone('strong', out.say('explain.ui.none')))
  for (const next of report.next) out.line(`  ${out.tone('accent', '→')} ${out.say(next)}`)
}

function sign(out: Output, { verdict }: Evidence): string {
  if (verdict === 'confirmed') return out.tone('warn', '!')
  return verdict === 'not-now' ? out.tone('good', '✓') : out.tone('dim', '·')
}

function why(out: Output, { failure }: Evidence): string {
  return failure === null
    ? ''
    : out.tone('dim', `  ${out.say(`failures.${failure.code}.what`, failureBlanks(failure))}`)
}
