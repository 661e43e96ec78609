/** The first run: one plan from no Go to a Go that works, with every default right already. */
export { createSetup, type Setup, type SetupParts } from './setup'
