import { Popover } from '@mantine/core'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { isBusy, type PlanRunStore, planOf } from '../kit/plan-run'
import { useWords } from '../kit/words'
import { ReviewActions } from './ReviewActions'
import classes from './ReviewPopover.module.css'
import { RunView } from './RunView'

interface ReviewPopoverProps {
  readonly store: PlanRunStore
  /** True for the one target, of several that share the store, that the plan was asked from. */
  readonly isHere: boolean
  readonly applyLabel?: string
  readonly position?: 'bottom-end' | 'bottom-start'
  readonly children: ReactNode
}

/** Reviews a small plan beside the control that asked for it. It closes when the change is under way: the place shows progress. */
export function ReviewPopover({ store, isHere, applyLabel, position = 'bottom-end', children }: ReviewPopoverProps) {
  const { t, say } = useWords()
  const run = useStore(store, (state) => state.run)
  const close = useStore(store, (state) => state.close)
  const isOpen =
    isHere && (run.phase === 'planning' || run.phase === 'review' || (run.phase === 'failed' && run.plan === null))
  const retry = useStore(store, (state) => state.retry)
  const plan = planOf(run)
  return (
    <Popover
      opened={isOpen}
      onChange={(opened) => {
        if (!opened && !isBusy(run)) close()
      }}
      position={position}
      trapFocus
      returnFocus
      withinPortal
      // the target is a place in a row, no control that opens something
      withRoles={false}
      classNames={{ dropdown: classes.dropdown ?? '' }}
    >
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t('app.ui.review.title')}>
        {plan !== null && <p className={classes.title}>{say(plan.title)}</p>}
        <div className={classes.scroll}>
          <RunView run={run} isCompact onRetry={() => void retry()} />
        </div>
        <div className={classes.foot}>
          <ReviewActions store={store} {...(applyLabel === undefined ? {} : { applyLabel })} />
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
