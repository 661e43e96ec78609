import type { ChangePreview, Progress } from '../../preload/contract/journal'
import type { Text } from '../../preload/contract/text'
import type { Failure } from '../kit'

/** One change of the machine as data, so that it can be written down before it is done. `data` is JSON. */
export interface Change<Data = unknown> {
  readonly kind: string
  readonly data: Data
}

/** `before`: not done; `after`: done; `other`: somebody else changed it since. */
export type ChangeState = 'before' | 'after' | 'other'

export interface ApplyContext {
  readonly signal?: AbortSignal | undefined
  /** Identifies the journal entry; staging made for it carries this name. */
  readonly entryId: string
}

/**
 * How changes of one kind are shown, done, checked and taken back. `apply` must be atomic: after a crash at any point
 * `state` answers `before` or `after`, and `sweep` removes what was left beside.
 */
export interface ChangeKind<Data> {
  readonly kind: string
  preview(data: Data): ChangePreview
  state(data: Data): Promise<ChangeState>
  apply(data: Data, context: ApplyContext): AsyncGenerator<Progress, void>
  /** The change that takes this one back. Applying it is the roll-back and the undo. */
  reverse(data: Data): Change
  /** True when this change, done after `earlier`, leaves everything as it was before both: undo leaves both out. */
  cancels?(data: Data, earlier: Change): boolean
  sweep?(data: Data, entryId: string): Promise<void>
}

/** A change with its kind at hand; rooms make these with {@link bind}. */
export type AnyChangeKind = ChangeKind<never>

/** A list of changes to preview and then apply as one: all of them or none. */
export interface Plan {
  readonly title: Text
  readonly changes: readonly Change[]
  readonly notes: readonly Text[]
  /**
   * Asks whether the changes landed as their consumers see them (a fresh shell, `go env`). Runs after the last change;
   * a Failure thrown here rolls everything back.
   */
  readonly check?: (context: ApplyContext) => AsyncGenerator<Progress, void>
  /**
   * Runs when the entry is written down and before the first change; a Failure thrown here means that nothing is done.
   * What it returns runs at the very end, with the failure when everything was taken back.
   */
  readonly enter?: (context: ApplyContext) => Promise<(failure: Failure | null) => Promise<void>>
  /** Set by undo. */
  readonly undoes?: readonly string[]
}

/** The change kinds by name. */
export class ChangeKinds {
  readonly #kinds = new Map<string, ChangeKind<unknown>>()

  constructor(kinds: readonly AnyChangeKind[]) {
    for (const kind of kinds) this.#kinds.set(kind.kind, kind as unknown as ChangeKind<unknown>)
  }

  of(change: Change): ChangeKind<unknown> {
    const kind = this.#kinds.get(change.kind)
    if (!kind) throw new Error(`no change kind ${change.kind}`)
    return kind
  }
}
