import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { InstalledSdk, VerifyReport } from '../../../preload/contract/sdk'
import { formatCount } from '../../kit/format'
import { useWords } from '../../kit/words'
import { FailureNotice } from '../../parts/FailureNotice'
import { ProgressView } from '../../parts/ProgressView'
import { Say } from '../../parts/Say'
import { VerdictIcon } from '../../parts/Verdict'
import type { ReleasesStore, Verification } from './store'
import classes from './VerificationView.module.css'

interface VerificationViewProps {
  readonly store: ReleasesStore
  readonly sdk: InstalledSdk
  readonly verification: Verification
}

/** Hashing an installed Go and what the checksum database says of it. */
export function VerificationView({ store, sdk, verification }: VerificationViewProps) {
  const { t } = useWords()
  const { verify, dismissVerification } = store.getState()
  switch (verification.phase) {
    case 'running':
      return (
        <div className={classes.root}>
          <ProgressView progress={verification.progress} isHashing />
          <div className={classes.stop}>
            <Button variant="default" onClick={verification.stop}>
              {t('app.ui.do.cancel')}
            </Button>
          </div>
        </div>
      )
    case 'failed':
      return <FailureNotice failure={verification.failure} onRetry={() => void verify(sdk.goroot)} />
    case 'done':
      return <ReportView report={verification.report} onClose={() => dismissVerification(sdk.goroot)} />
  }
}

const kinds = { changed: 'sdk.ui.report.changed', missing: 'sdk.ui.report.gone', extra: 'sdk.ui.report.extra' } as const

function ReportView({ report, onClose }: { readonly report: VerifyReport; readonly onClose: () => void }) {
  const { t, language } = useWords()
  const { version } = report
  const told = toldOf(report)
  return (
    <section className={classes.root} role="status">
      <div className={classes.head}>
        <VerdictIcon tone={report.verdict === 'identical' ? 'ok' : 'warning'} />
        <p className={classes.title}>{t(told.title, { version })}</p>
        <ActionIcon aria-label={t('sdk.ui.report.dismiss', { version })} onClick={onClose}>
          <IconX size={14} />
        </ActionIcon>
        <p className={classes.why}>
          {t(told.why, { files: formatCount(report.files, language), module: report.module })}
        </p>
        {report.notes.map((note) => (
          <p key={note.key} className={classes.why}>
            <Say text={note} />
          </p>
        ))}
      </div>
      {report.verdict === 'differs' && <Differences report={report} />}
      <dl className={classes.facts}>
        <dt>{t('sdk.ui.report.hash')}</dt>
        <dd>
          <code>{report.h1}</code>
        </dd>
        {report.expected !== null && report.expected !== report.h1 && (
          <>
            <dt>{t('sdk.ui.report.expected')}</dt>
            <dd>
              <code>{report.expected}</code>
            </dd>
          </>
        )}
        {report.tree !== null && (
          <dd style={{ gridColumn: '1 / -1' }}>
            {t('sdk.ui.report.tree', { size: formatCount(report.tree.size, language) })}
          </dd>
        )}
      </dl>
    </section>
  )
}

function Differences({ report }: { readonly report: VerifyReport }) {
  const { t } = useWords()
  if (!report.differencesKnown) return <p>{t('sdk.ui.report.unknownFiles')}</p>
  return (
    <div>
      <p>{t('sdk.ui.report.files', { count: report.differences.length })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
      <ul className={classes.files} tabIndex={0}>
        {report.differences.map((file) => (
          <li key={file.path} className={classes.file}>
            <span className={classes.path}>{file.path}</span>
            <span className={classes.kind}>{t(kinds[file.kind])}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function toldOf(report: VerifyReport) {
  switch (report.verdict) {
    case 'identical':
      return { title: 'sdk.ui.report.identical', why: 'sdk.ui.report.identicalWhy' } as const
    case 'differs':
      return { title: 'sdk.ui.report.differs', why: 'sdk.ui.report.differsWhy' } as const
    case 'not-in-log':
      return { title: 'sdk.ui.report.missing', why: 'sdk.ui.report.missingWhy' } as const
  }
}
