import type { ChainPreviewRow } from '../../preload/contract/chain'
import { createQuestion, decisionsFor, isOutsider, modulePathFault, type Settings } from '../golang'
import { privacyOf } from './leaks'

/** What the settings mean for one module path. */
export function previewRow(settings: Settings, path: string): ChainPreviewRow {
  const { list, database } = createQuestion(settings, path)
  const decisions = decisionsFor(settings, path)
  const reached = list.entries.filter(({ kind, isReached }) => isReached && kind !== 'empty' && kind !== 'invalid')
  const [first] = reached
  const isProxied = first?.kind === 'url' || first?.kind === 'file'
  const route = decisions.noproxy ? 'direct' : isProxied ? 'proxy' : first?.kind === 'direct' ? 'direct' : 'off'
  const isFetchable = modulePathFault(path) === null
  const asksOutside =
    route === 'proxy' && reached.some(({ kind, url }) => kind === 'url' && isOutsider(new URL(url).host, path))
  const isLookedUp = database.kind === 'database' && isOutsider(database.name, path)
  return {
    path,
    route: isFetchable ? route : 'invalid',
    noproxy: decisions.noproxy,
    database: database.kind === 'database' ? 'asked' : database.kind === 'unused' ? 'not-asked' : 'unusable',
    nosumdb: decisions.nosumdb,
    insecure: decisions.insecure,
    warning: isFetchable && (asksOutside || isLookedUp) ? (privacyOf(settings, path)?.reason ?? null) : null,
  }
}
