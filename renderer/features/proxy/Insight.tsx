import { Button, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { ProbeDetail, ProbeHistory, ProbeRow, ProxyState } from '../../../preload/contract/proxy'
import { formatBytes, formatDay, formatLatency } from '../../kit/format'
import { knownOf } from '../../kit/loadable'
import { useWords } from '../../kit/words'
import { EmptyNote } from '../../parts/EmptyNote'
import { FailureNotice, failureWords } from '../../parts/FailureNotice'
import { Box, Section } from '../../parts/Section'
import classes from './Insight.module.css'
import type { ProxyStore } from './store'

/** What probing by the whole protocol shows of each proxy, next to its earlier probes. */
export function Insight({ store, state }: { readonly store: ProxyStore; readonly state: ProxyState }) {
  const { t } = useWords()
  const { probes, probing, plan, history, probe, lookAhead, loadHistory } = useStore(store)
  const [folder, setFolder] = useState('')
  useEffect(() => void loadHistory(), [loadHistory])
  const wanted = folder.trim() === '' ? null : folder.trim()
  const rows = state.presets.flatMap(({ id, label }) => {
    const row = probes[id]
    return row?.detail ? [{ label, row, detail: row.detail, past: knownOf(history)?.find((one) => one.id === id) }] : []
  })
  return (
    <Section title={t('proxy.ui.insight.title')} about={t('proxy.ui.insight.about')}>
      <Box>
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault()
            void lookAhead(wanted).then((told) => (told === null ? undefined : probe({ folder: wanted })))
          }}
        >
          <TextInput
            label={t('proxy.ui.insight.folder')}
            description={t('proxy.ui.insight.folderHint')}
            inputWrapperOrder={['label', 'input', 'description']}
            value={folder}
            spellCheck={false}
            onChange={(event) => setFolder(event.currentTarget.value)}
          />
          <Button className={classes.button ?? ''} variant="default" onClick={() => void lookAhead(wanted)}>
            {t('proxy.ui.insight.plan')}
          </Button>
          <Button
            className={classes.button ?? ''}
            type="submit"
            variant="default"
            loading={probing.phase === 'running'}
          >
            {t('proxy.ui.insight.start')}
          </Button>
        </form>
        <Plan store={store} />
        {rows.length === 0 && (
          <EmptyNote title={t('proxy.ui.insight.none')}>{t('proxy.ui.insight.noneNext')}</EmptyNote>
        )}
        {rows.map(({ label, row, detail, past }) => (
          <InsightRow key={row.id} label={label} row={row} detail={detail} past={past ?? null} />
        ))}
      </Box>
      {plan.phase === 'failed' && <FailureNotice failure={plan.failure} />}
    </Section>
  )
}

function Plan({ store }: { readonly store: ProxyStore }) {
  const { t, language } = useWords()
  const plan = knownOf(useStore(store, (state) => state.plan))
  if (plan === null) return null
  const { proxies, requests, bytes, modules, withheld } = plan
  const names = modules.map(({ path, version }) => `${path}@${version}`).join(', ')
  return (
    <div className={classes.plan}>
      <p>{t('proxy.ui.insight.told', { proxies, requests, size: formatBytes(bytes, language), modules: names })}</p>
      {withheld.length > 0 && (
        <p>{t('proxy.ui.insight.withheld', { modules: withheld.map(({ path }) => path).join(', ') })}</p>
      )}
    </div>
  )
}

interface InsightRowProps {
  readonly label: string
  readonly row: ProbeRow
  readonly detail: ProbeDetail
  readonly past: ProbeHistory | null
}

function InsightRow({ label, row, detail, past }: InsightRowProps) {
  const words = useWords()
  const { t, language } = words
  const time = (value: number | null): string => (value === null ? '–' : formatLatency(value, language))
  return (
    <div className={classes.row}>
      <div className={classes.head}>
        <span className={classes.name}>{label}</span>
        <span>
          {t('proxy.ui.insight.success')} {Math.round(detail.successRate * 100)} %
        </span>
        <span>
          {t('proxy.ui.insight.times')} {time(row.latency)} / {time(detail.p95)}
        </span>
        {detail.latest !== null && (
          <span>
            {t('proxy.ui.insight.fresh')}{' '}
            {detail.behind
              ? t('proxy.ui.insight.behind', { version: detail.latest, newest: detail.newest ?? '' })
              : detail.latest}
          </span>
        )}
      </div>
      <PhaseBar phases={detail.phases} />
      <Past past={past} />
      <details>
        <summary>{t('proxy.ui.insight.requests')}</summary>
        <ul className={classes.requests}>
          {detail.requests.map((request) => (
            <li key={request.path}>
              <code>{request.path}</code> {request.status ?? '–'} · {time(request.milliseconds)} ·{' '}
              {t(`proxy.ui.insight.verdict.${request.verdict}`)}
              {request.failure !== null && ` · ${failureWords(request.failure, words).what}`}
            </li>
          ))}
        </ul>
      </details>
    </div>
  )
}

const order = ['dns', 'tcp', 'tls', 'wait', 'transfer'] as const

function PhaseBar({ phases }: Pick<ProbeDetail, 'phases'>) {
  const { t, language } = useWords()
  if (phases === null) return null
  const parts = order.flatMap((phase) => {
    const value = phases[phase]
    return value === null ? [] : [{ phase, value }]
  })
  const told = parts.map(
    ({ phase, value }) => `${t(`proxy.ui.insight.phase.${phase}`)} ${formatLatency(value, language)}`,
  )
  return (
    <div>
      <div className={classes.bar} aria-hidden>
        {parts.map(({ phase, value }) => (
          <span key={phase} className={classes[phase]} style={{ flexGrow: Math.max(value, 0.1) }} />
        ))}
      </div>
      <div className={classes.legend}>{told.join(' · ')}</div>
    </div>
  )
}

function Past({ past }: { readonly past: ProbeHistory | null }) {
  const { t, language } = useWords()
  if (past === null) return null
  const shown = past.points.slice(-40)
  const highest = Math.max(1, ...shown.map(({ latency }) => latency ?? 0))
  const from = shown[0]
  const to = shown.at(-1)
  if (!from || !to) return null
  const time = (latency: number | null): string => (latency === null ? '–' : formatLatency(latency, language))
  const runs = t('proxy.ui.insight.runs', { count: shown.length, from: time(from.latency), to: time(to.latency) })
  const { change } = past
  const factor = change?.factor ?? 1
  return (
    <div className={classes.past}>
      <svg className={classes.spark} viewBox={`0 0 ${shown.length * 4} 20`} role="img" aria-label={runs}>
        {shown.map(({ at, latency }, index) => {
          const height = latency === null ? 20 : Math.max(1, (latency / highest) * 20)
          const kind = latency === null ? classes.gone : classes.run
          return <rect key={at} className={kind} x={index * 4} y={20 - height} width="3" height={height} />
        })}
      </svg>
      {change !== null && (
        <span>
          {t(`proxy.ui.insight.change.${change.kind}`, {
            factor: (factor < 1 ? 1 / Math.max(factor, 0.01) : factor).toFixed(1),
            when: formatDay(change.since, language),
          })}
        </span>
      )}
    </div>
  )
}
