import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { JournalEntry } from '../../../preload/contract/journal'
import { formatDay } from '../../kit/format'
import { isPending, knownOf } from '../../kit/loadable'
import { useWords } from '../../kit/words'
import { Bone } from '../../parts/Bone'
import { EmptyNote } from '../../parts/EmptyNote'
import { FailureNotice } from '../../parts/FailureNotice'
import { Page } from '../../parts/Page'
import { Box } from '../../parts/Section'
import { EntryRow } from './EntryRow'
import classes from './JournalPanel.module.css'
import type { JournalStore } from './store'

/** Every change that GoReady made, by day, with its undo. */
export function JournalPanel({ store }: { readonly store: JournalStore }) {
  const { t } = useWords()
  const { entries: loadable, refresh, undo } = useStore(store)
  useEffect(() => {
    if (store.getState().entries.phase === 'idle') void refresh()
  }, [store, refresh])
  const entries = knownOf(loadable)
  const canUndo = entries?.some((entry) => entry.phase === 'applied' && entry.undoes === null) ?? false
  return (
    <Page
      title={t('journal.ui.title')}
      about={t('journal.ui.about')}
      actions={
        <Button variant="default" disabled={!canUndo} onClick={() => void undo({ all: true })}>
          {t('journal.ui.undoAll')}
        </Button>
      }
    >
      {loadable.phase === 'failed' && <FailureNotice failure={loadable.failure} onRetry={() => void refresh()} />}
      {isPending(loadable) && <JournalBones />}
      {entries?.length === 0 && (
        <Box>
          <EmptyNote title={t('journal.ui.none')}>{t('journal.ui.noneNext')}</EmptyNote>
        </Box>
      )}
      {entries !== null && <Days store={store} entries={entries} />}
    </Page>
  )
}

function Days({ store, entries }: { readonly store: JournalStore; readonly entries: readonly JournalEntry[] }) {
  const { language } = useWords()
  const days = new Map<string, JournalEntry[]>()
  for (const entry of entries) {
    const day = formatDay(entry.at, language)
    days.set(day, [...(days.get(day) ?? []), entry])
  }
  return [...days].map(([day, of]) => (
    <section key={day} className={classes.day}>
      <h2 className={classes.dayTitle}>{day}</h2>
      <Box>
        {of.map((entry) => (
          <EntryRow key={entry.id} store={store} entry={entry} />
        ))}
      </Box>
    </section>
  ))
}

function JournalBones() {
  return (
    <div className={classes.day} aria-hidden>
      <span className={classes.dayTitle}>
        <Bone width={88} />
      </span>
      <Box>
        {[0, 1, 2, 3].map((row) => (
          <div key={row} className={classes.row}>
            <span />
            <Bone width={`${30 + ((row * 13) % 20)}%`} />
          </div>
        ))}
      </Box>
    </div>
  )
}
