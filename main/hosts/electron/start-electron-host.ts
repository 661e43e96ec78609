import { join } from 'node:path'
import { StandardRPCHandler } from '@orpc/server/standard'
import { app, dialog, session } from 'electron'
import { failureBlanks } from '../../../preload/contract/failure-blanks'
import { createTexts, languageFor } from '../../../preload/texts'
import { createLog, type Dirs, dirsFor, type Environment, Failure, platformOf, secretsOf, toFailure } from '../../kit'
import { loadPage, trackCalls } from '../page'
import { acceptPorts } from './accept-ports'
import type { Core } from './core'
import { runDesktop } from './desktop'
import { guardContents, guardSession } from './guard-contents'
import { type BoundsStore, createMainWindow } from './main-window'
import { registerScheme, servePage } from './serve-page'

export interface ElectronHostOptions {
  /** The build's folder: renderer/, preload/, and beside it assets/. */
  readonly outDir: string
  readonly env: Environment
  readonly home: string
  readonly openStore: (options: { cwd: string; name: string }) => BoundsStore
  readonly openCore: () => Promise<Core>
}

/** Runs the desktop app until it is quit. A second start shows the window of the first and ends. */
export async function startElectronHost(options: ElectronHostOptions): Promise<void> {
  const { env, home, outDir } = options
  registerScheme()
  app.enableSandbox()
  const dirs = dirsOrFailure(env, home)
  if (dirs instanceof Failure) {
    await app.whenReady()
    reportStart(dirs, languageOfSystem())
    app.exit(1)
    return
  }
  app.setPath('userData', join(dirs.state, 'electron'))
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  guardContents()
  await app.whenReady()

  guardSession(session.defaultSession, { allowDevTools: !app.isPackaged })
  servePage(await loadPage(join(outDir, 'renderer'), 'none'))
  const core = options.openCore()
  const calls = trackCalls()
  const handler = core.then(({ router }) => new StandardRPCHandler(router, { interceptors: [calls.interceptor] }))
  handler.catch(() => undefined) // reported below, where the core is awaited
  acceptPorts({ handler, log: createLog(dirs.logs, secretsOf(env)) })
  const window = createMainWindow({
    outDir,
    title: 'GoReady',
    bounds: options.openStore({ cwd: dirs.config, name: 'window' }),
  })
  // what the second start was called with is nobody's order
  app.on('second-instance', () => window.show())
  app.on('activate', () => window.show())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  window.show()

  const desktop = new AbortController()
  const systemLanguage = languageOfSystem()
  endTidily(desktop, core, calls)
  try {
    await runDesktop({ core: await core, window, outDir, systemLanguage }, desktop.signal)
  } catch (error) {
    reportStart(toFailure(error), systemLanguage)
    app.exit(1)
  }
}

function dirsOrFailure(env: Environment, home: string): Dirs | Failure {
  try {
    return dirsFor(env, home, platformOf(process.platform, process.arch))
  } catch (error) {
    return toFailure(error)
  }
}

function languageOfSystem(): string {
  return app.getPreferredSystemLanguages()[0] ?? app.getLocale()
}

/** Before the app ends: what is still running is broken off, and taken back before the process goes. */
function endTidily(desktop: AbortController, core: Promise<Core>, calls: { settled(): Promise<void> }): void {
  // not left to signal-exit, which the file writer uses and which would end the process at once
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => app.quit())
  app.on('will-quit', (event) => {
    if (desktop.signal.aborted) return
    // the windows are gone by now, and with them their ports
    event.preventDefault()
    desktop.abort()
    const end = async (): Promise<void> => {
      await calls.settled()
      await (await core).close()
    }
    end().then(
      () => app.exit(0),
      () => app.exit(1),
    )
  })
}

function reportStart(failure: Failure, systemLanguage: string): void {
  const { t } = createTexts(languageFor(systemLanguage))
  const blanks = failureBlanks(failure)
  const why = t(`failures.${failure.code}.why`, blanks)
  const next = t(`failures.${failure.code}.next`, blanks)
  dialog.showErrorBox(t(`failures.${failure.code}.what`, blanks), `${why}\n\n${next}`)
}
