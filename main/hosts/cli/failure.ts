import { failureBlanks } from '../../../preload/contract/failure-blanks'
import { type Failure, toFailure } from '../../kit'
import { type ExitCode, exitCodes } from './context'
import type { Output } from './output'

const usage = new Set(['INVALID_INPUT', 'MODULE_PATH_INVALID', 'RELEASE_UNKNOWN', 'PLAN_UNKNOWN'])

/** Tells what failed, why, and what to do next; returns the exit code. */
export function reportFailure(out: Output, error: unknown): ExitCode {
  const failure = toFailure(error)
  const blanks = failureBlanks(failure)
  const what = out.say(`failures.${failure.code}.what`, blanks)
  const why = out.say(`failures.${failure.code}.why`, blanks)
  const next = out.say(`failures.${failure.code}.next`, blanks)
  out.document({ ok: false, failure: { ...failure.toShape(), what, why, next } })
  out.note(`${out.tone('bad', '✗')} ${out.tone('strong', what)}`)
  out.note(`  ${why}`)
  out.note(`  ${out.tone('accent', '→')} ${next}`)
  return exitCodeOf(failure)
}

export function exitCodeOf(failure: Failure): ExitCode {
  if (failure.code === 'BUSY') return exitCodes.busy
  return usage.has(failure.code) ? exitCodes.usage : exitCodes.failed
}
