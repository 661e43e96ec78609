/** The validation table: is Go ready, what is not, and the plan that mends it. */
export { createStatus, type Status, type StatusParts } from './status'
