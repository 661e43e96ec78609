import { ActionIcon, Button } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import type { JournalEntry } from '../../../preload/contract/journal'
import { formatTime } from '../../kit/format'
import { useWords } from '../../kit/words'
import { ChangeCard } from '../../parts/ChangeCard'
import { FailureNotice } from '../../parts/FailureNotice'
import { Tag } from '../../parts/Tag'
import { VerdictBadge } from '../../parts/Verdict'
import classes from './JournalPanel.module.css'
import type { JournalStore } from './store'

const tones = {
  applying: 'note',
  applied: 'ok',
  'rolled-back': 'none',
  undoing: 'note',
  undone: 'none',
  'needs-attention': 'problem',
} as const

/** One entry; unfolded it shows its changes line by line. */
export function EntryRow({ store, entry }: { readonly store: JournalStore; readonly entry: JournalEntry }) {
  const { t, say, language } = useWords()
  const [isOpen, setOpen] = useState(false)
  const title = say(entry.title)
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  const isStanding = entry.phase === 'applied'
  return (
    <div data-entry={entry.id}>
      <div className={classes.row}>
        <ActionIcon
          aria-expanded={isOpen}
          aria-label={t(isOpen ? 'app.ui.do.hideDetails' : 'app.ui.do.showDetails', { name: title })}
          onClick={() => setOpen(!isOpen)}
        >
          <Chevron size={15} />
        </ActionIcon>
        <div>
          <p className={`${classes.title} ${isStanding ? '' : classes.muted}`}>
            {title} {entry.undoes !== null && <Tag>{t('journal.ui.isUndo')}</Tag>}
          </p>
          <p className={classes.under}>
            <span>{formatTime(entry.at, language)}</span>
            <span>{t('journal.ui.changes', { count: entry.changes.length })}</span>
            <span>{t(`journal.ui.host.${entry.host}`)}</span>
          </p>
        </div>
        <div className={classes.side}>
          {!isStanding && <VerdictBadge tone={tones[entry.phase]}>{t(`journal.ui.phase.${entry.phase}`)}</VerdictBadge>}
          {isStanding && (
            <Button
              variant="default"
              aria-label={t('journal.ui.undoEntry', { title })}
              onClick={() => void store.getState().undo({ ids: [entry.id] })}
            >
              {t('app.ui.do.undo')}
            </Button>
          )}
        </div>
      </div>
      {isOpen && (
        <div className={classes.body}>
          {entry.failure !== null && <FailureNotice failure={entry.failure} />}
          {entry.changes.map((change, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was done never changes
            <ChangeCard key={index} change={change} />
          ))}
        </div>
      )}
    </div>
  )
}
