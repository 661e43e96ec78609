let last = 0

/** An id that is unique within the process. */
export function nextId(prefix: string): string {
  last += 1
  return `${prefix}-${last}`
}
