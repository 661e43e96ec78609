import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import type { Catalogue, Release } from '../../../preload/contract/releases'
import { formatDay, formatTime } from '../../kit/format'
import { isPending, knownOf } from '../../kit/loadable'
import { shortenPath } from '../../kit/path'
import { useSession } from '../../kit/session'
import { useWords } from '../../kit/words'
import { FailureNotice } from '../../parts/FailureNotice'
import { Page } from '../../parts/Page'
import { Section } from '../../parts/Section'
import { VerdictIcon } from '../../parts/Verdict'
import { AvailableList } from './AvailableList'
import { FoundGoTable } from './FoundGoTable'
import { InstalledList } from './InstalledList'
import classes from './ReleasesPanel.module.css'
import { SourceList } from './SourceList'
import { countChannels, markReleases, matchReleases, type ReleasesStore } from './store'

/** Go versions: those that are here, those that can be had, and every other Go of the machine. */
export function ReleasesPanel({ store }: { readonly store: ReleasesStore }) {
  const { t } = useWords()
  const { info } = useSession()
  const { sdk: loadable, refreshSdk, refreshCatalogue, askShell } = useStore(store)
  useEffect(() => {
    const { sdk, catalogue } = store.getState()
    askShell()
    if (sdk.phase === 'idle') void refreshSdk()
    if (catalogue.phase === 'idle') void refreshCatalogue({ refresh: false })
  }, [store, askShell, refreshSdk, refreshCatalogue])
  const sdk = knownOf(loadable)
  return (
    <Page title={t('releases.ui.title')}>
      <Section
        title={t('sdk.ui.installed')}
        about={sdk === null ? undefined : t('sdk.ui.installedAbout', { folder: shortenPath(sdk.sdkRoot, info.home) })}
      >
        {loadable.phase === 'failed' && <FailureNotice failure={loadable.failure} onRetry={() => void refreshSdk()} />}
        {(sdk !== null || loadable.phase !== 'failed') && (
          <InstalledList store={store} installed={sdk?.installed ?? null} />
        )}
      </Section>
      <Available store={store} />
      {sdk !== null && (
        <Section title={t('sdk.ui.found')} about={t('sdk.ui.foundAbout')}>
          {sdk.found.length === 0 ? <p>{t('sdk.ui.noneFound')}</p> : <FoundGoTable found={sdk.found} />}
        </Section>
      )}
    </Page>
  )
}

function Available({ store }: { readonly store: ReleasesStore }) {
  const { t } = useWords()
  const { catalogue: loadable, sdk, channel, search, refreshCatalogue } = useStore(store)
  const catalogue = knownOf(loadable)
  const known = knownOf(sdk)
  const matches = useMemo(
    () => (catalogue === null ? null : markReleases(matchReleases(catalogue.releases, channel, search), known)),
    [catalogue, channel, search, known],
  )
  const refresh = (): void => void refreshCatalogue({ refresh: true })
  return (
    <Section
      title={t('releases.ui.available')}
      about={catalogue === null ? undefined : <ListOrigin catalogue={catalogue} />}
      actions={
        <Button variant="default" loading={loadable.phase === 'loading' && catalogue !== null} onClick={refresh}>
          {t('app.ui.do.refresh')}
        </Button>
      }
    >
      {loadable.phase === 'failed' && <FailureNotice failure={loadable.failure} onRetry={refresh} />}
      {(catalogue !== null || isPending(loadable)) && (
        <>
          <Tools store={store} releases={catalogue?.releases ?? null} found={matches?.length ?? 0} />
          <AvailableList store={store} releases={matches} newest={catalogue?.newestStable ?? null} search={search} />
        </>
      )}
      {catalogue !== null && <SourceList sources={catalogue.sources} />}
    </Section>
  )
}

function ListOrigin({ catalogue }: { readonly catalogue: Catalogue }) {
  const { t, language } = useWords()
  if (catalogue.stale)
    return (
      <span className={classes.line}>
        <VerdictIcon tone="warning" />
        {t('releases.ui.stale', { date: formatDay(catalogue.fetchedAt, language) })}
      </span>
    )
  return (
    <span className={classes.line}>
      {t('releases.ui.source', { source: catalogue.source, time: formatTime(catalogue.fetchedAt, language) })}
      {catalogue.partial && ` · ${t('releases.ui.partial')}`}
    </span>
  )
}

const channels = ['stable', 'unstable', 'archived'] as const

function Tools({
  store,
  releases,
  found,
}: {
  readonly store: ReleasesStore
  readonly releases: readonly Release[] | null
  readonly found: number
}) {
  const { t } = useWords()
  const { channel, search, setChannel, setSearch } = useStore(store)
  const counts = useMemo(() => countChannels(releases ?? []), [releases])
  return (
    <div className={classes.tools}>
      {search.trim() === '' ? (
        <SegmentedControl
          aria-label={t('releases.ui.channel.label')}
          value={channel}
          onChange={(value) => {
            const next = channels.find((one) => one === value)
            if (next) setChannel(next)
          }}
          data={channels.map((value) => ({
            value,
            label: (
              <span>
                {t(`releases.ui.channel.${value}`)}
                <span className={classes.count}>{releases === null ? '–' : counts[value]}</span>
              </span>
            ),
          }))}
        />
      ) : (
        <span role="status">{t('releases.ui.searchResults', { count: found })}</span>
      )}
      <TextInput
        className={classes.search ?? ''}
        type="search"
        aria-label={t('releases.ui.search')}
        placeholder={t('releases.ui.search')}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
    </div>
  )
}
