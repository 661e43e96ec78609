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
    <Drawer.Root
      opened={run.phase !== 'idle'}
      onClose={close}
      position="right"
      size={620}
      classNames={{ content: classes.content }}
      closeOnClickOutside={!isBusy(run)}
      closeOnEscape={!isBusy(run)}
    >
      <Drawer.Overlay backgroundOpacity={0.3} />
      <Drawer.Content>
        {/* Drawer.Header is a banner landmark, and the page has one already */}
        <div className={classes.header}>
          <Drawer.Title className={classes.title ?? ''}>
            {plan === null ? t('app.ui.review.title') : say(plan.title)}
          </Drawer.Title>
          <Drawer.CloseButton aria-label={t('app.ui.do.close')} disabled={isBusy(run)} />
        </div>
        <Drawer.Body className={classes.body ?? ''}>
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
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}
