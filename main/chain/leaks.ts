import type { ChainLeak } from '../../preload/contract/chain'
import { type Text, text } from '../../preload/contract/text'
import {
  createQuestion,
  type DownloadStep,
  decisionsFor,
  isOutsider,
  matchingPattern,
  privateLook,
  type Settings,
} from '../golang'

/** Who outside learns of a module path that looks private, or is called so: each host once. */
export function leaksOf(steps: readonly DownloadStep[], settings: Settings, module: string): ChainLeak[] {
  const why = privacyOf(settings, module)
  if (why === null) return []
  const { database } = createQuestion(settings, module)
  const leaks = new Map<string, ChainLeak>()
  for (const { request, times, url, index } of steps) {
    if (times === 0 || url === null || request === 'supported') continue
    // who passes the database's records on asks it for them
    const isPassedOn = request === 'lookup' && index !== null && database.kind === 'database'
    const hosts = [new URL(url).host, ...(isPassedOn ? [database.name.split('/')[0] ?? ''] : [])]
    for (const [at, host] of hosts.entries()) {
      if (!isOutsider(host, module) || leaks.has(host)) continue
      leaks.set(host, { host, to: request === 'lookup' && (at > 0 || index === null) ? 'database' : 'proxy', ...why })
    }
  }
  return [...leaks.values()]
}

/** Why a module path may be private; null when nothing speaks for it. */
export function privacyOf(settings: Settings, module: string): Pick<ChainLeak, 'weight' | 'reason'> | null {
  const { noproxy, nosumdb } = decisionsFor(settings, module)
  const declared = matchingPattern(settings.goprivate, module) === null ? (noproxy ?? nosumdb)?.variable : 'GOPRIVATE'
  if (declared !== undefined) return { weight: 'likely', reason: text('chain.look.declared', { variable: declared }) }
  const look = privateLook(module)
  if (look === null) return null
  const reason: Text = text(`chain.look.${look}`)
  return { weight: look === 'internal-name' || look === 'private-word' ? 'likely' : 'possible', reason }
}
