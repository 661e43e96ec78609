import type { ShellView } from '../../preload/contract/shell'
import { type Text, text } from '../../preload/contract/text'
import type { Change } from '../journal'
import type { Machine } from './machine'

/** A note on each shell that could not be looked into. */
export function notesOnSilent(views: readonly ShellView[]): Text[] {
  return views
    .filter(({ verdict }) => verdict === 'not-verified')
    .map(({ shell, mode }) => text('shell.note.silent', { shell, mode }))
}

/** A note when the login shell is none of those that GoReady can set up, with the folder to put on its PATH. */
export function noteOtherLoginShell({ account, loginShell }: Machine, binDir: string): Text[] {
  const binary = account.loginShell
  if (loginShell !== null || binary === null || /(?:nologin|false)$/.test(binary)) return []
  return [text('shell.note.otherShell', { shell: binary, dir: binDir })]
}

/** The change with further notes. */
export function withNotes(change: Change, notes: readonly Text[]): Change {
  const data = change.data as { notes?: readonly Text[] }
  return { ...change, data: { ...data, notes: [...(data.notes ?? []), ...notes] } }
}
