import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { TemporaryEnd, TemporaryLease } from '../../../preload/contract/temporary'
import { knownOf } from '../../kit/loadable'
import { useWords } from '../../kit/words'
import { FailureNotice } from '../../parts/FailureNotice'
import { Box, Section } from '../../parts/Section'
import { VerdictIcon } from '../../parts/Verdict'
import { Words } from '../../parts/Words'
import { BeginForm } from './BeginForm'
import { lastingWords, leaseName, spanNames, spans, useLeft } from './countdown'
import type { TemporaryStore } from './store'
import classes from './TemporarySection.module.css'

/** A proxy or a checksum database for a while: what runs, what ended by itself, and a new one. */
export function TemporarySection({ store }: { readonly store: TemporaryStore }) {
  const { t } = useWords()
  const { state: loadable, failure, refresh, told } = useStore(store)
  useEffect(() => {
    if (store.getState().state.phase === 'idle') void refresh()
  }, [store, refresh])
  const state = knownOf(loadable)
  const ended = state?.ended ?? []
  return (
    <Section title={t('temporary.ui.title')} about={t('temporary.ui.about')}>
      {loadable.phase === 'failed' && <FailureNotice failure={loadable.failure} onRetry={() => void refresh()} />}
      {failure !== null && <FailureNotice failure={failure} />}
      {state !== null && (
        <Box label={t('temporary.ui.title')}>
          {ended.map((end) => (
            <EndedRow key={end.id} end={end} onTold={() => void told([end.id])} />
          ))}
          {state.leases.map((lease) => (
            <LeaseRow key={lease.name} lease={lease} store={store} />
          ))}
          <BeginForm cures={state.cures} />
        </Box>
      )}
    </Section>
  )
}

function EndedRow({ end, onTold }: { readonly end: TemporaryEnd; readonly onTold: () => void }) {
  const { t } = useWords()
  return (
    <div className={classes.row} role="status">
      <VerdictIcon tone={end.outcome === 'put-back' ? 'ok' : 'note'} />
      <div className={classes.words}>
        <p>{t(`temporary.ended.${end.outcome}`, { name: end.name })}</p>
        <p className={classes.dim}>{t(`temporary.ended.${end.why}`, { value: leaseName(end) })}</p>
      </div>
      <Button variant="default" onClick={onTold}>
        {t('temporary.ui.gotIt')}
      </Button>
    </div>
  )
}

function LeaseRow({ lease, store }: { readonly lease: TemporaryLease; readonly store: TemporaryStore }) {
  const words = useWords()
  const { t } = words
  const { seenAt, busy, end, extend } = useStore(store)
  const left = useLeft(lease.remaining, seenAt)
  const { name, original } = lease
  return (
    <>
      <div className={classes.row}>
        <VerdictIcon tone={left === 0 ? 'problem' : 'warning'} />
        <div className={classes.words}>
          <p>
            <code className={classes.code}>{leaseName(lease)}</code>{' '}
            <span className={classes.time}>{lastingWords(left, words)}</span>
          </p>
          <p className={classes.dim}>
            <Words>{original === null ? t('temporary.ui.wasUnset') : t('temporary.ui.was', { value: original })}</Words>
          </p>
        </div>
        <div className={classes.actions}>
          <span className={classes.dim}>{t('temporary.ui.extend')}</span>
          {spanNames.map((span) => (
            <Button
              key={span}
              variant="default"
              disabled={busy !== null}
              aria-label={`${t('temporary.ui.extend')} ${name}: ${t(`temporary.ui.extendBy.${span}`)}`}
              onClick={() => void extend(name, spans[span])}
            >
              {t(`temporary.ui.again.${span}`)}
            </Button>
          ))}
          <Button
            loading={busy === name}
            aria-label={`${t('temporary.ui.endNow')}: ${name}`}
            onClick={() => void end(name)}
          >
            {t('temporary.ui.endNow')}
          </Button>
        </div>
      </div>
      {lease.failure !== null && <FailureNotice failure={lease.failure} />}
    </>
  )
}
