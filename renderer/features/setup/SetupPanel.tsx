import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { isPending } from '../../kit/loadable'
import { isBusy } from '../../kit/plan-run'
import { useWords } from '../../kit/words'
import { FailureNotice } from '../../parts/FailureNotice'
import { DoneStep } from './DoneStep'
import { GoStep, GoStepBones } from './GoStep'
import { type ProxySlot, ProxyStep } from './ProxyStep'
import { ReviewStep } from './ReviewStep'
import { SetupFooter } from './SetupFooter'
import classes from './SetupPanel.module.css'
import { StepList } from './StepList'
import { type SetupStore, stepIndex } from './store'
import { useSetupKeys } from './use-setup-keys'

export interface SetupSlots {
  readonly mark: ReactNode
  /** Every Go of the machine. */
  readonly found: ReactNode
  readonly proxies: ProxySlot
  /** The validation table. */
  readonly validation: ReactNode
  readonly firstModule: ReactNode
}

interface SetupPanelProps {
  readonly store: SetupStore
  readonly slots: SetupSlots
  /** The wizard is left, finished or not. */
  readonly onLeave: () => void
  /** Everything is applied: what the validation table shows must be checked anew. */
  readonly onApplied: () => void
}

/** From no Go to a working one in three steps; Enter goes on, Esc goes back. */
export function SetupPanel({ store, slots, onLeave, onApplied }: SetupPanelProps) {
  const { t } = useWords()
  const { step, draft, applying, load } = useStore(store)
  const run = useStore(applying, (state) => state.run)
  const scroll = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (store.getState().draft.phase === 'idle') void load()
  }, [store, load])
  useEffect(() => {
    // each step starts at its top, with the keyboard at its heading
    scroll.current?.scrollTo({ top: 0 })
    scroll.current?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
    if (step === 'done') onApplied()
  }, [step, onApplied])
  useSetupKeys(store)
  return (
    <div className={classes.root}>
      <header className={classes.top}>
        <span className={classes.brand}>
          {slots.mark}
          <span className={classes.brandName}>{t('app.ui.name')}</span>
        </span>
        <StepList current={stepIndex(step)} />
        <span className={classes.skip}>
          {step !== 'done' && !isBusy(run) && (
            <Button variant="subtle" color="gray" onClick={onLeave}>
              {t('setup.ui.skip')}
            </Button>
          )}
        </span>
      </header>
      <main ref={scroll} className={classes.scroll}>
        <div className={classes.body}>
          {draft.phase === 'failed' && (
            <>
              <h1 className={classes.title} tabIndex={-1}>
                {t('setup.ui.failed')}
              </h1>
              <FailureNotice failure={draft.failure} onRetry={() => void load()} />
            </>
          )}
          {isPending(draft) && <GoStepBones />}
          {draft.phase !== 'failed' && !isPending(draft) && <Step store={store} slots={slots} />}
        </div>
      </main>
      <footer className={classes.foot}>
        <div className={classes.footInner}>
          <SetupFooter store={store} onLeave={onLeave} />
        </div>
      </footer>
    </div>
  )
}

function Step({ store, slots }: { readonly store: SetupStore; readonly slots: SetupSlots }) {
  const step = useStore(store, (state) => state.step)
  switch (step) {
    case 'go':
      return <GoStep store={store} found={slots.found} />
    case 'proxy':
      return <ProxyStep store={store} slot={slots.proxies} />
    case 'review':
      return <ReviewStep store={store} />
    case 'done':
      return <DoneStep validation={slots.validation} firstModule={slots.firstModule} />
  }
}
