import { VisuallyHidden } from '@mantine/core'
import type { Run } from '../kit/plan-run'
import { useWords } from '../kit/words'
import { Bone } from './Bone'
import { FailureNotice } from './FailureNotice'
import { PlanReview } from './PlanReview'
import { ProgressView } from './ProgressView'
import classes from './RunView.module.css'
import { Box } from './Section'
import { VerdictIcon } from './Verdict'

interface RunViewProps {
  readonly run: Run
  readonly isCompact?: boolean
  /** Plans the same anew, after a failure. */
  readonly onRetry?: (() => void) | undefined
}

/** A plan from review to outcome, in one place: what it will do, what it is doing, what came of it. */
export function RunView({ run, isCompact = false, onRetry }: RunViewProps) {
  const { t } = useWords()
  switch (run.phase) {
    case 'idle':
      return null
    case 'planning':
      return (
        <div className={classes.planning}>
          <VisuallyHidden role="status">{t('app.ui.review.planning')}</VisuallyHidden>
          <Box>
            <PlanningBones />
          </Box>
        </div>
      )
    case 'review':
      return <PlanReview plan={run.plan} isCompact={isCompact} />
    case 'applying':
    case 'cancelling':
      return (
        <div className={classes.root}>
          <ProgressView progress={run.progress} isCancelling={run.phase === 'cancelling'} />
          <PlanReview plan={run.plan} progress={run.progress} isCompact={isCompact} />
        </div>
      )
    case 'applied':
      return (
        <div className={classes.done} role="status">
          <VerdictIcon tone="ok" />
          <div>
            <p className={classes.strong}>{t('app.ui.progress.finished')}</p>
            <p className={classes.quiet}>{t('app.ui.review.appliedNext')}</p>
          </div>
        </div>
      )
    case 'failed':
      return (
        <FailureNotice
          failure={run.failure}
          {...(run.plan === null || run.failure.code === 'CANCELLED' ? {} : { outcome: t('app.ui.review.failedWhy') })}
          onRetry={onRetry}
        />
      )
  }
}

function PlanningBones() {
  return (
    <div style={{ padding: 12, display: 'flex', flexDirection: 'column', gap: 10 }}>
      <Bone width="46%" />
      <Bone width="72%" />
      <Bone width="58%" />
    </div>
  )
}
