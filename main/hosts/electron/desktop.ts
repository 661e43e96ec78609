import { createRouterClient, ORPCError } from '@orpc/server'
import { app, Menu, Notification, nativeTheme } from 'electron'
import { type FailureShape, failureShape } from '../../../preload/contract'
import { failureBlanks } from '../../../preload/contract/failure-blanks'
import { createTexts, languageFor, type TextKey } from '../../../preload/texts'
import type { Client, Core } from './core'
import type { MainWindow } from './main-window'
import { buildMenu, type Say } from './menu'
import { createTray, type TrayActions } from './tray'

export interface DesktopOptions {
  readonly core: Core
  readonly window: MainWindow
  readonly outDir: string
  readonly systemLanguage: string
}

/**
 * Keeps menu, tray and theme as the settings and the machine are, until the signal is aborted. It calls the contract as
 * the page does.
 */
export async function runDesktop(options: DesktopOptions, signal: AbortSignal): Promise<void> {
  const client: Client = createRouterClient(options.core.router, { context: {} })
  const tray = createTray(options.outDir, process.platform)
  const { log } = options.core
  const show = async (): Promise<void> => {
    const { say, language } = await applySettings(client, options)
    const [sdk, proxy, { leases }] = await Promise.all([
      client.sdk.state({ probeShell: false }),
      client.proxy.state(),
      client.temporary.state(),
    ])
    tray.show(
      { version: sdk.current, proxy, leases, isWindowShown: options.window.isShown() },
      trayActions(client, { say, language }, options, refresh),
    )
  }
  const refresh = (): Promise<void> =>
    show().catch((error: unknown) => log.warn({ err: error }, 'the tray shows an earlier state'))
  try {
    await refresh()
    for await (const { topic } of await client.app.changes(undefined, { signal })) {
      if (topic !== 'journal') await refresh()
    }
  } catch (error) {
    if (!signal.aborted) log.error({ err: error }, 'the tray no longer follows changes')
  } finally {
    if (signal.aborted) tray.destroy()
  }
}

/** The words in the user's language; theme and application menu follow the settings too. */
async function applySettings(client: Client, { window, systemLanguage, core }: DesktopOptions): Promise<Spoken> {
  const settings = await client.settings.get()
  const language = settings.language === 'system' ? languageFor(systemLanguage) : settings.language
  const texts = createTexts(language)
  const say: Say = (key, params = {}) => texts.t(key, params)
  nativeTheme.themeSource = settings.theme
  Menu.setApplicationMenu(
    buildMenu({
      say,
      platform: process.platform,
      openSettings: () => window.go('/settings'),
      openLink: (link) => {
        client.app.openLink({ link, version: null }).catch((error: unknown) => core.log.warn({ err: error }))
      },
    }),
  )
  return { say, language }
}

interface Spoken {
  readonly say: Say
  readonly language: string
}

function trayActions(
  client: Client,
  { say, language }: Spoken,
  { window, core }: DesktopOptions,
  refresh: () => Promise<void>,
): TrayActions {
  // what did not work is seen in the page, which tries the same; the tray shows what is so
  const act = (work: Promise<unknown>): void =>
    void work.catch((error: unknown) => core.log.warn({ err: error }, 'a temporary value')).then(refresh)
  return {
    say,
    language,
    endTemporary: (name) => act(client.temporary.end({ name })),
    extendTemporary: (name) => act(client.temporary.extend({ name, span: { minutes: 60 } })),
    toggleWindow() {
      if (window.isShown()) window.hide()
      else window.show()
      void refresh()
    },
    useProxy: (id) => void useProxy(client, id, say).then(refresh),
    quit: () => app.quit(),
  }
}

/** Switches the module proxy as a click in the page does: planned, applied, in the history; tells how it went. */
export async function useProxy(client: Client, id: string, say: Say): Promise<void> {
  const tell = (title: string, body: string): void => new Notification({ title, body }).show()
  try {
    const plan = await client.proxy.planUse({ use: { id }, gosumdb: null })
    if (plan.changes.length === 0) {
      await client.journal.discard({ planId: plan.id })
      return
    }
    const steps = await client.journal.apply({ planId: plan.id })
    for (let step = await steps.next(); !step.done; step = await steps.next());
    const { current, presets, goproxy } = await client.proxy.state()
    const name = presets.find((preset) => preset.id === current)?.label ?? goproxy
    tell(say('app.tray.switched', { name }), say('app.tray.switchedWhy'))
  } catch (error) {
    tell(say('app.tray.notSwitched'), reasonOf(error, say))
  }
}

function reasonOf(error: unknown, say: Say): string {
  const shape: FailureShape | undefined =
    error instanceof ORPCError ? failureShape.safeParse(error.data).data : undefined
  if (shape === undefined) return error instanceof Error ? error.message : String(error)
  const key: TextKey = `failures.${shape.code}.why`
  return say(key, failureBlanks(shape))
}
