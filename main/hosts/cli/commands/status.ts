import type { Command } from 'commander'
import type { Check, StatusReport } from '../../../../preload/contract'
import type { Services } from '../../../api'
import { follow } from '../../../kit'
import { type Run, withFlags } from '../command'
import { type CommonFlags, type Context, type ExitCode, exitCodes } from '../context'
import type { Output } from '../output'

/** `goready status`: the validation table. Exit code 1 when Go is not ready. */
export function statusCommand(program: Command, out: Output, run: Run): void {
  withFlags(program.command('status').description(out.say('cli.status.about')), out, 'reads').action(
    (flags: CommonFlags) => run(flags, status),
  )
}

async function status(context: Context): Promise<ExitCode> {
  const { out } = context
  const report = await checkAll(context, await context.services())
  out.document({
    ok: report.verdict !== 'not-ready',
    verdict: report.verdict,
    headline: out.say(report.headline),
    checkedAt: report.checkedAt,
    checks: report.checks.map((check) => ({
      id: check.id,
      verdict: check.verdict,
      value: check.value,
      reason: check.reason && out.say(check.reason),
      next: check.next && out.say(check.next),
      fix: check.fix,
    })),
  })
  printReport(out, report)
  return report.verdict === 'not-ready' ? exitCodes.failed : exitCodes.done
}

/** Runs all checks; on a terminal the number done is shown meanwhile. */
export async function checkAll({ out, signal }: Context, services: Services): Promise<StatusReport> {
  let count = 0
  const report = await follow(services.status.check(signal), () => {
    out.transient(out.say('cli.status.checking', { count: ++count }))
  })
  out.transient('')
  return report
}

export function printReport(out: Output, report: StatusReport): void {
  const tone = report.verdict === 'ready' ? 'good' : report.verdict === 'attention' ? 'warn' : 'bad'
  out.line(out.tone(tone, out.tone('strong', out.say(report.headline))))
  out.line()
  out.table(
    report.checks.map((check) => [
      signOf(out, check),
      out.say(`cli.check.${check.id}`),
      value(out, check),
      words(out, check),
    ]),
    '  ',
  )
}

function signOf(out: Output, check: Check): string {
  switch (check.verdict) {
    case 'ok':
      return out.tone('good', '✓')
    case 'note':
      return out.tone('accent', '·')
    case 'warning':
      return out.tone('warn', '!')
    case 'problem':
    case null:
      return out.tone('bad', '✗')
  }
}

function value(out: Output, check: Check): string {
  return check.value === null ? '' : out.path(check.value)
}

function words(out: Output, check: Check): string {
  const parts = [check.reason, check.next].filter((part) => part !== null).map((part) => out.say(part))
  return out.tone('dim', parts.join(' → '))
}
