import { Redirect, Route, Switch, useLocation } from 'wouter'
import { ChainPanel } from '../features/chain/ChainPanel'
import { DoctorPanel } from '../features/doctor/DoctorPanel'
import { ExplainPanel } from '../features/explain/ExplainPanel'
import { GoenvPanel } from '../features/goenv/GoenvPanel'
import { JournalPanel } from '../features/journal/JournalPanel'
import { UndoReview } from '../features/journal/UndoReview'
import { ModulesPanel } from '../features/modules/ModulesPanel'
import { ProxyPanel } from '../features/proxy/ProxyPanel'
import { ReleasesPanel } from '../features/releases/ReleasesPanel'
import { ReportSection } from '../features/report/ReportSection'
import { SettingsPanel } from '../features/settings/SettingsPanel'
import { StatusPanel } from '../features/status/StatusPanel'
import { TemporarySection } from '../features/temporary/TemporarySection'
import { useWords } from '../kit/words'
import { ErrorBoundary } from './ErrorBoundary'
import { FullScreen } from './FullScreen'
import { sidePaths } from './pages'
import { SetupPage } from './SetupPage'
import { Shell } from './Shell'
import type { Stores } from './stores'

/** Which page is shown for which address. The wizard has the window to itself. */
export function Routes({ stores }: { readonly stores: Stores }) {
  const [path] = useLocation()
  return (
    <Guarded path={path}>
      <Switch>
        <Route path={sidePaths.setup}>
          <SetupPage stores={stores} />
        </Route>
        <Route>
          <Shell stores={stores}>
            <Guarded path={path} isInner>
              <Pages stores={stores} />
            </Guarded>
          </Shell>
        </Route>
      </Switch>
      <UndoReview store={stores.journal} />
    </Guarded>
  )
}

function Pages({ stores }: { readonly stores: Stores }) {
  const [, navigate] = useLocation()
  const toSetup = (): void => {
    stores.setup.getState().restart()
    navigate(sidePaths.setup)
  }
  return (
    <Switch>
      <Route path="/status">
        <StatusPanel store={stores.status} onSetup={toSetup} onFirstModule={() => navigate(sidePaths.modules)} />
      </Route>
      <Route path="/versions">
        <ReleasesPanel store={stores.releases} />
      </Route>
      <Route path="/proxies">
        <ProxyPanel store={stores.proxy}>
          <TemporarySection store={stores.temporary} />
        </ProxyPanel>
      </Route>
      <Route path="/chain">
        <ChainPanel store={stores.chain} />
      </Route>
      <Route path="/doctor">
        <DoctorPanel store={stores.doctor} />
      </Route>
      <Route path="/environment">
        <GoenvPanel store={stores.goenv} onVersions={() => navigate('/versions')} />
      </Route>
      <Route path="/explain">
        <ExplainPanel store={stores.explain}>
          <ReportSection />
        </ExplainPanel>
      </Route>
      <Route path="/history">
        <JournalPanel store={stores.journal} />
      </Route>
      <Route path="/settings">
        <SettingsPanel store={stores.settings} onSetup={toSetup} />
      </Route>
      <Route path={sidePaths.modules}>
        <ModulesPanel store={stores.modules} />
      </Route>
      <Route>
        <Redirect to="/status" replace />
      </Route>
    </Switch>
  )
}

interface GuardedProps {
  readonly path: string
  readonly isInner?: boolean
  readonly children: React.ReactNode
}

function Guarded({ path, isInner = false, children }: GuardedProps) {
  const { t } = useWords()
  return (
    <ErrorBoundary
      resetKey={path}
      fallback={(error, reset) => (
        <FullScreen
          isWhole={!isInner}
          title={t('app.ui.crash.what')}
          why={error.message}
          next={t('app.ui.crash.next')}
          action={{ label: t('app.ui.crash.reload'), onClick: reset }}
        />
      )}
    >
      {children}
    </ErrorBoundary>
  )
}
