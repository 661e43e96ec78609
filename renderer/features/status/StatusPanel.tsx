import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { formatTime } from '../../kit/format'
import { useWords } from '../../kit/words'
import { Bone } from '../../parts/Bone'
import { FailureNotice } from '../../parts/FailureNotice'
import { Page } from '../../parts/Page'
import { Say } from '../../parts/Say'
import { type Tone, VerdictIcon } from '../../parts/Verdict'
import { CheckTable } from './CheckTable'
import { countDone } from './checks'
import classes from './StatusPanel.module.css'
import { reportOf, type StatusStore } from './store'

interface StatusPanelProps {
  readonly store: StatusStore
  readonly onFirstModule: () => void
  readonly onSetup: () => void
}

const tones = { ready: 'ok', attention: 'warning', 'not-ready': 'problem' } as const satisfies Record<string, Tone>

/** One verdict, and every check behind it with its one-click fix. */
export function StatusPanel({ store, onFirstModule, onSetup }: StatusPanelProps) {
  const { t } = useWords()
  const { status, check } = useStore(store)
  useEffect(() => {
    if (store.getState().status.phase === 'idle') void check()
  }, [store, check])
  return (
    <Page
      title={t('status.ui.title')}
      actions={
        <Button variant="default" onClick={() => void check()}>
          {t('status.ui.checkAgain')}
        </Button>
      }
    >
      {status.phase === 'failed' ? (
        <FailureNotice failure={status.failure} onRetry={() => void check()} />
      ) : (
        <VerdictBanner store={store} onFirstModule={onFirstModule} onSetup={onSetup} />
      )}
      <CheckTable store={store} />
    </Page>
  )
}

function VerdictBanner({ store, onFirstModule, onSetup }: StatusPanelProps) {
  const { t, language } = useWords()
  const { status, checks } = useStore(store)
  const isChecking = status.phase !== 'done'
  const report = reportOf(status)
  const { done, total } = countDone(checks)
  const verdict = report?.verdict ?? null
  return (
    <div className={`${classes.verdict} ${verdict === null || isChecking ? '' : classes[verdict]}`} role="status">
      <VerdictIcon tone={verdict === null || isChecking ? 'running' : tones[verdict]} size={20} />
      <div className={classes.words}>
        <p className={classes.headline}>
          {report === null ? <Bone width={180} height={14} /> : <Say text={report.headline} />}
        </p>
        <p className={classes.when}>
          {isChecking || report === null
            ? t('status.ui.checkingCount', { done, total })
            : t('status.ui.checkedAt', { time: formatTime(report.checkedAt, language) })}
        </p>
      </div>
      <div className={classes.actions}>
        {verdict === 'not-ready' && <Button onClick={onSetup}>{t('status.ui.setup')}</Button>}
        {verdict !== null && verdict !== 'not-ready' && (
          <Button variant="default" onClick={onFirstModule}>
            {t('status.ui.firstModule')}
          </Button>
        )}
      </div>
    </div>
  )
}
