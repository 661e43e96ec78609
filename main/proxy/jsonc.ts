/** A value of a settings file with the line (from 1) on which it stands. */
export interface JsoncNode {
  readonly value: string | number | boolean | null | readonly JsoncNode[] | ReadonlyMap<string, JsoncNode>
  readonly line: number
  /** Where it stands in the text, in UTF-16 units, the end not included. A byte order mark counts. */
  readonly from: number
  readonly to: number
}

/**
 * Reads JSON as editors write it: with `//` and block comments and commas before a closing bracket. Of several members of
 * one name the last counts. Null for a text that is none; an empty text is an empty object.
 */
export function parseJsonc(text: string): JsoncNode | null {
  try {
    return new Reader(text).document()
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** The member of an object at a path of names; null when it is not there. */
export function memberAt(node: JsoncNode, path: readonly string[]): JsoncNode | null {
  let found: JsoncNode | null = node
  for (const name of path) found = found?.value instanceof Map ? (found.value.get(name) ?? null) : null
  return found
}

const deepest = 200

class Reader {
  readonly #text: string
  #at = 0
  #line = 1
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): JsoncNode {
    this.#skip() // a byte order mark is white space as well
    if (this.#at === this.#text.length) return { value: new Map(), line: 1, from: 0, to: 0 }
    const node = this.#value()
    this.#skip()
    if (this.#at < this.#text.length) throw new SyntaxError('something follows')
    return node
  }

  #value(): JsoncNode {
    const line = this.#line
    const from = this.#at
    const next = this.#text[from]
    if (next === '{') return { value: this.#object(), line, from, to: this.#at }
    if (next === '[') return { value: this.#array(), line, from, to: this.#at }
    const token = /"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/y
    token.lastIndex = this.#at
    const found = token.exec(this.#text)?.[0]
    if (found === undefined) throw new SyntaxError('no value')
    this.#at += found.length
    return { value: JSON.parse(found) as string | number | boolean | null, line, from, to: this.#at }
  }

  #object(): Map<string, JsoncNode> {
    const members = new Map<string, JsoncNode>()
    this.#list('}', () => {
      const name = this.#value().value
      this.#skip()
      if (typeof name !== 'string' || this.#text[this.#at] !== ':') throw new SyntaxError('no member')
      this.#at += 1
      this.#skip()
      members.set(name, this.#value())
    })
    return members
  }

  #array(): JsoncNode[] {
    const nodes: JsoncNode[] = []
    this.#list(']', () => nodes.push(this.#value()))
    return nodes
  }

  #list(end: string, item: () => void): void {
    if (++this.#depth > deepest) throw new SyntaxError('too deep')
    this.#at += 1
    this.#skip()
    while (this.#text[this.#at] !== end) {
      item()
      this.#skip()
      if (this.#text[this.#at] === ',') this.#at += 1
      else if (this.#text[this.#at] !== end) throw new SyntaxError('no comma')
      this.#skip()
    }
    this.#at += 1
    this.#depth -= 1
  }

  /** Passes white space and comments. */
  #skip(): void {
    const blank = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y
    blank.lastIndex = this.#at
    const skipped = blank.exec(this.#text)?.[0] ?? ''
    this.#at += skipped.length
    this.#line += skipped.split('\n').length - 1
  }
}
