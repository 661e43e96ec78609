/** Every change made to the machine: planned, previewed, written down, applied as a whole, undone. */
export type { ApplyContext, Change, ChangeKind, ChangeState, Plan } from './change'
export { type FileChangeData, type FileEdit, planFileEdit } from './file-change'
export { Journal, type Recovery } from './journal'
export { type LinkChangeData, planLink } from './link-change'
