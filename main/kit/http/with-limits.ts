import { Failure } from '../failure'

/**
 * Waits for `work`, but at most `milliseconds`, and not longer than until `signal` is aborted. `work` itself goes on;
 * whoever calls stops it.
 *
 * @throws CANCELLED, or what `onTimeout` makes
 */
export function withLimits<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
  milliseconds: number,
  onTimeout: () => Failure,
): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const cancel = (): void => settle(() => reject(new Failure('CANCELLED', 'cancelled')))
    const timer = setTimeout(() => settle(() => reject(onTimeout())), milliseconds)
    const settle = (finish: () => void): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
      finish()
    }
    signal?.addEventListener('abort', cancel, { once: true })
    work.then(
      (result) => settle(() => resolve(result)),
      (error: unknown) => settle(() => reject(error)),
    )
    if (signal?.aborted) cancel()
  })
}
