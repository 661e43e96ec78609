import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import { useWords } from '../../kit/words'
import classes from './SetupPanel.module.css'
import type { SetupStore } from './store'

/** Back and on, whatever that means in the step at hand. */
export function SetupFooter({ store, onLeave }: { readonly store: SetupStore; readonly onLeave: () => void }) {
  const { t } = useWords()
  const { step, choice, isWaitingForProbes, next, back } = useStore(store)
  if (step === 'done')
    return (
      <>
        <span className={classes.spread} />
        <Button onClick={onLeave}>{t('setup.ui.finish')}</Button>
      </>
    )
  return (
    <>
      {step !== 'go' && <BackButton store={store} onClick={back} />}
      <span className={classes.spread} role="status">
        {isWaitingForProbes && t('setup.ui.waiting')}
      </span>
      {step === 'review' ? (
        <ApplyButton store={store} />
      ) : (
        <Button disabled={choice === null} loading={isWaitingForProbes} onClick={() => void next()}>
          {t('setup.ui.next')}
        </Button>
      )}
    </>
  )
}

function BackButton({ store, onClick }: { readonly store: SetupStore; readonly onClick: () => void }) {
  const { t } = useWords()
  const run = useStore(useStore(store).applying, (state) => state.run)
  if (run.phase === 'applying' || run.phase === 'cancelling') return null
  return (
    <Button variant="default" onClick={onClick}>
      {t('setup.ui.back')}
    </Button>
  )
}

function ApplyButton({ store }: { readonly store: SetupStore }) {
  const { t } = useWords()
  const { applying, apply, plan } = useStore(store)
  const { run, cancel } = useStore(applying)
  if (run.phase === 'applying' || run.phase === 'cancelling')
    return (
      <Button variant="default" disabled={run.phase === 'cancelling'} onClick={cancel}>
        {t('app.ui.do.cancel')}
      </Button>
    )
  if (run.phase === 'failed') return <Button onClick={() => void plan()}>{t('app.ui.do.applyAgain')}</Button>
  const hasNothing = run.phase === 'review' && run.plan.changes.length === 0
  return (
    <Button
      disabled={run.phase !== 'review'}
      onClick={() => void (hasNothing ? store.setState({ step: 'done' }) : apply())}
    >
      {t(hasNothing ? 'setup.ui.next' : 'setup.ui.apply')}
    </Button>
  )
}
