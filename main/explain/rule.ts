import type { CauseId } from '../../preload/contract/explain'
import type { FixRequest } from '../../preload/contract/fix'
import { type Text, text } from '../../preload/contract/text'
import type { Facts } from './facts'

/** What would mend it. What depends on this machine is settled by a look at it: see settle-fixes. */
export type Wish =
  | FixRequest
  /** One more pattern in a list such as GOPRIVATE. */
  | { readonly kind: 'add-pattern'; readonly name: 'GOPRIVATE' | 'GONOSUMDB'; readonly pattern: string }
  /** A variable back to its default, wherever it is set. */
  | { readonly kind: 'unset'; readonly name: string }
  /** `|` instead of `,` in GOPROXY: the next entry is asked after any failure. */
  | { readonly kind: 'fall-back' }
  /** A proxy that answers from here. */
  | { readonly kind: 'other-proxy' }
  /** The newest stable Go. */
  | { readonly kind: 'newest-go' }
  /** GoReady's lines for PATH, where there is a Go that they would lead to. */
  | { readonly kind: 'path' }

export interface Draft {
  readonly text: Text
  readonly commands: readonly string[]
  readonly wish: Wish | null
}

/** What is worth a look, on this machine or at the proxies that it uses. */
export type Look =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'proxies' }
  | { readonly kind: 'sumdb' }
  | {
      readonly kind: 'checksum'
      readonly module: string
      readonly version: string
      readonly downloaded: string
      readonly recorded: string
      readonly isGoMod: boolean
    }
  | { readonly kind: 'go' }
  | { readonly kind: 'release'; readonly version: string }
  | { readonly kind: 'program'; readonly name: string }
  | { readonly kind: 'space' }
  | { readonly kind: 'owner'; readonly path: string }
  | { readonly kind: 'private'; readonly module: string }

/** What a rule reads out of the lines. `subject` tells two causes of one kind apart. */
export interface Reading {
  readonly subject?: string
  readonly params?: Text['params']
  readonly fixes: readonly Draft[]
  readonly looks?: readonly Look[]
}

export interface Rule {
  readonly id: CauseId
  /** Found in the line. */
  readonly match: RegExp
  /** Found in the line or in the lines that follow closely. */
  readonly near?: RegExp
  /** Following lines that tell of the same, beside indented ones. */
  readonly takes?: RegExp
  readonly read: (facts: Facts) => Reading
}

type FixName = Text['key'] extends infer Key ? (Key extends `explain.fix.${infer Name}` ? Name : never) : never

/** A fix in words, with commands to copy; those that could not be made safely are null and left out. */
export function fix(
  name: FixName,
  commands: readonly (string | null)[] = [],
  wish: Wish | null = null,
  params: Text['params'] = {},
): Draft {
  return {
    text: text(`explain.fix.${name}`, params),
    commands: commands.filter((command) => command !== null),
    wish,
  }
}
