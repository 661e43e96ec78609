import { useStore } from 'zustand'
import type { DiffLine, UndoConflict } from '../../../preload/contract/journal'
import { useWords } from '../../kit/words'
import { PathText } from '../../parts/PathText'
import { ReviewDrawer } from '../../parts/ReviewDrawer'
import { Say } from '../../parts/Say'
import { VerdictIcon } from '../../parts/Verdict'
import classes from './JournalPanel.module.css'
import type { JournalStore } from './store'

/** The review of an undo: what goes back, and what is left alone because somebody changed it since. */
export function UndoReview({ store }: { readonly store: JournalStore }) {
  const { t } = useWords()
  const { undoing, conflicts } = useStore(store)
  const phase = useStore(undoing, (state) => state.run.phase)
  return (
    <ReviewDrawer store={undoing} applyLabel={t('app.ui.do.undo')}>
      {phase === 'review' && conflicts.length > 0 && <Conflicts conflicts={conflicts} />}
    </ReviewDrawer>
  )
}

function Conflicts({ conflicts }: { readonly conflicts: readonly UndoConflict[] }) {
  const { t } = useWords()
  return (
    <div className={classes.conflicts}>
      <p className={classes.conflictHead}>
        <VerdictIcon tone="warning" />
        {t('journal.ui.conflicts', { count: conflicts.length })}
      </p>
      <p>{t('journal.ui.conflictAbout')}</p>
      {conflicts.map((conflict) => (
        <div key={conflict.path} className={classes.conflict}>
          <div className={classes.conflictPath}>
            <PathText path={conflict.path} isStrong copy="always" />
          </div>
          <p className={classes.reason}>
            <Say text={conflict.reason} />
          </p>
          <div className={classes.versions}>
            <Version name={t('journal.ui.now')} lines={conflict.expected} side="old" />
            <Version name={t('journal.ui.original')} lines={conflict.expected} side="new" />
          </div>
        </div>
      ))}
    </div>
  )
}

/** One side of a diff as the text it is. */
function Version({
  name,
  lines,
  side,
}: {
  readonly name: string
  readonly lines: readonly DiffLine[]
  readonly side: 'old' | 'new'
}) {
  const gone = side === 'old' ? 'added' : 'removed'
  const mark = side === 'old' ? classes.only : classes.onlyNew
  return (
    <div className={classes.version}>
      <p className={classes.versionName}>{name}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className={classes.content} tabIndex={0}>
        {lines
          .filter((line) => line.kind !== gone)
          .map((line) => (
            <div
              key={`${line.kind} ${line.old} ${line.new}`}
              className={line.kind === 'same' || line.kind === 'skip' ? undefined : mark}
            >
              {line.kind === 'skip' ? '⋯' : line.text || '\u00a0'}
            </div>
          ))}
      </pre>
    </div>
  )
}
