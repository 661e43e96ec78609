import type { Progress } from '../../../preload/contract/journal'

/** How far unpacking is, in files. */
export type ExtractProgress = Extract<Progress, { kind: 'extract' }>

const interval = 100

/**
 * Yields how far `work` is, at most ten times a second and only when it moved (nothing done is known), and once more
 * when it is done; returns its result or throws what it failed with. `work` goes on while nobody asks for the next report.
 */
export async function* extractProgress<Result>(
  work: Promise<Result>,
  read: () => { readonly files: number; readonly total: number },
): AsyncGenerator<ExtractProgress, Result> {
  let settled = false
  const settle = (): void => {
    settled = true
  }
  // a failure is thrown by `await work` below
  const end = work.then(settle, settle)
  let last = 0
  while (!settled) {
    await within(interval, end)
    const { files, total } = read()
    if (settled || files === last) continue
    last = files
    yield { kind: 'extract', files, total }
  }
  const result = await work
  const { files, total } = read()
  if (files !== last) yield { kind: 'extract', files, total }
  return result
}

/** Waits until `end`, but no longer than so many milliseconds. */
function within(milliseconds: number, end: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    void end.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
