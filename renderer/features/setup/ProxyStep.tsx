import { Button, Radio } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { useStore } from 'zustand'
import type { ProbeRow, ProxyPreset } from '../../../preload/contract/proxy'
import type { SetupDraft } from '../../../preload/contract/setup'
import { knownOf } from '../../kit/loadable'
import { useWords } from '../../kit/words'
import { FailureNotice } from '../../parts/FailureNotice'
import { Say } from '../../parts/Say'
import { Box, Section } from '../../parts/Section'
import { Value } from '../../parts/ValueChange'
import classes from './SetupPanel.module.css'
import { StepHead } from './StepHead'
import type { SetupStore } from './store'

/** What the table of proxies is given; it belongs to another feature. */
export type ProxySlot = (table: {
  readonly presets: readonly ProxyPreset[]
  readonly probes: Readonly<Record<string, ProbeRow>>
  readonly selected: string | null
  readonly best: string | null
  readonly onSelect: (preset: ProxyPreset) => void
}) => ReactNode

/** Step two: where modules come from and who vouches for them, chosen by what probing shows. */
export function ProxyStep({ store, slot }: { readonly store: SetupStore; readonly slot: ProxySlot }) {
  const { t } = useWords()
  const { draft: loadable, choice, probes, probing, probeFailure, best, chooseProxy, probe } = useStore(store)
  const draft = knownOf(loadable)
  if (draft === null || choice === null) return null
  const { presets, goproxy, goproxyOrigin } = draft.proxy
  const isSet = goproxyOrigin.kind === 'process' || goproxyOrigin.kind === 'goenv'
  const selected = presets.find((preset) => preset.goproxy === choice.goproxy)?.id ?? null
  return (
    <>
      <StepHead title={t('setup.ui.proxy.title')} about={t('setup.ui.proxy.about')} />
      <Section
        title={t('proxy.ui.module')}
        actions={
          <Button variant="default" loading={probing === 'running'} onClick={() => void probe()}>
            {t('setup.ui.proxy.again')}
          </Button>
        }
      >
        {probeFailure !== null && <FailureNotice failure={probeFailure} />}
        {(isSet || choice.goproxy === null) && (
          <Box>
            <Keep
              group="setup-proxy"
              isChosen={choice.goproxy === null}
              value={goproxy}
              onChoose={() => chooseProxy(null)}
            />
          </Box>
        )}
        {slot({ presets, probes, selected, best, onSelect: (preset) => chooseProxy(preset.goproxy) })}
      </Section>
      <Sumdb store={store} draft={draft} gosumdb={choice.gosumdb} />
      <Network draft={draft} />
    </>
  )
}

interface KeepProps {
  readonly group: string
  readonly isChosen: boolean
  readonly value: string
  readonly onChoose: () => void
}

function Keep({ group, isChosen, value, onChoose }: KeepProps) {
  const { t } = useWords()
  const id = useId()
  return (
    <div className={`${classes.option} ${isChosen ? classes.optionChosen : ''}`}>
      <Radio id={id} name={group} checked={isChosen} onChange={onChoose} />
      <label htmlFor={id}>
        <span className={classes.optionName}>{t('setup.ui.proxy.keep')}</span>
        <span className={classes.optionFacts}>
          <Value value={value} />
        </span>
      </label>
    </div>
  )
}

interface SumdbProps {
  readonly store: SetupStore
  readonly draft: SetupDraft
  readonly gosumdb: string | null
}

function Sumdb({ store, draft, gosumdb }: SumdbProps) {
  const { t } = useWords()
  const { chooseSumdb } = useStore(store)
  const group = useId()
  const { sumdbs, gosumdb: present, gosumdbOrigin } = draft.proxy
  const isSet = gosumdbOrigin.kind === 'process' || gosumdbOrigin.kind === 'goenv'
  return (
    <Section title={t('setup.ui.proxy.sumdb')} about={t('setup.ui.proxy.sumdbAbout')}>
      <Box>
        <div role="radiogroup" aria-label={t('setup.ui.proxy.sumdb')} className={classes.options}>
          {(isSet || gosumdb === null) && (
            <Keep group={group} isChosen={gosumdb === null} value={present} onChoose={() => chooseSumdb(null)} />
          )}
          {sumdbs.map((sumdb) => (
            <label
              key={sumdb.id}
              htmlFor={`${group}${sumdb.id}`}
              className={`${classes.option} ${sumdb.gosumdb === gosumdb ? classes.optionChosen : ''}`}
            >
              <Radio
                id={`${group}${sumdb.id}`}
                name={group}
                checked={sumdb.gosumdb === gosumdb}
                onChange={() => chooseSumdb(sumdb.gosumdb)}
              />
              <span>
                <span className={classes.optionName}>{sumdb.label}</span>
                {sumdb.note !== null && (
                  <span className={classes.optionFacts}>
                    <Say text={sumdb.note} />
                  </span>
                )}
              </span>
            </label>
          ))}
        </div>
      </Box>
    </Section>
  )
}

function Network({ draft }: { readonly draft: SetupDraft }) {
  const { t } = useWords()
  const { httpProxy, httpsProxy, noProxy } = draft.proxy.http
  const facts = [
    ['HTTPS_PROXY', httpsProxy],
    ['HTTP_PROXY', httpProxy],
    ['NO_PROXY', noProxy],
  ] as const
  const isDirect = httpProxy === null && httpsProxy === null
  return (
    <Section
      title={t('setup.ui.proxy.network')}
      about={isDirect ? t('setup.ui.proxy.networkNone') : t('proxy.ui.httpAbout')}
    >
      {!isDirect && (
        <Box>
          <dl className={classes.facts}>
            {facts.map(([name, value]) => (
              <Fact key={name} name={name} value={value} />
            ))}
          </dl>
        </Box>
      )}
    </Section>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string | null }) {
  return (
    <>
      <dt>
        <code>{name}</code>
      </dt>
      <dd>
        <Value value={value} />
      </dd>
    </>
  )
}
