import { ipcRenderer } from 'electron'

/**
 * Runs sandboxed before the page: hands it one port to the main process, on request, once a document. Everything else
 * goes over that port as calls of the contract, so nothing is added here when a feature is. The page's side is
 * renderer/bridge/electron-link.ts.
 */
let isTaken = false
window.addEventListener('message', (event) => {
  if (event.source !== window || event.data !== 'goready:connect' || isTaken) return
  isTaken = true
  const { port1, port2 } = new MessageChannel()
  ipcRenderer.postMessage('goready:port', null, [port1])
  window.postMessage('goready:port', location.origin, [port2])
})
