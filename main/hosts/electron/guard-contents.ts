import { app, type Session, type WebContents } from 'electron'
import { isPage, origin } from './origin'

/** Holds every web contents that will ever be made to the page: no other window, no other address, no webview. */
export function guardContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('did-create-window', (window) => window.destroy())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.on('will-navigate', (event) => {
      if (!isPage(event.url)) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !isPage(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
  })
}

/** Denies what a page could ask of a session: permissions, devices, downloads, the network. */
export function guardSession(session: Session, options: { readonly allowDevTools: boolean }): void {
  // the copy buttons; reading the clipboard stays denied
  const allows = (permission: string, requester: string): boolean =>
    permission === 'clipboard-sanitized-write' && (requester === origin || requester.startsWith(`${origin}/`))
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(contents !== null && allows(permission, contents.getURL()))
  })
  session.setPermissionCheckHandler((_contents, permission, requester) => allows(permission, requester))
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest((details, answer) => {
    const isOurs = details.url.startsWith(`${origin}/`) || details.url.startsWith('data:image/')
    answer({ cancel: !isOurs && !(options.allowDevTools && details.url.startsWith('devtools://')) })
  })
}

/**
 * Checks on a living web contents that the preferences asked for are the ones in force, as far as Electron tells.
 *
 * @throws Error naming the one that is not
 */
export function assertPreferences(contents: WebContents): void {
  // not in Electron's types, but there since its first releases
  const { getLastWebPreferences } = contents as { getLastWebPreferences?: () => Record<string, unknown> | null }
  const actual = getLastWebPreferences?.call(contents) ?? {}
  const wanted = { sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false }
  for (const [name, value] of Object.entries(wanted)) {
    const found = actual[name]
    if (found !== undefined && found !== value) throw new Error(`the window has ${name} ${String(found)}`)
  }
}
