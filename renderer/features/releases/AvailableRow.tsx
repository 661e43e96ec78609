import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { IconChevronDown, IconNotes, IconX } from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { Release } from '../../../preload/contract/releases'
import { formatBytes, formatDate } from '../../kit/format'
import { openLink } from '../../kit/open-link'
import { useSession } from '../../kit/session'
import { useWords } from '../../kit/words'
import { FailureNotice } from '../../parts/FailureNotice'
import { ReviewPopover } from '../../parts/ReviewPopover'
import rows from '../../parts/Rows.module.css'
import { Tag } from '../../parts/Tag'
import classes from './AvailableList.module.css'
import { idleRun, JobProgress } from './JobProgress'
import type { ReleasesStore } from './store'

interface AvailableRowProps {
  readonly store: ReleasesStore
  readonly release: Release
  readonly isNewest: boolean
}

/** One release: facts and ways to install it, or the progress of doing so, in the same row. */
export function AvailableRow({ store, release, isNewest }: AvailableRowProps) {
  const { t } = useWords()
  const { version } = release
  const job = useStore(store, (state) => state.jobs[version])
  const isHere = job?.kind === 'install' || job?.kind === 'install-use'
  const runStore = job && isHere ? job.run : idleRun
  const { run, close } = useStore(runStore)
  const isBusy = run.phase === 'applying' || run.phase === 'cancelling'
  const hasFailed = run.phase === 'failed' && run.plan !== null
  return (
    <>
      <div className={`${rows.row} ${classes.row} ${hasFailed ? classes.withBelow : ''}`}>
        <span className={classes.version}>{version}</span>
        {isBusy ? (
          <div className={classes.progress}>
            <JobProgress run={run} />
          </div>
        ) : (
          <Facts release={release} isNewest={isNewest} />
        )}
        <ReviewPopover
          store={runStore}
          isHere={isHere}
          applyLabel={t(job?.kind === 'install-use' ? 'releases.ui.installUse' : 'releases.ui.install')}
        >
          <div className={classes.actions}>
            {isBusy ? (
              <Tooltip label={t('releases.ui.stop', { version })}>
                <ActionIcon
                  size={28}
                  aria-label={t('releases.ui.stop', { version })}
                  disabled={run.phase === 'cancelling'}
                  onClick={() => runStore.getState().cancel()}
                >
                  <IconX size={16} />
                </ActionIcon>
              </Tooltip>
            ) : (
              <RowActions store={store} release={release} />
            )}
          </div>
        </ReviewPopover>
      </div>
      {hasFailed && (
        <div className={classes.below}>
          <FailureNotice
            failure={run.failure}
            {...(run.failure.code === 'CANCELLED' ? {} : { outcome: t('app.ui.review.failedWhy') })}
            onRetry={() => void store.getState().ask(job?.kind ?? 'install', version)}
            actions={
              <Button variant="subtle" color="gray" onClick={close}>
                {t('app.ui.do.close')}
              </Button>
            }
          />
        </div>
      )}
    </>
  )
}

function Facts({ release, isNewest }: { readonly release: Release; readonly isNewest: boolean }) {
  const { t, language } = useWords()
  return (
    <div className={classes.facts}>
      <span className={classes.date}>{release.date === null ? '' : formatDate(release.date, language)}</span>
      <span className={classes.size}>{release.bytes === null ? '' : formatBytes(release.bytes, language)}</span>
      {release.active ? (
        <Tag tone="accent">{t('sdk.ui.active')}</Tag>
      ) : (
        release.installed && <Tag tone="ok">{t('releases.ui.installed')}</Tag>
      )}
      {isNewest && <Tag>{t('releases.ui.newest')}</Tag>}
    </div>
  )
}

function RowActions({ store, release }: { readonly store: ReleasesStore; readonly release: Release }) {
  const { t } = useWords()
  const { client } = useSession()
  const { version } = release
  const { ask } = store.getState()
  const notes = t('releases.ui.notes', { version })
  return (
    <>
      <Tooltip label={notes}>
        <ActionIcon size={28} aria-label={notes} onClick={() => void openLink(client, 'go-release-notes', version)}>
          <IconNotes size={15} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      {!release.installed && (
        <span className={classes.split}>
          <Button
            variant="default"
            aria-label={t('releases.ui.installVersion', { version })}
            onClick={() => void ask('install-use', version)}
          >
            {t('releases.ui.install')}
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon
                variant="default"
                className={classes.chevron ?? ''}
                aria-label={t('releases.ui.moreInstall', { version })}
              >
                <IconChevronDown size={13} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => void ask('install-use', version)}>{t('releases.ui.installUse')}</Menu.Item>
              <Menu.Item onClick={() => void ask('install', version)}>{t('releases.ui.installOnly')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </span>
      )}
    </>
  )
}
