/** One word of a command: as written, and with the quoting taken away (expansions stay as they are). */
export interface Word {
  readonly raw: string
  readonly value: string
}

/** A simple command: its words, the lines (from 1) it spans, and whether it has its lines to itself. */
export interface Command {
  readonly words: readonly Word[]
  readonly line: number
  readonly lastLine: number
}

/**
 * Splits a shell file into simple commands, well enough to find assignments: quotes, comments, continued lines and
 * here-documents are understood, `if`, `for`, `case` and functions are just words between separators. Never fails: an open
 * quote reaches to the end of the file.
 *
 * @param dialect fish has no here-documents, and escapes inside single quotes
 */
export function commandsOf(content: string, dialect: Dialect): Command[] {
  return new Scanner(content, dialect).scan()
}

type Dialect = 'posix' | 'fish'

class Scanner {
  readonly #content: string
  readonly #dialect: Dialect
  readonly #commands: Command[] = []
  readonly #heredocs: { delimiter: string; tabs: boolean }[] = []
  #words: Word[] = []
  #at = 0
  #line = 1
  #first = 1

  constructor(content: string, dialect: Dialect) {
    this.#content = content
    this.#dialect = dialect
  }

  scan(): Command[] {
    while (this.#at < this.#content.length) this.#step()
    this.#endCommand()
    return this.#commands
  }

  #step(): void {
    const char = this.#content[this.#at] ?? ''
    if (char === '\n') this.#newline()
    else if (/[ \t\r]/.test(char)) this.#at += 1
    else if (this.#ahead(3, /^\\\r?\n/)) this.#skipTo(this.#content.indexOf('\n', this.#at) + 1)
    else if (char === '#') this.#at = lineEnd(this.#content, this.#at)
    else if (this.#words.length === 0 && this.#ahead(2, /^\(\(/)) this.#skipTo(closing(this.#content, this.#at))
    else if (this.#ahead(3, /^<<</)) this.#at += 3
    else if (this.#dialect === 'posix' && this.#ahead(2, /^<</)) this.#openHeredoc()
    else if (/[;&|()}]/.test(char) || this.#ahead(2, /^\{\s/)) {
      this.#endCommand()
      this.#at += 1
    } else this.#word()
  }

  #ahead(length: number, pattern: RegExp): boolean {
    return pattern.test(this.#content.slice(this.#at, this.#at + length))
  }

  #skipTo(end: number): void {
    this.#line += this.#content.slice(this.#at, end).split('\n').length - 1
    this.#at = end
  }

  #word(): void {
    if (this.#words.length === 0) this.#first = this.#line
    const { end, value } = readWord(this.#content, this.#at, this.#dialect)
    if (end > this.#at) this.#words.push({ raw: this.#content.slice(this.#at, end), value })
    this.#skipTo(Math.max(end, this.#at + 1))
  }

  #endCommand(): void {
    if (this.#words.length > 0) this.#commands.push({ words: this.#words, line: this.#first, lastLine: this.#line })
    this.#words = []
  }

  #newline(): void {
    this.#endCommand()
    this.#skipTo(this.#at + 1)
    for (const { delimiter, tabs } of this.#heredocs.splice(0)) {
      for (let isOpen = true; isOpen && this.#at < this.#content.length; ) {
        const end = lineEnd(this.#content, this.#at)
        const text = this.#content.slice(this.#at, end).replace(/\r$/, '')
        isOpen = (tabs ? text.replace(/^\t+/, '') : text) !== delimiter
        this.#skipTo(Math.min(end + 1, this.#content.length))
      }
    }
  }

  #openHeredoc(): void {
    const tabs = this.#content[this.#at + 2] === '-'
    this.#at += tabs ? 3 : 2
    while (/[ \t]/.test(this.#content[this.#at] ?? '')) this.#at += 1
    const { end, value } = readWord(this.#content, this.#at, this.#dialect)
    this.#heredocs.push({ delimiter: value, tabs })
    this.#skipTo(end)
  }
}

interface Piece {
  readonly end: number
  readonly value: string
}

function readWord(content: string, start: number, dialect: Dialect): Piece {
  let [at, value] = [start, '']
  while (at < content.length) {
    const piece = readPiece(content, start, at, dialect)
    if (piece === null) break
    at = piece.end
    value += piece.value
  }
  return { end: Math.min(at, content.length), value }
}

/** The next piece of a word: one character, or one quoted or bracketed part. Null at the word's end. */
function readPiece(content: string, start: number, at: number, dialect: Dialect): Piece | null {
  const char = content[at] ?? ''
  const verbatim = (end: number): Piece => ({ end, value: content.slice(at, end) })
  if (/[\s;&|<>)]/.test(char)) return null
  // an array after `name=`, a substitution after `$`, else the end of the word
  if (char === '(') return /[=$]$/.test(content.slice(start, at)) ? verbatim(closing(content, at)) : null
  if (char === '`') {
    const end = content.indexOf('`', at + 1)
    return verbatim(end < 0 ? content.length : end + 1)
  }
  if (char === "'") return readSingle(content, at + 1, dialect)
  if (char === '"') return readDouble(content, at + 1)
  if (char !== '\\') return verbatim(at + 1)
  return { end: at + 2, value: content[at + 1] === '\n' ? '' : (content[at + 1] ?? '') }
}

function readSingle(content: string, start: number, dialect: Dialect): Piece {
  let [at, value] = [start, '']
  while (at < content.length && content[at] !== "'") {
    const isEscape = dialect === 'fish' && content[at] === '\\' && /['\\]/.test(content[at + 1] ?? '')
    if (isEscape) at += 1
    value += content[at] ?? ''
    at += 1
  }
  return { end: at + 1, value }
}

function readDouble(content: string, start: number): Piece {
  let [at, value] = [start, '']
  while (at < content.length && content[at] !== '"') {
    if (content[at] === '$' && content[at + 1] === '(') {
      const end = closing(content, at + 1)
      value += content.slice(at, end)
      at = end
      continue
    }
    const isEscape = content[at] === '\\' && /["\\$`\n]/.test(content[at + 1] ?? '')
    if (isEscape) at += 1
    if (!isEscape || content[at] !== '\n') value += content[at] ?? ''
    at += 1
  }
  return { end: at + 1, value }
}

/** Behind the parenthesis that closes the one at `start`. */
function closing(content: string, start: number): number {
  let depth = 0
  for (let at = start; at < content.length; at += 1) {
    if (content[at] === '(') depth += 1
    else if (content[at] === ')') depth -= 1
    else if (content[at] === '\\') at += 1
    else if (content[at] === "'" || content[at] === '"') {
      const end = content.indexOf(content[at] ?? '', at + 1)
      at = end < 0 ? content.length : end
    }
    if (depth === 0) return at + 1
  }
  return content.length
}

function lineEnd(content: string, at: number): number {
  const end = content.indexOf('\n', at)
  return end < 0 ? content.length : end
}
