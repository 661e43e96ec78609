import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { isBusy, type PlanRunStore, planOf } from '../kit/plan-run'
import { useWords } from '../kit/words'
import { ReviewActions } from './ReviewActions'
import classes from './ReviewDrawer.module.css'
import { RunView } from './RunView'

interface ReviewDrawerProps {
  readonly store: PlanRunStore
  readonly applyLabel?: string
  /** Said above the changes, such as what an undo leaves alone. */
  readonly children?: ReactNode
}

/** Reviews and applies one plan at the side of the page it came from. Esc closes it, unless changes are under way. */
export function ReviewDrawer({ store, applyLabel, children }: ReviewDrawerProps) {
  const { t, say } = useWords()
  const run = useStore(store, (state) => state.run)
  const close = useStore(store, (state) => state.close)
  const retry = useStore(store, (state) => state.retry)
  const plan = planOf(run)
  return (
    <Drawer
      opened={run.phase !== 'idle'}
      onClose={close}
      position="right"
      size={620}
      title={plan === null ? t('app.ui.review.title') : say(plan.title)}
      classNames={{ content: classes.content, header: classes.header, title: classes.title, body: classes.body }}
      overlayProps={{ backgroundOpacity: 0.3 }}
      closeOnClickOutside={!isBusy(run)}
      closeOnEscape={!isBusy(run)}
      closeButtonProps={{ 'aria-label': t('app.ui.do.close'), disabled: isBusy(run) }}
    >
      <div className={classes.scroll}>
        {children}
        <RunView run={run} onRetry={() => void retry()} />
      </div>
      <div className={classes.foot}>
        {run.phase === 'review' && run.plan.changes.length > 0 && (
          <p className={classes.hint}>{t('app.ui.review.untouched')}</p>
        )}
        <ReviewActions store={store} {...(applyLabel === undefined ? {} : { applyLabel })} />
      </div>
    </Drawer>
  )
}
