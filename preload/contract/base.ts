import { oc } from '@orpc/contract'
import { failureShape } from './failure'

/** Every procedure can fail in one typed way; the data is a {@link FailureShape}. */
export const base = oc.errors({ FAILURE: { status: 500, data: failureShape } })
