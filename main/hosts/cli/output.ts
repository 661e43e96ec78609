import type { Text } from '../../../preload/contract'
import { createTexts, type Language, type TextKey } from '../../../preload/texts'

export interface OutputStreams {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
}

export type Tone = 'strong' | 'dim' | 'good' | 'warn' | 'bad' | 'accent'

const codes: Readonly<Record<Tone, string>> = { strong: '1', dim: '2', good: '32', warn: '33', bad: '31', accent: '36' }

const esc = '\u001b'
const colour = `${esc}\\[[\\d;]*m`
/** Control characters in what came from a disk or a network must not reach the terminal; our own colours may. */
const controls = new RegExp(`${esc}(?!\\[[\\d;]*m)|(?![\\n\\t${esc}])\\p{Cc}`, 'gu')
const colours = new RegExp(colour, 'g')

/**
 * Where a command's words go: facts to stdout, one JSON document there with `--json`, and everything else (progress,
 * questions, errors) to stderr. Colours only on a terminal and without NO_COLOR.
 */
export class Output {
  readonly #streams: OutputStreams
  readonly #home: string
  readonly #colours: boolean
  readonly #texts: ReturnType<typeof createTexts>
  readonly json: boolean

  constructor(options: {
    streams: OutputStreams
    json: boolean
    language: Language
    home: string
    env: Readonly<Record<string, string | undefined>>
  }) {
    this.#streams = options.streams
    this.#home = options.home
    this.json = options.json
    this.#texts = createTexts(options.language)
    this.#colours = Boolean(options.streams.stdout.isTTY) && !options.env.NO_COLOR && options.env.TERM !== 'dumb'
  }

  get isTerminal(): boolean {
    return Boolean(this.#streams.stderr.isTTY) && !this.json
  }

  get columns(): number {
    return this.#streams.stderr.columns ?? 80
  }

  /** The words for a text of the core, or for a key of our own. */
  say(what: Text | TextKey, params: Text['params'] = {}): string {
    return typeof what === 'string' ? this.#texts.t(what, params) : this.#texts.t(what.key, what.params)
  }

  tone(tone: Tone, words: string): string {
    return this.#colours ? `${esc}[${codes[tone]}m${words}${esc}[0m` : words
  }

  /** A path as a person reads it: the home folder as `~`. */
  path(path: string): string {
    const clean = path.replace(controls, '�')
    return clean === this.#home || clean.startsWith(`${this.#home}/`) ? `~${clean.slice(this.#home.length)}` : clean
  }

  /** A line of facts. Silent with `--json`. */
  line(words = ''): void {
    if (!this.json) this.#streams.stdout.write(`${words.replace(controls, '�')}\n`)
  }

  /** A line beside the facts: progress, hints. Silent with `--json`. */
  note(words: string): void {
    if (!this.json) this.#streams.stderr.write(`${words.replace(controls, '�')}\n`)
  }

  /** Writes over the current line of the terminal; does nothing elsewhere. */
  transient(words: string): void {
    if (this.isTerminal) this.#streams.stderr.write(`\r${esc}[2K${words}`)
  }

  /** The one document of `--json`. */
  document(value: unknown): void {
    if (this.json) this.#streams.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
  }

  /** Rows in columns as wide as their content; control characters are made visible. */
  table(rows: readonly (readonly string[])[], indent = ''): void {
    const widths: number[] = []
    const clean = rows.map((row) => row.map((cell) => cell.replace(controls, '�')))
    for (const row of clean) {
      for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(cell))
    }
    for (const row of clean) {
      const cells = row.map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - width(cell)),
      )
      this.line(`${indent}${cells.join('  ')}`.trimEnd())
    }
  }
}

/** Columns a text takes on a terminal: colour codes take none, Chinese characters two. */
export function width(words: string): number {
  let columns = 0
  for (const char of words.replace(colours, '')) {
    columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
      char,
    )
      ? 2
      : 1
  }
  return columns
}
