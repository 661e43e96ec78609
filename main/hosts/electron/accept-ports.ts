import type { RPCHandler } from '@orpc/server/message-port'
import { type IpcMainEvent, ipcMain, type MessageEvent, type MessagePortMain } from 'electron'
import type { Logger } from '../../kit'
import { origin } from './origin'

/** Largest message of a page, in characters: what the browser host takes in bytes. */
const messageLimit = 1024 * 1024

export interface Accepting {
  /** Answers the calls; ready when the core is. */
  readonly handler: Promise<RPCHandler<Record<never, never>>>
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
      (ready) => {
        ready.upgrade(guarded(port, log), { context: {} })
        port.start()
      },
      () => port.close(), // the start has failed and is being reported
    )
  })
}

function isOurPage({ sender, senderFrame }: Pick<IpcMainEvent, 'sender' | 'senderFrame'>): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === origin
}

type Listener = (event?: MessageEvent) => unknown
interface Guarded {
  on(name: string, listener: Listener): void
  postMessage(data: unknown): void
}

/** The same port for messages that can be calls. What is none, or can't be read, is dropped instead of ending the app. */
function guarded(port: MessagePortMain, log: Logger): Guarded {
  const tell = async (listener: Listener, event?: MessageEvent): Promise<void> => {
    try {
      await listener(event)
    } catch (error) {
      log.warn({ err: error }, 'a message from the page could not be read')
    }
  }
  return {
    on(name, listener) {
      if (name === 'close') port.on('close', () => void tell(listener))
      else
        port.on('message', (event) => {
          const data: unknown = event.data
          if (typeof data === 'string' && data.length <= messageLimit) void tell(listener, event)
        })
    },
    postMessage: (data) => port.postMessage(data),
  }
}
