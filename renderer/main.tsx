import './app/mantine-styles'
import './app/styles/tokens.css'
import './app/styles/global.css'
import './app/styles/controls.css'
import { MantineProvider } from '@mantine/core'
import { type ReactNode, StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { createTexts, languageFor } from '../preload/texts'
import { App } from './app/App'
import { LostScreen } from './app/FullScreen'
import { createConnection, createStores, watchChanges } from './app/stores'
import { cssVariables, theme } from './app/theme'
import { BridgeError, createBridge, styleNonce } from './bridge'

const element = document.getElementById('root')
if (!element) throw new Error('the page has no #root')
const root = createRoot(element)
const texts = createTexts(languageFor(navigator.language))

try {
  await start(root)
} catch (error) {
  const reason = error instanceof BridgeError && error.kind !== 'unreachable' ? 'noSession' : 'unreachable'
  show(
    root,
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <I18nextProvider i18n={texts}>
        <LostScreen reason={reason} />
      </I18nextProvider>
    </MantineProvider>,
  )
}

async function start(on: Root): Promise<void> {
  const bridge = await createBridge()
  const { client } = bridge
  const connection = createConnection((callback) => bridge.onLost(callback))
  const [info, settings] = await Promise.all([client.app.info(), client.settings.get()])
  const stores = createStores(client, settings)
  if (!settings.wizardDone && location.hash === '') history.replaceState(null, '', '#/setup')
  void stores.releases.getState().refreshSdk()
  void stores.proxy.getState().refresh()
  void watchChanges(client, stores, connection)
  show(on, <App stores={stores} session={{ client, info }} texts={texts} connection={connection} />)
}

function show(on: Root, node: ReactNode): void {
  on.render(<StrictMode>{node}</StrictMode>)
}
