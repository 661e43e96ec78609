import type { Check, CheckId } from '../../../preload/contract/status'

export const checkGroups = ['go', 'shell', 'settings', 'network', 'goready'] as const
export type CheckGroup = (typeof checkGroups)[number]

// Every check has its place before its answer is there; a check that the contract adds is a compile error here.
const groupOf: Readonly<Record<CheckId, CheckGroup>> = {
  'go-installed': 'go',
  'go-version': 'go',
  'go-integrity': 'go',
  'path-login': 'shell',
  'path-interactive': 'shell',
  'path-shadowed': 'shell',
  'gopath-bin': 'shell',
  go111module: 'settings',
  goproxy: 'settings',
  gosumdb: 'settings',
  goroot: 'settings',
  gotoolchain: 'settings',
  'goenv-file': 'settings',
  'proxy-reachable': 'network',
  'sumdb-reachable': 'network',
  journal: 'goready',
}

/** The ids of a group in the order in which they are shown. */
export function checksIn(group: CheckGroup): CheckId[] {
  return (Object.keys(groupOf) as CheckId[]).filter((id) => groupOf[id] === group)
}

export type CheckTable = Readonly<Partial<Record<CheckId, Check>>>

/** How many checks are done, of all that there are. */
export function countDone(checks: CheckTable): { readonly done: number; readonly total: number } {
  const ids = Object.keys(groupOf) as CheckId[]
  return { done: ids.filter((id) => checks[id]?.phase === 'done').length, total: ids.length }
}
