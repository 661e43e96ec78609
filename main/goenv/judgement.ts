import type { Verdict } from '../../preload/contract/goenv'
import { type Text, text } from '../../preload/contract/text'

/** What there is to say about one variable's value. */
export interface Judgement {
  readonly verdict: Verdict
  readonly reason: Text | null
  /** The value to have instead, or the same one where it is right; null when there is nothing to recommend. */
  readonly recommended: string | null
  /** The one-click cure in the go env file: a value, or null to reset. Absent when no write would help. */
  readonly remedy?: string | null
}

/** What a judge may ask about the computer. */
export interface Surroundings {
  readonly os: string
  readonly arch: string
  /** Effective value, unmasked; empty when not set. */
  value(name: string): string
  /** True when a place sets it, so that it is not merely the default. */
  isSet(name: string): boolean
  /** Links resolved; null when there is nothing at that path. */
  realPath(path: string): Promise<string | null>
  /** True when files can be made there now, or the folder itself can be made. */
  isWritable(dir: string): Promise<boolean>
  /** The SDK of the go command that is run, links resolved. */
  readonly goroot: string | null
  readonly path: readonly string[]
}

export const fine: Judgement = { verdict: 'ok', reason: null, recommended: null }

type Reason = Text['key'] extends infer Key ? (Key extends `goenv.reason.${infer Name}` ? Name : never) : never

export function say(
  verdict: Verdict,
  reason: Reason,
  cure: { recommended?: string | null; remedy?: string | null; params?: Text['params'] } = {},
): Judgement {
  return {
    verdict,
    reason: text(`goenv.reason.${reason}`, cure.params),
    recommended: cure.recommended ?? null,
    ...(cure.remedy === undefined ? {} : { remedy: cure.remedy }),
  }
}
