/** Recognises what went wrong in the output of go, shells and CI, proves it with a look at this machine, and says what helps. */
export { createExplain, type Explain } from './explain-room'
export type { LookParts } from './looks'
