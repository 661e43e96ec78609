import { EventEmitter } from 'node:events'

/**
 * Stands for the `electron` module where its binary is absent (vitest.config.ts maps the name to this file). It writes
 * down what it is asked for; nothing is shown. `standIn` is what tests read and steer.
 */
export interface StandIn {
  isReady: boolean
  isFirstInstance: boolean
  readonly switches: string[]
  readonly paths: Map<string, string>
  readonly schemes: unknown[]
  readonly handlers: Map<string, (request: { url: string; method: string }) => Response>
  readonly windows: BrowserWindow[]
  readonly menus: MenuItem[][]
  readonly trays: Tray[]
  readonly notifications: { title: string; body: string }[]
  readonly opened: string[]
  readonly errors: { title: string; content: string }[]
  readonly exits: number[]
  quits: number
  session: Session
  language: string
}

function fresh(): StandIn {
  return {
    isReady: false,
    isFirstInstance: true,
    switches: [],
    paths: new Map(),
    schemes: [],
    handlers: new Map(),
    windows: [],
    menus: [],
    trays: [],
    notifications: [],
    opened: [],
    errors: [],
    exits: [],
    quits: 0,
    session: new Session(),
    language: 'en-US',
  }
}

export class Session extends EventEmitter {
  readonly denials: Record<string, unknown> = {}
  readonly webRequest = {
    onBeforeRequest: (handler: unknown): void => {
      this.denials.beforeRequest = handler
    },
  }
  setPermissionRequestHandler(handler: unknown): void {
    this.denials.permissionRequest = handler
  }
  setPermissionCheckHandler(handler: unknown): void {
    this.denials.permissionCheck = handler
  }
  setDevicePermissionHandler(handler: unknown): void {
    this.denials.device = handler
  }
}

export class WebContents extends EventEmitter {
  openHandler: (() => { action: string }) | null = null
  preferences: Record<string, unknown>
  url = ''
  readonly mainFrame = { origin: 'app://ui' }
  constructor(preferences: Record<string, unknown>) {
    super()
    this.preferences = preferences
    app.emit('web-contents-created', {}, this)
  }
  setWindowOpenHandler(handler: () => { action: string }): void {
    this.openHandler = handler
  }
  getLastWebPreferences(): Record<string, unknown> {
    return this.preferences
  }
  getURL(): string {
    return this.url
  }
}

export class BrowserWindow extends EventEmitter {
  readonly options: Record<string, unknown>
  readonly webContents: WebContents
  readonly loaded: string[] = []
  isShown = false
  isSmall = false
  isDestroyed = false
  constructor(options: Record<string, unknown>) {
    super()
    this.options = options
    this.webContents = new WebContents((options.webPreferences ?? {}) as Record<string, unknown>)
    standIn.windows.push(this)
  }
  async loadURL(url: string): Promise<void> {
    this.loaded.push(url)
    this.webContents.url = url
  }
  show(): void {
    this.isShown = true
    this.isSmall = false
  }
  hide(): void {
    this.isShown = false
  }
  focus(): void {
    this.emit('focus')
  }
  restore(): void {
    this.isSmall = false
  }
  isMinimized(): boolean {
    return this.isSmall
  }
  isVisible(): boolean {
    return this.isShown
  }
  getNormalBounds(): Record<string, number> {
    return { x: 10, y: 20, width: 900, height: 700 }
  }
  destroy(): void {
    this.isDestroyed = true
  }
  close(): void {
    this.emit('close', {})
    this.emit('closed')
    app.emit('window-all-closed')
  }
}

export class Tray extends EventEmitter {
  tooltip = ''
  menu: MenuItem[] = []
  isDestroyed = false
  readonly image: unknown
  constructor(image: unknown) {
    super()
    this.image = image
    standIn.trays.push(this)
  }
  setToolTip(text: string): void {
    this.tooltip = text
  }
  setContextMenu(menu: { items: MenuItem[] }): void {
    this.menu = menu.items
  }
  destroy(): void {
    this.isDestroyed = true
  }
}

export interface MenuItem {
  readonly label?: string
  readonly role?: string
  readonly type?: string
  readonly checked?: boolean
  readonly enabled?: boolean
  readonly submenu?: MenuItem[]
  readonly click?: () => void
}

export const Menu = {
  buildFromTemplate: (items: MenuItem[]) => ({ items }),
  setApplicationMenu(menu: { items: MenuItem[] }): void {
    standIn.menus.push(menu.items)
  },
}

export class Notification {
  readonly #text: { title: string; body: string }
  constructor(text: { title: string; body: string }) {
    this.#text = text
  }
  show(): void {
    standIn.notifications.push(this.#text)
  }
}

class App extends EventEmitter {
  readonly isPackaged = true
  readonly name = 'GoReady'
  enableSandbox(): void {
    if (standIn.isReady) throw new Error('too late for enableSandbox')
    standIn.switches.push('sandbox')
  }
  getPath(name: string): string {
    return standIn.paths.get(name) ?? `/stand-in/${name}`
  }
  setPath(name: string, path: string): void {
    standIn.paths.set(name, path)
  }
  getVersion(): string {
    return '0.0.0'
  }
  getLocale(): string {
    return standIn.language
  }
  getPreferredSystemLanguages(): string[] {
    return [standIn.language]
  }
  requestSingleInstanceLock(): boolean {
    return standIn.isFirstInstance
  }
  async whenReady(): Promise<void> {
    standIn.isReady = true
  }
  quit(): void {
    standIn.quits += 1
    let isPrevented = false
    this.emit('will-quit', {
      preventDefault: () => {
        isPrevented = true
      },
    })
    if (!isPrevented) standIn.exits.push(0)
  }
  exit(code: number): void {
    standIn.exits.push(code)
    this.emit('stand-in-exit')
  }
}

export const app = new App()
export const ipcMain = new EventEmitter()
export const ipcRenderer = new EventEmitter()
export const nativeTheme = { themeSource: 'system', shouldUseDarkColors: false }
export const nativeImage = { createFromPath: (path: string) => ({ path }) }
export const protocol = {
  registerSchemesAsPrivileged(schemes: unknown[]): void {
    if (standIn.isReady) throw new Error('too late for registerSchemesAsPrivileged')
    standIn.schemes.push(...schemes)
  },
  handle(scheme: string, handler: (request: { url: string; method: string }) => Response): void {
    standIn.handlers.set(scheme, handler)
  },
}
export const screen = { getDisplayMatching: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }) }
export const shell = {
  async openExternal(url: string): Promise<void> {
    standIn.opened.push(url)
  },
  openPath: async () => '',
}
export const dialog = {
  showErrorBox(title: string, content: string): void {
    standIn.errors.push({ title, content })
  },
}
export const session = {
  get defaultSession(): Session {
    return standIn.session
  },
}

export let standIn: StandIn = fresh()

/** Forgets everything, listeners included. */
export function resetStandIn(): StandIn {
  app.removeAllListeners()
  ipcMain.removeAllListeners()
  nativeTheme.themeSource = 'system'
  standIn = fresh()
  return standIn
}

const electron = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  ipcRenderer,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  protocol,
  screen,
  session,
  shell,
  Tray,
}
// electron-store imports the default
// biome-ignore lint/style/noDefaultExport: the module that it stands for has one
export default electron
