import { join } from 'node:path'
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron'
import type { ProxyState, TemporaryLease, TemporaryName } from '../../../preload/contract'
import type { Say } from './menu'

export interface TrayState {
  /** The Go that new shells find, null when there is none. */
  readonly version: string | null
  readonly proxy: ProxyState
  readonly leases: readonly TemporaryLease[]
  readonly isWindowShown: boolean
}

export interface TrayActions {
  readonly say: Say
  /** BCP 47, for times. */
  readonly language: string
  toggleWindow(): void
  useProxy(id: string): void
  endTemporary(name: TemporaryName): void
  extendTemporary(name: TemporaryName): void
  quit(): void
}

/** Puts the icon into the tray; `show` replaces its menu. */
export function createTray(outDir: string, platform: NodeJS.Platform) {
  // a template image on macOS takes the colour of the menu bar
  const file = platform === 'darwin' ? 'trayTemplate.png' : platform === 'win32' ? 'tray.ico' : 'tray.png'
  const tray = new Tray(nativeImage.createFromPath(join(outDir, '../assets/tray', file)))
  tray.setToolTip('GoReady')
  return {
    show(state: TrayState, actions: TrayActions) {
      tray.setToolTip(`GoReady: ${goLine(state, actions.say)}`)
      tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(state, actions)))
    },
    destroy: () => tray.destroy(),
  }
}

/** The tray's menu: the Go in use, the proxies as a radio list with the one in force ticked, the window, the way out. */
export function trayTemplate(state: TrayState, actions: TrayActions): MenuItemConstructorOptions[] {
  const { say } = actions
  const { proxy } = state
  const own: MenuItemConstructorOptions = {
    type: 'radio',
    label: `${say('app.tray.ownValue')}: ${proxy.goproxy}`,
    checked: true,
    enabled: false,
  }
  return [
    { label: goLine(state, say), enabled: false },
    ...state.leases.flatMap((lease) => leaseItems(lease, actions)),
    { type: 'separator' },
    { label: say('app.tray.proxy'), enabled: false },
    ...proxy.presets.map(
      (preset): MenuItemConstructorOptions => ({
        type: 'radio',
        label: preset.label,
        checked: preset.id === proxy.current,
        click: () => actions.useProxy(preset.id),
      }),
    ),
    ...(proxy.current === null ? [own] : []),
    { type: 'separator' },
    { label: say(state.isWindowShown ? 'app.tray.hide' : 'app.tray.show'), click: actions.toggleWindow },
    { label: say('app.menu.quit'), click: actions.quit },
  ]
}

/** When it ends rather than how long it lasts: a menu is not drawn anew every second. */
function leaseItems({ name, value, until }: TemporaryLease, actions: TrayActions): MenuItemConstructorOptions[] {
  const { say, language } = actions
  const time = until === null ? null : new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(new Date(until))
  const label =
    time === null ? say('app.tray.untilQuit', { name, value }) : say('app.tray.until', { name, value, time })
  return [
    { type: 'separator' },
    { label, enabled: false },
    { label: say('app.tray.endNow', { name }), click: () => actions.endTemporary(name) },
    { label: say('app.tray.extend', { name }), click: () => actions.extendTemporary(name) },
  ]
}

function goLine({ version }: TrayState, say: Say): string {
  return version === null ? say('app.tray.noGo') : say('app.tray.go', { version })
}
