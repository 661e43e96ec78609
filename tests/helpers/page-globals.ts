import { onTestFinished, vi } from 'vitest'

/**
 * Makes this process look like a page to renderer/bridge and to the preload script: location, history, session storage,
 * and a window that gets its own messages. Undone when the test is finished.
 */
export function actAsPage(address: string): PageWindow {
  const url = new URL(address)
  // for schemes of one's own, URL has no origin; a browser that knows the scheme as a standard one has
  const origin = url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin
  const window = new PageWindow()
  const location = { protocol: url.protocol, origin, href: address, hash: url.hash }
  const stored = new Map<string, string>()
  vi.stubGlobal('window', window)
  vi.stubGlobal('location', location)
  vi.stubGlobal('document', { querySelector: () => null })
  vi.stubGlobal('history', {
    replaceState(_state: unknown, _title: string, to: string) {
      location.hash = new URL(to, `${origin}/`).hash
      window.visited.push(to)
    },
  })
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  return window
}

export class PageWindow extends EventTarget {
  readonly visited: string[] = []
  postMessage(data: unknown, _origin: string, ports: MessagePort[] = []): void {
    const event = Object.assign(new Event('message'), { data, ports, source: this })
    queueMicrotask(() => this.dispatchEvent(event))
  }
}
