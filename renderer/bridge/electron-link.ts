import { RPCLink } from '@orpc/client/message-port'
import { BridgeError } from './failure-of'
import type { LostSignal } from './lost-signal'

/** Milliseconds until a preload script that does not answer counts as absent. */
const patience = 10_000

/** Asks the preload script for the port to the main process; preload/index.ts is the other side. */
export async function openElectronLink(lost: LostSignal): Promise<RPCLink<Record<never, never>>> {
  const port = await requestPort()
  port.addEventListener('close', () => lost.raise('closed'))
  const link = new RPCLink({ port })
  port.start()
  return link
}

function requestPort(): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      window.removeEventListener('message', take)
      reject(new BridgeError('unreachable'))
    }, patience)
    function take(event: MessageEvent<unknown>): void {
      const [port] = event.ports
      if (event.source !== window || event.data !== 'goready:port' || port === undefined) return
      clearTimeout(timer)
      window.removeEventListener('message', take)
      resolve(port)
    }
    window.addEventListener('message', take)
    window.postMessage('goready:connect', location.origin)
  })
}
