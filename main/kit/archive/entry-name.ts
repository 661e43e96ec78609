import { quote } from './archive-failure'

export interface NameRules {
  /** `ascii`: nothing else; `letters`: letters of every script too. */
  readonly letters: 'ascii' | 'letters'
  /** True where an element like `PROGRA~1` may be another file's short name. */
  readonly shortNames: boolean
  readonly maxBytes: number
}

const asciiName = /^[A-Za-z0-9!#$%&()+,\-.=@[\]^_{}~ /]+$/
const letterName = /^[A-Za-z0-9!#$%&()+,\-.=@[\]^_{}~ /\p{L}]+$/u
const badElement = /(?:^|\/)(?:\.*|[^/]*[. ])(?:\/|$)/
const reserved = /(?:^|\/)(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(?:[./]|$)/i
const shortName = /~[0-9]+(?:[./]|$)/

/**
 * Why `path` can't name a file of an archive on every system, or null when it can. The rules are those of Go's module
 * zips (golang.org/x/mod/module, CheckFilePath): elements parted by single slashes, none empty, `.`, `..` or ending in a
 * dot; letters, digits and few marks, so no backslash, colon or control character; no device name of Windows. Beyond
 * them: no element ends in a space, as Windows cuts it off.
 */
export function nameProblem(path: string, rules: NameRules): string | null {
  if (path === '') return 'an empty name'
  // what is not ASCII is refused below where only ASCII is allowed
  const bytes = rules.letters === 'ascii' ? path.length : Buffer.byteLength(path)
  if (bytes > rules.maxBytes) return `a name longer than ${rules.maxBytes} bytes: ${quote(path)}`
  if (!(rules.letters === 'ascii' ? asciiName : letterName).test(path)) return `a forbidden character: ${quote(path)}`
  if (badElement.test(path)) return `a path that is not plain: ${quote(path)}`
  if (reserved.test(path)) return `a device name of Windows: ${quote(path)}`
  if (rules.shortNames && shortName.test(path)) return `a short name of Windows: ${quote(path)}`
  return null
}

/**
 * Two names are one file on some file system when their folds are equal. Joins at least what Unicode's simple case
 * folding joins, and composed with decomposed letters.
 */
export function foldName(path: string): string {
  if (/^[ -~]*$/.test(path)) return path.toLowerCase()
  return path.normalize('NFC').toLowerCase().toUpperCase().toLowerCase().normalize('NFC')
}

/** The files and folders of one tree, taken in one by one: each at most once, whatever the case of its letters. */
export class NameSet {
  /** Paths by their folds; those of folders end in a slash. */
  readonly #byFold = new Map<string, string>()
  readonly #dirs = new Set<string>()
  #newDirs: string[] = []

  /** Adds a path and the folders above it. Returns why that can't be, or null. A folder may come again. */
  add(path: string, kind: 'file' | 'dir'): string | null {
    if (kind === 'dir' && this.#dirs.has(path)) return null
    const fold = foldName(path)
    const other = this.#byFold.get(fold)
    const marked = kind === 'dir' ? `${path}/` : path
    if (other !== undefined) return clash(other, marked)
    this.#byFold.set(fold, marked)
    if (kind === 'dir') {
      this.#dirs.add(path)
      this.#newDirs.push(path)
    }
    const slash = path.lastIndexOf('/')
    return slash < 0 ? null : this.add(path.slice(0, slash), 'dir')
  }

  /** The folders that came in since the last call, parents before what they hold. */
  takeDirs(): string[] {
    const dirs = this.#newDirs.sort()
    this.#newDirs = []
    return dirs
  }
}

function clash(one: string, two: string): string {
  const [onePath, twoPath] = [one.replace(/\/$/, ''), two.replace(/\/$/, '')]
  if (onePath !== twoPath) return `two names that differ in case only: ${quote(onePath)}, ${quote(twoPath)}`
  if (one !== two) return `a file and a folder of one name: ${quote(onePath)}`
  return `a name that comes twice: ${quote(onePath)}`
}
