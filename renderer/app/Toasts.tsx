import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type ReactNode, useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import type { PlanRunStore, Run } from '../kit/plan-run'
import { useWords } from '../kit/words'
import { failureWords } from '../parts/FailureNotice'
import type { Stores } from './stores'
import classes from './Toasts.module.css'

/** Says in passing what was done, with its undo: the place where it was asked for may be gone by then. */
export function Toasts({ stores }: { readonly stores: Stores }) {
  const words = useWords()
  const { t, say } = words
  const [path, navigate] = useLocation()
  const undo = (entryId: string): void => void stores.journal.getState().undo({ ids: [entryId] })
  const { switching } = stores.proxy.getState()
  const { undoing } = stores.journal.getState()

  useOutcome(switching, (run) => {
    if (run.phase === 'applied')
      toast('done', say(run.plan.title), t('proxy.ui.switchedNext'), t('app.ui.do.dismiss'), {
        label: t('app.ui.do.undo'),
        name: t('journal.ui.undoEntry', { title: say(run.plan.title) }),
        onClick: () => undo(run.entryId),
      })
    else if (path !== '/proxies' && run.failure.code !== 'CANCELLED')
      toast('failed', t('proxy.ui.switchFailed'), failureWords(run.failure, words).what, t('app.ui.do.dismiss'), {
        label: t('app.ui.do.details'),
        name: t('app.ui.do.details'),
        onClick: () => navigate('/proxies'),
      })
  })
  useOutcome(stores.review, (run) => {
    if (run.phase !== 'applied') return
    stores.review.getState().close()
    toast('done', say(run.plan.title), t('app.ui.review.appliedNext'), t('app.ui.do.dismiss'), {
      label: t('app.ui.do.undo'),
      name: t('journal.ui.undoEntry', { title: say(run.plan.title) }),
      onClick: () => undo(run.entryId),
    })
  })
  useOutcome(undoing, (run) => {
    if (run.phase !== 'applied') return
    undoing.getState().close()
    toast('done', say(run.plan.title), t('app.ui.review.undone'), t('app.ui.do.dismiss'), null)
  })
  return null
}

type Outcome = Extract<Run, { phase: 'applied' }> | (Extract<Run, { phase: 'failed' }> & { plan: object })

/** Calls once for each attempt to apply that came to its end. */
function useOutcome(store: PlanRunStore, onOutcome: (run: Outcome) => void): void {
  const run = useStore(store, (state) => state.run)
  const told = useRef<Run | null>(null)
  useEffect(() => {
    if (told.current === run) return
    told.current = run
    if (run.phase === 'applied') onOutcome(run)
    else if (run.phase === 'failed' && run.plan !== null) onOutcome({ ...run, plan: run.plan })
  }, [run, onOutcome])
}

interface ToastAction {
  readonly label: string
  /** Its name for assistive technology, which hears it apart from the toast. */
  readonly name: string
  readonly onClick: () => void
}

// what went well goes by itself; what failed stays until it is dismissed
const outcomes = {
  done: { color: 'accent', autoClose: 8000 },
  failed: { color: 'red', autoClose: false },
} as const

function toast(
  outcome: keyof typeof outcomes,
  title: string,
  message: string,
  dismiss: string,
  action: ToastAction | null,
): void {
  const id = notifications.show({
    ...outcomes[outcome],
    title,
    closeButtonProps: { 'aria-label': dismiss },
    message: (
      <Line action={action} onAct={() => notifications.hide(id)}>
        {message}
      </Line>
    ),
  })
}

interface LineProps {
  readonly action: ToastAction | null
  readonly onAct: () => void
  readonly children: ReactNode
}

function Line({ action, onAct, children }: LineProps) {
  return (
    <span className={classes.line}>
      {children}
      {action && (
        <Button
          variant="default"
          aria-label={action.name}
          onClick={() => {
            onAct()
            action.onClick()
          }}
        >
          {action.label}
        </Button>
      )}
    </span>
  )
}
