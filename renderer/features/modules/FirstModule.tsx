import { Button, TextInput } from '@mantine/core'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { useWords } from '../../kit/words'
import { FailureNotice } from '../../parts/FailureNotice'
import { OutputView } from '../../parts/OutputView'
import { RunView } from '../../parts/RunView'
import { VerdictIcon } from '../../parts/Verdict'
import classes from './FirstModule.module.css'
import type { ModulesStore } from './store'

/** From a name to a program that runs: choose, review, create, build and run. */
export function FirstModule({ store }: { readonly store: ModulesStore }) {
  const { making, running, suggest } = useStore(store)
  const run = useStore(making, (state) => state.run)
  useEffect(() => {
    if (store.getState().module === '') void suggest()
  }, [store, suggest])
  const isForm = running.phase === 'idle' && run.phase !== 'applying' && run.phase !== 'cancelling'
  return (
    <div className={classes.root}>
      {isForm && <Form store={store} />}
      {running.phase === 'idle' && <RunView run={run} />}
      {running.phase === 'idle' && <MakeActions store={store} />}
      {running.phase !== 'idle' && <Output store={store} />}
    </div>
  )
}

function Form({ store }: { readonly store: ModulesStore }) {
  const { t } = useWords()
  const { module, directory, suggestFailure, making, setModule, setDirectory, plan } = useStore(store)
  const run = useStore(making, (state) => state.run)
  // what was reviewed no longer fits what is typed
  const letGo = (): void => making.getState().close()
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        void plan()
      }}
    >
      <TextInput
        label={t('modules.ui.module')}
        description={t('modules.ui.moduleHint')}
        inputWrapperOrder={['label', 'input', 'description']}
        value={module}
        spellCheck={false}
        autoCapitalize="off"
        styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12 } }}
        onChange={(event) => {
          letGo()
          setModule(event.currentTarget.value)
        }}
      />
      <TextInput
        label={t('modules.ui.directory')}
        description={suggestFailure === null ? t('modules.ui.directoryHint') : suggestFailure.message}
        inputWrapperOrder={['label', 'input', 'description']}
        value={directory}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12 } }}
        onChange={(event) => {
          letGo()
          setDirectory(event.currentTarget.value)
        }}
      />
      <Button
        className={classes.button ?? ''}
        type="submit"
        variant={run.phase === 'review' ? 'default' : 'filled'}
        loading={run.phase === 'planning'}
        disabled={module.trim() === '' || directory.trim() === ''}
      >
        {t('modules.ui.review')}
      </Button>
    </form>
  )
}

function MakeActions({ store }: { readonly store: ModulesStore }) {
  const { t } = useWords()
  const { making, makeAndRun } = useStore(store)
  const { run, cancel, close } = useStore(making)
  if (run.phase === 'applying' || run.phase === 'cancelling')
    return (
      <div className={classes.actions}>
        <Button variant="default" disabled={run.phase === 'cancelling'} onClick={cancel}>
          {t('app.ui.do.cancel')}
        </Button>
      </div>
    )
  if (run.phase !== 'review') return null
  return (
    <div className={classes.actions}>
      <Button variant="default" onClick={close}>
        {t('app.ui.do.cancel')}
      </Button>
      <Button onClick={() => void makeAndRun()}>{t('modules.ui.create')}</Button>
    </div>
  )
}

function Output({ store }: { readonly store: ModulesStore }) {
  const { t } = useWords()
  const { running, lines, run, stop, restart } = useStore(store)
  const end = running.phase === 'ended' ? t('modules.ui.ended', { code: running.exitCode }) : null
  return (
    <>
      <OutputView lines={lines} label={t('modules.ui.output')} end={end} />
      {running.phase === 'failed' && <FailureNotice failure={running.failure} onRetry={() => void run()} />}
      <div className={classes.outcome} role="status">
        {running.phase === 'running' && (
          <>
            <VerdictIcon tone="running" />
            <p>{t('modules.ui.running')}</p>
            <div className={classes.actions}>
              <Button variant="default" onClick={stop}>
                {t('modules.ui.stop')}
              </Button>
            </div>
          </>
        )}
        {running.phase === 'ended' && (
          <>
            <VerdictIcon tone={running.exitCode === 0 ? 'ok' : 'problem'} />
            <p className={classes.title}>
              {t(running.exitCode === 0 ? 'modules.ui.success' : 'modules.ui.unsuccessful')}
            </p>
            <div className={classes.actions}>
              <Button variant="default" onClick={() => void run()}>
                {t('modules.ui.runAgain')}
              </Button>
              <Button variant="default" onClick={restart}>
                {t('modules.ui.another')}
              </Button>
            </div>
            <p className={classes.why}>
              {t(running.exitCode === 0 ? 'modules.ui.successWhy' : 'modules.ui.unsuccessfulWhy')}
            </p>
          </>
        )}
      </div>
    </>
  )
}
