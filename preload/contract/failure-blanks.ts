import type { FailureShape } from './failure'

/** A failure's details as the blanks of its texts. */
export function failureBlanks({ details }: Pick<FailureShape, 'details'>): Record<string, string> {
  return Object.fromEntries(Object.entries(details).map(([name, value]) => [name, String(value)]))
}
