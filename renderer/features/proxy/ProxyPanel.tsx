import { ActionIcon, Button, Loader, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'
import { useStore } from 'zustand'
import type { ProxyPreset, ProxyState } from '../../../preload/contract/proxy'
import { isPending, knownOf } from '../../kit/loadable'
import { isBusy } from '../../kit/plan-run'
import { useWords } from '../../kit/words'
import { FailureNotice } from '../../parts/FailureNotice'
import { Page } from '../../parts/Page'
import { ReviewPopover } from '../../parts/ReviewPopover'
import { Section } from '../../parts/Section'
import { VerdictIcon } from '../../parts/Verdict'
import { CustomProxyForm } from './CustomProxyForm'
import { HttpProxyFacts } from './HttpProxyFacts'
import { Insight } from './Insight'
import { LandingTable } from './LandingTable'
import { ProbeBones } from './ProbeBones'
import { ProbeTable } from './ProbeTable'
import classes from './ProxyPanel.module.css'
import { SumdbList } from './SumdbList'
import type { ProxyStore } from './store'

/** Where Go gets modules from: choose, probe, add, and see where the choice arrived. `children` are sections of other features. */
export function ProxyPanel({ store, children }: { readonly store: ProxyStore; readonly children?: ReactNode }) {
  const { t } = useWords()
  const { state: loadable, switching, refresh, checkLanded, probe } = useStore(store)
  const run = useStore(switching, (state) => state.run)
  useEffect(() => {
    const { state, probing } = store.getState()
    if (state.phase === 'idle') void refresh()
    if (probing.phase === 'idle') void probe()
  }, [store, refresh, probe])
  const state = knownOf(loadable)
  return (
    <Page title={t('proxy.ui.title')} about={t('proxy.ui.about')}>
      {loadable.phase === 'failed' && <FailureNotice failure={loadable.failure} onRetry={() => void refresh()} />}
      {run.phase === 'failed' && run.plan !== null && (
        <FailureNotice failure={run.failure} outcome={t('app.ui.review.failedWhy')} />
      )}
      {(state !== null || isPending(loadable)) && <ModuleProxies store={store} state={state} />}
      {state !== null && (
        <>
          <Insight store={store} state={state} />
          <CustomProxyForm store={store} />
          <SumdbList store={store} state={state} />
          {children}
          <LandingTable store={store} onCheck={() => void checkLanded()} />
          <HttpProxyFacts http={state.http} />
        </>
      )}
    </Page>
  )
}

function ModuleProxies({ store, state }: { readonly store: ProxyStore; readonly state: ProxyState | null }) {
  const { t } = useWords()
  const { probes, probing, switching, askedAt, ask, probe, stopProbing } = useStore(store)
  const run = useStore(switching, (one) => one.run)
  const isProbing = probing.phase === 'running'
  return (
    <Section
      title={t('proxy.ui.module')}
      about={t('proxy.ui.moduleAbout')}
      actions={
        <Button variant="default" onClick={() => (isProbing ? stopProbing() : void probe())}>
          {isProbing ? t('proxy.ui.stopProbe') : t('proxy.ui.probe')}
        </Button>
      }
    >
      {state?.current === null && (
        <p className={classes.own}>
          <VerdictIcon tone="note" />
          {t('proxy.ui.ownAbout', { value: state.goproxy })}
        </p>
      )}
      {probing.phase === 'failed' && <FailureNotice failure={probing.failure} onRetry={() => void probe()} />}
      {state === null ? (
        <ProbeBones />
      ) : (
        <ProbeTable
          presets={state.presets}
          probes={probes}
          selected={state.current}
          best={probing.phase === 'done' ? probing.best : null}
          name="module-proxy"
          onSelect={(preset) => {
            if (preset.id !== state.current) void ask({ kind: 'preset', id: preset.id }, rowPlace(preset))
          }}
          end={(preset) => (
            <ReviewPopover store={switching} isHere={askedAt === rowPlace(preset)}>
              <span className={classes.anchor}>
                {askedAt === rowPlace(preset) && isBusy(run) ? (
                  <Loader size={14} aria-label={t('proxy.ui.switching')} />
                ) : (
                  <RemoveButton store={store} preset={preset} />
                )}
              </span>
            </ReviewPopover>
          )}
        />
      )}
    </Section>
  )
}

const rowPlace = (preset: ProxyPreset): string => `row:${preset.id}`

function RemoveButton({ store, preset }: { readonly store: ProxyStore; readonly preset: ProxyPreset }) {
  const { t } = useWords()
  if (!preset.custom) return null
  const label = t('proxy.ui.remove', { name: preset.label })
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={label}
        onClick={(event) => {
          event.stopPropagation()
          void store.getState().removeCustom(preset.id)
        }}
      >
        <IconTrash size={15} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  )
}
