import { useCallback, useEffect, useMemo } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import { FirstModule } from '../features/modules/FirstModule'
import { ProbeTable } from '../features/proxy/ProbeTable'
import { FoundGoTable } from '../features/releases/FoundGoTable'
import { SetupPanel, type SetupSlots } from '../features/setup/SetupPanel'
import { CheckTable } from '../features/status/CheckTable'
import { knownOf } from '../kit/loadable'
import { Mark } from './Mark'
import type { Stores } from './stores'

/** The wizard, put together from the features whose parts it shows. */
export function SetupPage({ stores }: { readonly stores: Stores }) {
  const [, navigate] = useLocation()
  const draft = knownOf(useStore(stores.setup, (state) => state.draft))
  const slots = useMemo<SetupSlots>(
    () => ({
      mark: <Mark />,
      found: <FoundGoTable found={draft?.sdk.found ?? []} />,
      proxies: (table) => <ProbeTable {...table} name="setup-proxy" />,
      validation: <CheckTable store={stores.status} level={3} />,
      firstModule: <FirstModule store={stores.modules} />,
    }),
    [draft, stores],
  )
  const leave = useCallback(() => {
    void stores.settings.getState().save({ wizardDone: true })
    stores.setup.getState().applying.getState().close()
    navigate('/status')
  }, [stores, navigate])
  const check = useCallback(() => {
    void stores.settings.getState().save({ wizardDone: true })
    void stores.status.getState().check()
  }, [stores])
  // a machine that is set up already needs no wizard, unless somebody asked for it
  const isUncalledFor = draft !== null && !draft.firstRun && !stores.settings.getState().settings.wizardDone
  useEffect(() => {
    if (isUncalledFor && stores.setup.getState().step === 'go') leave()
  }, [isUncalledFor, stores, leave])
  return <SetupPanel store={stores.setup} slots={slots} onLeave={leave} onApplied={check} />
}
