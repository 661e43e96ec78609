import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { EnvTable } from '../../../preload/contract/goenv'
import { isPending, knownOf } from '../../kit/loadable'
import { useSession } from '../../kit/session'
import { useWords } from '../../kit/words'
import { EmptyNote } from '../../parts/EmptyNote'
import { FailureNotice } from '../../parts/FailureNotice'
import { Page } from '../../parts/Page'
import { PathText } from '../../parts/PathText'
import { Say } from '../../parts/Say'
import { Box, Section } from '../../parts/Section'
import { VerdictIcon } from '../../parts/Verdict'
import { EnvBones } from './EnvBones'
import { EnvGroup } from './EnvGroup'
import classes from './GoenvPanel.module.css'
import { type GoenvStore, rowsOf } from './store'

interface GoenvPanelProps {
  readonly store: GoenvStore
  readonly onVersions: () => void
}

/** Every variable of the go command: value, source, verdict, and a way to change it. */
export function GoenvPanel({ store, onVersions }: GoenvPanelProps) {
  const { t } = useWords()
  const { table: loadable, filter, setFilter, refresh } = useStore(store)
  useEffect(() => {
    if (store.getState().table.phase === 'idle') void refresh()
  }, [store, refresh])
  const table = knownOf(loadable)
  const go = table?.go ?? null
  return (
    <Page
      title={t('goenv.ui.title')}
      about={go === null ? undefined : t('goenv.ui.about', { version: go.version })}
      actions={
        <TextInput
          type="search"
          className={classes.filter ?? ''}
          aria-label={t('goenv.ui.filter')}
          placeholder={t('goenv.ui.filter')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      }
    >
      {loadable.phase === 'failed' && <FailureNotice failure={loadable.failure} onRetry={() => void refresh()} />}
      {isPending(loadable) && <EnvBones />}
      {table !== null && table.go === null && (
        <Box>
          <EmptyNote
            title={t('goenv.ui.noGo')}
            action={
              <Button variant="default" onClick={onVersions}>
                {t('goenv.ui.toVersions')}
              </Button>
            }
          >
            {t('goenv.ui.noGoNext')}
          </EmptyNote>
        </Box>
      )}
      {table !== null && (
        <>
          <TableNotes table={table} />
          {table.rows.length > 0 && <Groups store={store} table={table} filter={filter} />}
          <SettingsFile table={table} />
        </>
      )}
    </Page>
  )
}

function TableNotes({ table }: { readonly table: EnvTable }) {
  return table.notes.map((note) => (
    <p key={note.key} className={classes.detailsLine}>
      <VerdictIcon tone="note" />
      <Say text={note} />
    </p>
  ))
}

function Groups({
  store,
  table,
  filter,
}: {
  readonly store: GoenvStore
  readonly table: EnvTable
  readonly filter: string
}) {
  const { t } = useWords()
  const { isOtherOpen, toggleOther } = useStore(store)
  const other = rowsOf(table, 'other', filter)
  const isFiltered = filter.trim() !== ''
  const shown = { seed: rowsOf(table, 'seed', filter), usual: rowsOf(table, 'usual', filter) }
  if (shown.seed.length + shown.usual.length + other.length === 0)
    return (
      <Box>
        <EmptyNote title={t('goenv.ui.nothing', { filter: filter.trim() })} />
      </Box>
    )
  return (
    <>
      <EnvGroup store={store} group="seed" rows={shown.seed} />
      <EnvGroup store={store} group="usual" rows={shown.usual} />
      {(isOtherOpen || isFiltered) && <EnvGroup store={store} group="other" rows={other} />}
      {!isFiltered && (
        <div>
          <Button variant="default" aria-expanded={isOtherOpen} onClick={toggleOther}>
            {isOtherOpen ? t('goenv.ui.hideOther') : t('goenv.ui.showOther', { count: other.length })}
          </Button>
        </div>
      )}
    </>
  )
}

function SettingsFile({ table }: { readonly table: EnvTable }) {
  const { t } = useWords()
  const { client, review } = useSession()
  const { path, state } = table.file
  const isSound = state === 'present' || state === 'absent'
  return (
    <Section title={t('goenv.ui.file')}>
      <Box>
        <div className={classes.file}>
          <VerdictIcon tone={isSound ? 'ok' : state === 'off' ? 'warning' : 'problem'} />
          {path !== null && <PathText path={path} isStrong copy="always" />}
          <span className={classes.fileState}>{t(`goenv.ui.fileState.${state}`)}</span>
          {state === 'breaks-go' && (
            <Button
              variant="default"
              onClick={() => review((signal) => client.status.planFix({ kind: 'repair-goenv-file' }, { signal }))}
            >
              {t('goenv.ui.repair')}
            </Button>
          )}
        </div>
      </Box>
    </Section>
  )
}
