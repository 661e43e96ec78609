import type { ChangePreview, PlanPreview, UndoConflict } from '../../../preload/contract'
import { formatBytes } from './format'
import type { Output } from './output'

/** Prints a plan as a person reads it: each change with its path, its reason and its lines. */
export function printPlan(out: Output, plan: PlanPreview): void {
  out.line(out.tone('strong', out.say(plan.title)))
  if (plan.changes.length === 0) out.line(`  ${out.say('cli.nothingToDo')}`)
  for (const change of plan.changes) printChange(out, change)
  for (const note of plan.notes) out.line(`  ${out.tone('warn', '!')} ${out.say(note)}`)
}

export function printConflicts(out: Output, conflicts: readonly UndoConflict[]): void {
  for (const conflict of conflicts) {
    out.line(`${out.tone('warn', '!')} ${out.path(conflict.path)}  ${out.say(conflict.reason)}`)
    for (const line of conflict.expected) printDiffLine(out, line)
  }
}

function printChange(out: Output, change: ChangePreview): void {
  const { sign, what } = headOf(out, change)
  const tone = sign === '+' ? 'good' : sign === '-' ? 'bad' : 'accent'
  out.line()
  out.line(`  ${out.tone(tone, sign)} ${what}`)
  out.line(`    ${out.tone('dim', out.say(change.reason))}`)
  if (change.kind === 'file') {
    for (const { name, before, after } of change.values) {
      const unset = out.say('cli.unset')
      out.line(`      ${name}: ${before ?? unset} → ${out.tone('strong', after ?? unset)}`)
    }
    if (change.values.length === 0) for (const line of change.diff) printDiffLine(out, line)
  }
  for (const note of change.notes) out.line(`    ${out.tone('warn', '!')} ${out.say(note)}`)
}

function headOf(out: Output, change: ChangePreview): { sign: '+' | '-' | '~'; what: string } {
  switch (change.kind) {
    case 'file': {
      const sign = change.action === 'create' ? '+' : change.action === 'delete' ? '-' : '~'
      return { sign, what: out.path(change.path) }
    }
    case 'sdk-install': {
      const size = change.bytes === null ? '' : `, ${formatBytes(change.bytes)}`
      return {
        sign: '+',
        what: `${out.path(change.path)}  (${change.source}, ${out.say(`cli.proof.${change.proof}`)}${size})`,
      }
    }
    case 'sdk-remove':
      return { sign: '-', what: out.path(change.path) }
    case 'link': {
      const sign = change.before === null ? '+' : change.after === null ? '-' : '~'
      const target = change.after === null ? '' : ` → ${out.path(change.after)}`
      return { sign, what: `${out.path(change.path)}${target}` }
    }
    case 'user-environment':
      return {
        sign: '~',
        what: `${change.name}: ${change.before ?? out.say('cli.unset')} → ${change.after ?? out.say('cli.unset')}`,
      }
  }
}

function printDiffLine(out: Output, line: { kind: string; text: string }): void {
  if (line.kind === 'added') out.line(`      ${out.tone('good', `+ ${line.text}`)}`)
  else if (line.kind === 'removed') out.line(`      ${out.tone('bad', `- ${line.text}`)}`)
  else if (line.kind === 'same') out.line(`      ${out.tone('dim', `  ${line.text}`)}`)
  else out.line(`      ${out.tone('dim', '⋯')}`)
}
