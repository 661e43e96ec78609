import { Failure } from '../../main/kit'

/** The Failure that `work` throws; anything else that it throws goes on, and not throwing is an error. */
export function failureOf(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it did not fail')
}

/** As {@link failureOf} for work that takes time. */
export async function rejection(work: Promise<unknown>): Promise<Failure> {
  try {
    await work
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it did not fail')
}
