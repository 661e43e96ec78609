import type { Progress } from '../../../preload/contract'
import { formatBytes, formatSeconds } from './format'
import type { Output } from './output'

/** Shows progress: one line written over and over on a terminal, a line a phase elsewhere. */
export class ProgressLine {
  readonly #out: Output
  #lastPhase = ''

  constructor(out: Output) {
    this.#out = out
  }

  show(step: Progress): void {
    const words = this.#words(step)
    if (words === null) return
    if (step.kind === 'failover') {
      this.clear()
      this.#out.note(words)
    } else if (this.#out.isTerminal) this.#out.transient(words)
    else if (step.kind !== this.#lastPhase) this.#out.note(this.#phase(step))
    this.#lastPhase = step.kind
  }

  clear(): void {
    this.#out.transient('')
  }

  #phase(step: Progress): string {
    return this.#out.say(`cli.phase.${step.kind}`)
  }

  #words(step: Progress): string | null {
    const out = this.#out
    switch (step.kind) {
      case 'change':
        return null
      case 'download': {
        const { received, total, rate, remaining, source } = step
        const bar = total === null ? '' : `${this.#bar(received / total)} `
        const size = total === null ? formatBytes(received) : `${formatBytes(received)} / ${formatBytes(total)}`
        const left = remaining === null ? '' : `  ${out.say('cli.left', { time: formatSeconds(remaining) })}`
        return `${this.#phase(step)} ${bar}${size}  ${formatBytes(rate)}/s${left}  ${out.tone('dim', source)}`
      }
      case 'extract':
        return `${this.#phase(step)} ${this.#bar(step.total === 0 ? 0 : step.files / step.total)} ${step.files} / ${step.total}`
      case 'failover':
        return out.say('cli.failover', { from: step.from, to: step.to, why: step.code })
      case 'waiting':
      case 'verify':
      case 'check':
        return this.#phase(step)
    }
  }

  #bar(share: number): string {
    const cells = Math.max(10, Math.min(28, this.#out.columns - 70))
    const filled = Math.round(Math.max(0, Math.min(1, share)) * cells)
    return this.#out.tone('accent', '━'.repeat(filled)) + this.#out.tone('dim', '━'.repeat(cells - filled))
  }
}
