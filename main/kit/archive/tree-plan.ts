import { unsafe } from './archive-failure'
import { type NameRules, NameSet, nameProblem } from './entry-name'

/** Where the files of an archive go. Called in the main thread, for one file after another. */
export interface Placing {
  /**
   * The path below the destination for a file, whose path is given without the archive's prefix; null to leave it out
   * (it is checked and hashed all the same). When not given files keep their paths.
   */
  readonly rename?: ((path: string) => string | null) | undefined
  /** The mode of a file at this path below the destination, cut by the umask; 0644 when not given. */
  readonly modeOf?: ((target: string) => number) | undefined
}

/** The tree to be written: what `rename` makes of names has to be a plain tree again. */
export class TreePlan {
  readonly #what: string
  readonly #placing: Placing
  readonly #rules: NameRules
  readonly #names = new NameSet()

  constructor(what: string, placing: Placing, rules: NameRules) {
    this.#what = what
    this.#placing = placing
    this.#rules = rules
  }

  /**
   * @param path a name of the archive, judged already
   * @throws ARCHIVE_UNSAFE when two files would meet, or one would leave the tree
   */
  place(path: string): { readonly target: string | null; readonly mode: number } {
    const { rename, modeOf } = this.#placing
    const target = rename ? rename(path) : path
    if (target === null) return { target, mode: 0 }
    const wrong = (target === path ? null : nameProblem(target, this.#rules)) ?? this.#names.add(target, 'file')
    if (wrong !== null) throw unsafe(this.#what, wrong)
    return { target, mode: modeOf ? modeOf(target) : 0o644 }
  }

  /** Folders needed by what was placed since the last call, parents first. */
  takeDirs(): string[] {
    return this.#names.takeDirs()
  }
}
