import type { failures } from '../texts/en/failures'
import type { FailureShape } from './failure'

/** The causes of a failure that have words of their own, `why_<fault>` beside `why`. */
export type Fault<Code extends keyof typeof failures> = {
  [Key in keyof (typeof failures)[Code]]: Key extends `why_${infer Name}` ? Name : never
}[keyof (typeof failures)[Code]]

/**
 * A failure's details as the blanks of its texts. With a detail `fault` the words of that cause are chosen; without, or
 * where it has none, those around the technical `why`.
 */
export function failureBlanks({ details }: Pick<FailureShape, 'details'>): Record<string, string> {
  const blanks = Object.fromEntries(Object.entries(details).map(([name, value]) => [name, String(value)]))
  return blanks.fault === undefined ? blanks : { ...blanks, context: blanks.fault }
}
