import { MantineProvider } from '@mantine/core'
import { useColorScheme } from '@mantine/hooks'
import { Notifications } from '@mantine/notifications'
import type { i18n } from 'i18next'
import { useEffect, useMemo } from 'react'
import { I18nextProvider } from 'react-i18next'
import { Router } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { type StoreApi, useStore } from 'zustand'
import { languageFor } from '../../preload/texts'
import { styleNonce } from '../bridge'
import { type Session, SessionProvider } from '../kit/session'
import { ReviewDrawer } from '../parts/ReviewDrawer'
import { CommandPalette } from './CommandPalette'
import { LostScreen } from './FullScreen'
import { Routes } from './Routes'
import type { ConnectionState, Stores } from './stores'
import { Toasts } from './Toasts'
import { cssVariables, theme } from './theme'

interface AppProps {
  readonly stores: Stores
  readonly session: Omit<Session, 'review'>
  readonly texts: i18n
  readonly connection: StoreApi<ConnectionState>
}

/** Everything, in the theme and language of the settings. */
export function App({ stores, session, texts, connection }: AppProps) {
  const { theme: wanted, language } = useStore(stores.settings, (state) => state.settings)
  const system = useColorScheme('light', { getInitialValueInEffect: false })
  const lost = useStore(connection, (state) => state.lost)
  const spoken = language === 'system' ? languageFor(session.info.systemLanguage) : language
  useEffect(() => {
    void texts.changeLanguage(spoken)
    document.documentElement.lang = spoken
  }, [texts, spoken])
  const whole = useMemo<Session>(
    () => ({ ...session, review: (make) => void stores.review.getState().prepare(make) }),
    [session, stores],
  )
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      forceColorScheme={wanted === 'system' ? system : wanted}
      getStyleNonce={styleNonce}
    >
      <I18nextProvider i18n={texts}>
        <SessionProvider session={whole}>
          {lost === null ? (
            <Router hook={useHashLocation}>
              <Routes stores={stores} />
              <CommandPalette stores={stores} />
              <ReviewDrawer store={stores.review} />
              <Toasts stores={stores} />
              <Notifications position="bottom-right" zIndex={500} limit={4} />
            </Router>
          ) : (
            <LostScreen reason={lost} />
          )}
        </SessionProvider>
      </I18nextProvider>
    </MantineProvider>
  )
}
