import { text } from '../../preload/contract/text'
import { editGoenv, parseGoenv, settingsByName } from '../golang'
import { type Journal, planFileEdit } from '../journal'
import { readIfExists } from '../kit'
import type { Lease } from './leases'

type UndoingJournal = Pick<Journal, 'hold' | 'apply' | 'discard' | 'planUndo'>

/** What a go env file says of a variable; null when it does not, or there is no file. */
export async function valueIn(path: string, name: string): Promise<string | null> {
  const bytes = await readIfExists(path)
  if (bytes === null) return null
  return settingsByName(parseGoenv(bytes)).get(name)?.value ?? null
}

/**
 * Puts back what stood in the file before a lease: the very bytes where the journal can undo its entries, else that one
 * variable. A value that is not the lease's is somebody's own and is left alone.
 *
 * @throws what the journal throws when the file can't be written
 */
export async function putBack(lease: Lease, journal: UndoingJournal): Promise<'put-back' | 'left-alone'> {
  const { path, name, original, values } = lease
  const now = await valueIn(path, name)
  if (now === original) return 'put-back'
  if (now === null || !values.includes(now)) return 'left-alone'
  const title = text('temporary.title.end', { name })
  const { plan, conflicts } = await journal.planUndo({ ids: lease.entries }, title)
  // a neighbouring line that was changed since is a conflict of the file, but none of the value
  if (conflicts.length === 0 && plan.changes.length > 0) await applyAll(journal, plan.id)
  else journal.discard(plan.id)
  const left = await valueIn(path, name)
  if (left !== original && left !== null && values.includes(left)) await resetOne(lease, journal, title)
  return 'put-back'
}

async function resetOne(
  { path, name, original, entries }: Lease,
  journal: UndoingJournal,
  title: ReturnType<typeof text>,
): Promise<void> {
  const change = await planFileEdit({
    path,
    edit: (before) => editGoenv(before, { [name]: original }),
    reason: text('temporary.reason.end', { name }),
  })
  if (change === null) return
  await applyAll(journal, journal.hold({ title, changes: [change], notes: [], undoes: entries }).id)
}

async function applyAll(journal: UndoingJournal, planId: string): Promise<void> {
  for await (const _ of journal.apply(planId));
}
