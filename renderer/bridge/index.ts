/** The typed way to the host: over a MessagePort in Electron, over fetch in a browser. */
import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../preload/contract'
import { openElectronLink } from './electron-link'
import { type LostReason, LostSignal } from './lost-signal'
import { prepareDocument } from './prepare-document'
import { openWebLink } from './web-link'

export { BridgeError, failureOf } from './failure-of'
export type { LostReason } from './lost-signal'
export { styleNonce } from './prepare-document'

export type Client = ContractRouterClient<Contract>

/** What a page has of its host. */
export interface Bridge {
  readonly client: Client
  readonly host: 'electron' | 'web'
  /**
   * Calls back once when the host is gone (`closed`) or no longer knows this page (`session`); at once if that
   * happened already. Returns the function that stops listening.
   */
  onLost(callback: (reason: LostReason) => void): () => void
}

/**
 * Connects the page to the host that served it.
 *
 * @throws BridgeError `no-session` when the page was opened without a launch link, `session-refused` when the link was
 * used already or is too old, `unreachable` when the host does not answer
 */
export async function createBridge(): Promise<Bridge> {
  prepareDocument()
  const lost = new LostSignal()
  const host = location.protocol === 'app:' ? 'electron' : 'web'
  const link = host === 'electron' ? await openElectronLink(lost) : await openWebLink(lost)
  return { client: createORPCClient(link), host, onLost: (callback) => lost.listen(callback) }
}
