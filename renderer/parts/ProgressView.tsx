import { VisuallyHidden } from '@mantine/core'
import { formatBytes, formatClock, formatCount, formatRate } from '../kit/format'
import { type Activity, activityRatio, type RunProgress } from '../kit/run-progress'
import { useWords, type Words } from '../kit/words'
import classes from './ProgressView.module.css'

interface ProgressViewProps {
  readonly progress: RunProgress
  readonly isCancelling?: boolean
  /** Files are only read, to be hashed: no unpacking. */
  readonly isHashing?: boolean
}

/** What is being done right now, how fast, and how long it will take; its geometry does not change from step to step. */
export function ProgressView({ progress, isCancelling = false, isHashing = false }: ProgressViewProps) {
  const words = useWords()
  const { t } = words
  const { activity, failovers } = progress
  const what = isCancelling ? t('app.ui.progress.cancelling') : describe(activity, words, isHashing)
  const ratio = isCancelling ? null : activityRatio(activity)
  const percent = ratio === null ? undefined : Math.round(ratio * 100)
  const last = failovers.at(-1)
  return (
    <div className={classes.root}>
      <div className={classes.line}>
        <span className={classes.what}>{what}</span>
        <span className={classes.numbers}>
          {!isCancelling && numbers(activity, words).map((text) => <span key={text}>{text}</span>)}
        </span>
      </div>
      <div
        className={classes.bar}
        role="progressbar"
        aria-label={what}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <div
          className={`${classes.fill} ${ratio === null ? classes.open : ''}`}
          style={ratio === null ? undefined : { width: `${ratio * 100}%` }}
        />
      </div>
      {last !== undefined && (
        <p className={classes.aside}>{t('app.ui.progress.failover', { from: last.from, to: last.to })}</p>
      )}
      {/* read out when the work changes, not at every kilobyte */}
      <VisuallyHidden role="status">{what}</VisuallyHidden>
    </div>
  )
}

function describe(activity: Activity, { t }: Words, isHashing: boolean): string {
  switch (activity.kind) {
    case 'starting':
      return t('app.ui.progress.starting')
    case 'download':
      return t('app.ui.progress.download', { source: activity.source })
    case 'verify':
      return t(verifyWords[activity.what])
    case 'extract':
      return t(isHashing ? 'app.ui.progress.verifyTree' : 'app.ui.progress.extract')
    case 'check':
      return t('app.ui.progress.check')
    case 'waiting':
      return activity.reason === 'lock'
        ? t('app.ui.progress.waitingLock')
        : t('app.ui.progress.waitingRetry', { seconds: Math.ceil(activity.seconds) })
  }
}

const verifyWords = {
  'checksum-database': 'app.ui.progress.verifyDatabase',
  index: 'app.ui.progress.verifyIndex',
  archive: 'app.ui.progress.verifyArchive',
  tree: 'app.ui.progress.verifyTree',
} as const

function numbers(activity: Activity, { t, language }: Words): string[] {
  if (activity.kind === 'extract')
    return [
      t('app.ui.progress.extracted', {
        files: formatCount(activity.files, language),
        total: formatCount(activity.total, language),
      }),
    ]
  if (activity.kind !== 'download') return []
  const received = formatBytes(activity.received, language)
  const all = [
    activity.total === null
      ? t('app.ui.progress.downloadedOpen', { received })
      : t('app.ui.progress.downloaded', { received, total: formatBytes(activity.total, language) }),
    formatRate(activity.rate, language),
  ]
  if (activity.remaining !== null) all.push(t('app.ui.progress.remaining', { time: formatClock(activity.remaining) }))
  return all
}
