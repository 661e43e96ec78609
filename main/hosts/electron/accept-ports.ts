import type { StandardHandler } from '@orpc/server/standard'
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer'
import { ServerPeer } from '@orpc/standard-server-peer'
import { type IpcMainEvent, ipcMain, type MessagePortMain } from 'electron'
import type { Logger } from '../../kit'
import { origin } from './origin'

/** Largest message of a page, in characters: what the browser host takes in bytes. */
const messageLimit = 1024 * 1024

export type CallHandler = StandardHandler<Record<never, never>>

export interface Accepting {
  /** Answers the calls; ready when the core is. */
  readonly handler: Promise<CallHandler>
  readonly log: Logger
}

/**
 * Takes the port that a preload script sends and answers the page's calls on it. Only the main frame of our own page
 * gets an answer.
 */
export function acceptPorts({ handler, log }: Accepting): void {
  ipcMain.on('goready:port', (event) => {
    const [port] = event.ports
    if (port === undefined) return
    if (!isOurPage(event)) {
      log.warn('a port from a foreign frame was refused')
      port.close()
      return
    }
    handler.then(
      (ready) => answerPort(port, ready, log),
      () => port.close(), // the start has failed and is being reported
    )
  })
}

function isOurPage({ sender, senderFrame }: Pick<IpcMainEvent, 'sender' | 'senderFrame'>): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === origin
}

/**
 * Answers the calls that come on a port. A message that can't be a call is dropped: what a page sends must never end
 * the app, and oRPC's own adapter for ports lets its errors go unhandled.
 */
function answerPort(port: MessagePortMain, handler: CallHandler, log: Logger): void {
  const peer = new ServerPeer((message) => port.postMessage(message))
  const handle = createServerPeerHandleRequestFn(handler, { context: {} })
  port.on('message', ({ data }: { data: unknown }) => {
    if (typeof data !== 'string' || data.length > messageLimit) return
    peer.message(data, handle).catch((error: unknown) => log.warn({ err: error }, 'a message from the page failed'))
  })
  port.on('close', () => peer.close())
  port.start()
}
