/** A module that a go.mod requires. */
export interface RequiredModule {
  readonly path: string
  readonly version: string
  /** Marked `// indirect`. */
  readonly indirect: boolean
}

/**
 * The modules that a go.mod requires, in its order, each path once (Go Modules Reference, "go.mod files"). Tolerant: lines
 * that it does not understand are passed over, so that a file in the middle of an edit gives what it can. Linear in the
 * length of the file.
 */
export function requiredModules(goMod: string): {
  readonly module: string | null
  readonly requires: RequiredModule[]
} {
  const found = new Map<string, RequiredModule>()
  let module: string | null = null
  let block: string | null = null
  for (const line of goMod.split(/\r\n|\n|\r/)) {
    const { words, comment } = wordsOf(line)
    const [first, ...rest] = words
    if (first === undefined) continue
    if (block !== null && first === ')') {
      block = null
      continue
    }
    if (block === null && rest[0] === '(') {
      block = first
      continue
    }
    const [verb, path, version] = block === null ? [first, ...rest] : [block, ...words]
    if (verb === 'module' && path !== undefined) module ??= path
    if (verb !== 'require' || path === undefined || version === undefined || found.has(path)) continue
    found.set(path, { path, version, indirect: /^indirect(?:;|\s|$)/.test(comment) })
  }
  return { module, requires: [...found.values()] }
}

function wordsOf(line: string): { words: string[]; comment: string } {
  const words: string[] = []
  const token = /\s*(?:\/\/\s*(.*)|"((?:[^"\\]|\\.)*)"|`([^`]*)`|([()])|((?:(?!\/\/)[^\s()])+))/y
  for (let match = token.exec(line); match; match = token.exec(line)) {
    const [, comment, quoted, raw, bracket, plain] = match
    if (comment !== undefined) return { words, comment }
    words.push(quoted?.replace(/\\(.)/g, '$1') ?? raw ?? bracket ?? plain ?? '')
  }
  return { words, comment: '' }
}
