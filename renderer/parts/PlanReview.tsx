import type { PlanPreview } from '../../preload/contract/journal'
import type { RunProgress } from '../kit/run-progress'
import { useWords } from '../kit/words'
import { ChangeCard, ChangeLine } from './ChangeCard'
import { EmptyNote } from './EmptyNote'
import classes from './PlanReview.module.css'
import { Say } from './Say'
import { Box } from './Section'
import { VerdictIcon } from './Verdict'

interface PlanReviewProps {
  readonly plan: PlanPreview
  readonly progress?: RunProgress | null
  readonly isCompact?: boolean
}

/** Everything that a plan will do, change by change; while it is done, how far each change is. */
export function PlanReview({ plan, progress = null, isCompact = false }: PlanReviewProps) {
  const { t } = useWords()
  if (plan.changes.length === 0) return <EmptyNote title={t('app.ui.review.nothing')} />
  if (progress !== null)
    return (
      <Box label={t('app.ui.progress.label')}>
        {plan.changes.map((change, index) => (
          <ChangeLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a plan never changes, and a path may appear twice in it
            key={index}
            change={change}
            step={progress.steps[index] ?? 'waiting'}
          />
        ))}
      </Box>
    )
  return (
    <div className={classes.root}>
      {plan.notes.map((note) => (
        <p key={note.key} className={classes.note}>
          <VerdictIcon tone="note" />
          <Say text={note} />
        </p>
      ))}
      {plan.changes.map((change, index) => (
        <ChangeCard
          // biome-ignore lint/suspicious/noArrayIndexKey: a plan never changes, and a path may appear twice in it
          key={index}
          change={change}
          isCompact={isCompact}
        />
      ))}
    </div>
  )
}
