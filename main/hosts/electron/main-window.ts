import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { assertPreferences } from './guard-contents'
import { pageUrl } from './origin'

/** A file that remembers where the window was. */
export interface BoundsStore {
  store: Record<string, unknown>
}

export interface WindowOptions {
  readonly outDir: string
  readonly bounds: BoundsStore
  readonly title: string
}

/** The app's one window: made when it is needed, shown and hidden afterwards. */
export interface MainWindow {
  show(): void
  hide(): void
  isShown(): boolean
  /** Shows a place of the page, such as `/settings`. */
  go(place: string): void
}

const usual = { width: 1180, height: 800 }

export function createMainWindow(options: WindowOptions): MainWindow {
  let window: BrowserWindow | null = null
  const open = (place: string): BrowserWindow => {
    const made = openWindow(options, place)
    made.on('closed', () => {
      window = null
    })
    window = made
    return made
  }
  return {
    show() {
      if (window === null) open('')
      else {
        if (window.isMinimized()) window.restore()
        window.show()
        window.focus()
      }
    },
    hide: () => window?.hide(),
    isShown: () => window?.isVisible() ?? false,
    go(place) {
      if (window === null) open(place)
      else {
        // the same document at another place: nothing is loaded again
        void window.loadURL(`${pageUrl}#${place}`)
        this.show()
      }
    },
  }
}

function openWindow({ outDir, bounds, title }: WindowOptions, place: string): BrowserWindow {
  const window = new BrowserWindow({
    ...usual,
    ...visibleBounds(bounds.store),
    minWidth: 720,
    minHeight: 520,
    show: false,
    title,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff',
    ...(process.platform === 'linux' ? { icon: join(outDir, '../assets/icons/256x256.png') } : {}),
    webPreferences: {
      preload: join(outDir, 'preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  })
  assertPreferences(window.webContents)
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    bounds.store = { ...window.getNormalBounds() }
  })
  void window.loadURL(place === '' ? pageUrl : `${pageUrl}#${place}`)
  return window
}

/** Where the window was, if a screen is still there. */
function visibleBounds(stored: Record<string, unknown>): Partial<Electron.Rectangle> {
  const { x, y, width, height } = stored
  if (![x, y, width, height].every((value) => Number.isInteger(value))) return {}
  const rectangle = { x, y, width, height } as Electron.Rectangle
  const area = screen.getDisplayMatching(rectangle).workArea
  const isVisible =
    rectangle.x < area.x + area.width - 100 &&
    rectangle.x + rectangle.width > area.x + 100 &&
    rectangle.y >= area.y - 20 &&
    rectangle.y < area.y + area.height - 100
  return isVisible ? rectangle : { width: rectangle.width, height: rectangle.height }
}
