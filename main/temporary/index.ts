/** A module proxy or a checksum database for a while: set like any other change, and put back by itself whatever happens to GoReady. */
export { createTemporary, type Temporary } from './temporary'
