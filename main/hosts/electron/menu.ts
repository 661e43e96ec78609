import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { ExternalLink } from '../../../preload/contract'
import type { TextKey } from '../../../preload/texts'

export type Say = (key: TextKey, params?: Record<string, string>) => string

export interface MenuActions {
  readonly say: Say
  readonly platform: NodeJS.Platform
  openSettings(): void
  openLink(link: ExternalLink): void
}

/** The application menu in the user's language. */
export function buildMenu(actions: MenuActions): Menu {
  const isMac = actions.platform === 'darwin'
  return Menu.buildFromTemplate([
    ...(isMac ? [appMenu(actions)] : [fileMenu(actions)]),
    editMenu(actions),
    viewMenu(actions),
    windowMenu(actions),
    helpMenu(actions),
  ])
}

const separator: MenuItemConstructorOptions = { type: 'separator' }

function settingsItem({ say, openSettings }: MenuActions): MenuItemConstructorOptions {
  return { label: say('app.menu.settings'), accelerator: 'CmdOrCtrl+,', click: openSettings }
}

function appMenu(actions: MenuActions): MenuItemConstructorOptions {
  const { say } = actions
  return {
    label: app.name,
    submenu: [
      { role: 'about', label: say('app.menu.about') },
      separator,
      settingsItem(actions),
      separator,
      { role: 'hide', label: say('app.menu.hide') },
      { role: 'hideOthers', label: say('app.menu.hideOthers') },
      { role: 'unhide', label: say('app.menu.showAll') },
      separator,
      { role: 'quit', label: say('app.menu.quit') },
    ],
  }
}

function fileMenu(actions: MenuActions): MenuItemConstructorOptions {
  const { say } = actions
  return {
    label: say('app.menu.file'),
    submenu: [settingsItem(actions), separator, { role: 'quit', label: say('app.menu.quit') }],
  }
}

function editMenu({ say }: MenuActions): MenuItemConstructorOptions {
  return {
    label: say('app.menu.edit'),
    submenu: [
      { role: 'undo', label: say('app.menu.undo') },
      { role: 'redo', label: say('app.menu.redo') },
      separator,
      { role: 'cut', label: say('app.menu.cut') },
      { role: 'copy', label: say('app.menu.copy') },
      { role: 'paste', label: say('app.menu.paste') },
      { role: 'selectAll', label: say('app.menu.selectAll') },
    ],
  }
}

function viewMenu({ say }: MenuActions): MenuItemConstructorOptions {
  const developer: MenuItemConstructorOptions[] = app.isPackaged ? [] : [separator, { role: 'toggleDevTools' }]
  return {
    label: say('app.menu.view'),
    submenu: [
      { role: 'reload', label: say('app.menu.reload') },
      separator,
      { role: 'resetZoom', label: say('app.menu.actualSize') },
      { role: 'zoomIn', label: say('app.menu.zoomIn') },
      { role: 'zoomOut', label: say('app.menu.zoomOut') },
      separator,
      { role: 'togglefullscreen', label: say('app.menu.fullScreen') },
      ...developer,
    ],
  }
}

function windowMenu({ say }: MenuActions): MenuItemConstructorOptions {
  return {
    label: say('app.menu.window'),
    submenu: [
      { role: 'minimize', label: say('app.menu.minimize') },
      { role: 'close', label: say('app.menu.close') },
    ],
  }
}

function helpMenu({ say, openLink }: MenuActions): MenuItemConstructorOptions {
  const item = (key: TextKey, link: ExternalLink): MenuItemConstructorOptions => ({
    label: say(key),
    click: () => openLink(link),
  })
  return {
    role: 'help',
    label: say('app.menu.help'),
    submenu: [
      item('app.menu.releaseNotes', 'go-release-notes'),
      item('app.menu.modulesReference', 'go-modules-reference'),
      item('app.menu.project', 'project'),
    ],
  }
}
