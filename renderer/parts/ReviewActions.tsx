import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import type { PlanRunStore } from '../kit/plan-run'
import { useWords } from '../kit/words'

interface ReviewActionsProps {
  readonly store: PlanRunStore
  /** The words of the button that does it; `Apply` when not given. */
  readonly applyLabel?: string
}

/** The buttons that fit the phase of a run. */
export function ReviewActions({ store, applyLabel }: ReviewActionsProps) {
  const { t } = useWords()
  const { run, apply, cancel, close } = useStore(store)
  switch (run.phase) {
    case 'idle':
      return null
    case 'planning':
      return (
        <Button variant="default" onClick={close}>
          {t('app.ui.do.cancel')}
        </Button>
      )
    case 'review':
      if (run.plan.changes.length === 0) return <CloseButton onClick={close} />
      return (
        <>
          <Button variant="default" onClick={close}>
            {t('app.ui.do.cancel')}
          </Button>
          <Button
            data-autofocus
            autoFocus
            onKeyDown={(event) => {
              // the Enter that opened the review may still be held down: it does not agree to it
              if (event.repeat) event.preventDefault()
            }}
            onClick={() => void apply()}
          >
            {applyLabel ?? t('app.ui.do.apply')}
          </Button>
        </>
      )
    case 'applying':
    case 'cancelling':
      return (
        <Button variant="default" onClick={cancel} disabled={run.phase === 'cancelling'}>
          {t('app.ui.do.cancel')}
        </Button>
      )
    case 'applied':
    case 'failed':
      return <CloseButton onClick={close} />
  }
}

function CloseButton({ onClick }: { readonly onClick: () => void }) {
  const { t } = useWords()
  return (
    <Button data-autofocus autoFocus variant="default" onClick={onClick}>
      {t('app.ui.do.close')}
    </Button>
  )
}
