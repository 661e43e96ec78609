import { ActionIcon, Button, Menu } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCopy, IconDots, IconTrash } from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { InstalledSdk } from '../../../preload/contract/sdk'
import { formatDay } from '../../kit/format'
import { useWords } from '../../kit/words'
import { Bone } from '../../parts/Bone'
import { EmptyNote } from '../../parts/EmptyNote'
import { FailureNotice } from '../../parts/FailureNotice'
import { PathText } from '../../parts/PathText'
import { ProofTag } from '../../parts/ProofTag'
import { ReviewPopover } from '../../parts/ReviewPopover'
import rows from '../../parts/Rows.module.css'
import { Say } from '../../parts/Say'
import { Box } from '../../parts/Section'
import { Tag } from '../../parts/Tag'
import classes from './InstalledList.module.css'
import { idleRun, JobProgress } from './JobProgress'
import type { ReleasesStore } from './store'
import { VerificationView } from './VerificationView'

/** The versions in the SDK folder, with what can be done with each. */
export function InstalledList({
  store,
  installed,
}: {
  readonly store: ReleasesStore
  readonly installed: readonly InstalledSdk[] | null
}) {
  const { t } = useWords()
  if (installed === null)
    return (
      <Box>
        {[0, 1].map((row) => (
          <div key={row} className={`${rows.row} ${classes.row}`}>
            <span>
              <Bone width={180} />
            </span>
          </div>
        ))}
      </Box>
    )
  return (
    <Box label={t('sdk.ui.installed')}>
      {installed.length === 0 && (
        <EmptyNote title={t('sdk.ui.noneInstalled')}>{t('sdk.ui.noneInstalledNext')}</EmptyNote>
      )}
      {installed.map((sdk) => (
        <InstalledRow key={sdk.goroot} store={store} sdk={sdk} />
      ))}
    </Box>
  )
}

function InstalledRow({ store, sdk }: { readonly store: ReleasesStore; readonly sdk: InstalledSdk }) {
  const { t, language } = useWords()
  const job = useStore(store, (state) => state.jobs[sdk.version])
  const verification = useStore(store, (state) => state.verifications[sdk.goroot])
  const isHere = job?.kind === 'use' || job?.kind === 'uninstall'
  const runStore = job && isHere ? job.run : idleRun
  const run = useStore(runStore, (state) => state.run)
  const isBusy = run.phase === 'applying' || run.phase === 'cancelling'
  return (
    <div className={classes.item}>
      <div className={`${rows.row} ${classes.row}`}>
        <div>
          <div className={classes.head}>
            <span className={classes.version}>{sdk.version}</span>
            {sdk.active && (
              <Tag tone="accent" hint={t('sdk.ui.activeHint')}>
                {t('sdk.ui.active')}
              </Tag>
            )}
            <ProofTag proof={sdk.proof} />
            {sdk.origin === 'adopted' && <Tag hint={t('sdk.ui.adoptedHint')}>{t('sdk.ui.adopted')}</Tag>}
            {sdk.origin === 'foreign' && <Tag hint={t('sdk.ui.foreignHint')}>{t('sdk.ui.foreign')}</Tag>}
          </div>
          <div className={classes.under}>
            <PathText path={sdk.goroot} />
            {sdk.source !== null && sdk.installedAt !== null && (
              <span className={classes.placed}>
                {t('sdk.ui.placed', { source: sdk.source, date: formatDay(sdk.installedAt, language) })}
              </span>
            )}
          </div>
          {sdk.notes.map((note) => (
            <p key={note.key} className={classes.under}>
              <Say text={note} />
            </p>
          ))}
        </div>
        <ReviewPopover
          store={runStore}
          isHere={isHere}
          applyLabel={job?.kind === 'uninstall' ? t('app.ui.do.remove') : t('sdk.ui.use')}
        >
          <div className={classes.actions}>
            {isBusy ? (
              <span>{t(job?.kind === 'uninstall' ? 'releases.ui.removing' : 'releases.ui.switching')}</span>
            ) : (
              <InstalledActions store={store} sdk={sdk} isVerifying={verification?.phase === 'running'} />
            )}
          </div>
        </ReviewPopover>
      </div>
      {run.phase === 'failed' && run.plan !== null && (
        <div className={classes.below}>
          <FailureNotice failure={run.failure} outcome={t('app.ui.review.failedWhy')} />
        </div>
      )}
      {isBusy && run.phase === 'applying' && (
        <div className={classes.below}>
          <JobProgress run={run} />
        </div>
      )}
      {verification && (
        <div className={classes.below}>
          <VerificationView store={store} sdk={sdk} verification={verification} />
        </div>
      )}
    </div>
  )
}

function InstalledActions({
  store,
  sdk,
  isVerifying,
}: {
  readonly store: ReleasesStore
  readonly sdk: InstalledSdk
  readonly isVerifying: boolean
}) {
  const { t } = useWords()
  const clipboard = useClipboard()
  const { ask, verify } = store.getState()
  const { version } = sdk
  return (
    <>
      {!sdk.active && (
        <Button
          variant="default"
          aria-label={t('sdk.ui.useVersion', { version })}
          onClick={() => void ask('use', version)}
        >
          {t('sdk.ui.use')}
        </Button>
      )}
      <Button
        variant="default"
        loading={isVerifying}
        aria-label={t('sdk.ui.verifyVersion', { version })}
        onClick={() => void verify(sdk.goroot)}
      >
        {t('sdk.ui.verify')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={28} aria-label={t('sdk.ui.more', { version })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCopy size={14} />} onClick={() => clipboard.copy(sdk.goroot)}>
            {t('sdk.ui.copyPath')}
          </Menu.Item>
          {sdk.origin !== 'foreign' && (
            <Menu.Item
              leftSection={<IconTrash size={14} />}
              disabled={sdk.active}
              onClick={() => void ask('uninstall', version)}
            >
              {t('sdk.ui.uninstall')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
