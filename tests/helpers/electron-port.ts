import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'

/** A channel whose one end is a page's MessagePort and whose other end behaves as Electron's MessagePortMain. */
export function electronChannel(): { page: MessagePort; main: PortMain } {
  const { port1, port2 } = new MessageChannel()
  return { page: port1, main: new PortMain(port2) }
}

export class PortMain extends EventEmitter {
  readonly #port: MessagePort
  isClosed = false
  constructor(port: MessagePort) {
    super()
    this.#port = port
    port.on('close', () => this.emit('close'))
  }
  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }))
  }
  postMessage(data: unknown): void {
    this.#port.postMessage(data)
  }
  close(): void {
    this.isClosed = true
    this.#port.close()
  }
}
