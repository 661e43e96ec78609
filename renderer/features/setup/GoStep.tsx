import { Radio, Select } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'
import { useStore } from 'zustand'
import type { Release } from '../../../preload/contract/releases'
import type { SetupDraft } from '../../../preload/contract/setup'
import { formatBytes, formatDate, formatDay } from '../../kit/format'
import { knownOf } from '../../kit/loadable'
import { shortenPath } from '../../kit/path'
import { useSession } from '../../kit/session'
import { useWords } from '../../kit/words'
import { Bone } from '../../parts/Bone'
import { Box, Section } from '../../parts/Section'
import { Tag } from '../../parts/Tag'
import { VerdictIcon } from '../../parts/Verdict'
import { expectedSource, keptGo } from './draft'
import classes from './SetupPanel.module.css'
import { StepHead } from './StepHead'
import type { SetupStore } from './store'

/** Step one: which Go, from where, and why it can be trusted. */
export function GoStep({ store, found }: { readonly store: SetupStore; readonly found: ReactNode }) {
  const { t, language } = useWords()
  const draft = knownOf(useStore(store, (state) => state.draft))
  if (draft === null) return null
  const { catalogue, sdk } = draft
  return (
    <>
      <StepHead title={t('setup.ui.go.title')} about={t('setup.ui.go.about')} />
      {catalogue.stale && (
        <p className={classes.line}>
          <VerdictIcon tone="warning" />
          {t('setup.ui.go.stale', { date: formatDay(catalogue.fetchedAt, language) })}
        </p>
      )}
      <Choice store={store} draft={draft} />
      <Section title={t('setup.ui.go.found')}>
        {sdk.found.length === 0 ? <p className={classes.about}>{t('setup.ui.go.nothingFound')}</p> : found}
      </Section>
    </>
  )
}

type Mode = 'newest' | 'other' | 'keep'

function Choice({ store, draft }: { readonly store: SetupStore; readonly draft: SetupDraft }) {
  const { t } = useWords()
  const { choice, chooseVersion } = useStore(store)
  const { newestStable, releases } = draft.catalogue
  const version = choice?.version ?? null
  const [wanted, setWanted] = useState<Mode | null>(null)
  const mode: Mode = wanted ?? (version === null ? 'keep' : version === newestStable ? 'newest' : 'other')
  const [other, setOther] = useState<string | null>(mode === 'other' ? version : null)
  const newest = releases.find((release) => release.version === newestStable)
  const choose = (next: Mode): void => {
    setWanted(next)
    if (next === 'newest') chooseVersion(newestStable)
    if (next === 'keep') chooseVersion(null)
    if (next === 'other') chooseVersion(other ?? newestStable)
  }
  const kept = keptGo(draft)
  return (
    <Box>
      <div role="radiogroup" aria-label={t('setup.ui.go.title')} className={classes.options}>
        {newest && (
          <Option
            mode="newest"
            current={mode}
            onChoose={choose}
            name={t('setup.ui.go.newest')}
            version={newest.version}
          >
            <ReleaseFacts release={newest} draft={draft} />
          </Option>
        )}
        <Option mode="other" current={mode} onChoose={choose} name={t('setup.ui.go.other')}>
          {mode === 'other' && (
            <>
              <Select
                className={classes.select ?? ''}
                aria-label={t('setup.ui.go.otherLabel')}
                placeholder={t('setup.ui.go.otherPlaceholder')}
                nothingFoundMessage={t('setup.ui.go.otherNone')}
                searchable
                autoFocus
                data={releases.map((release) => release.version)}
                limit={60}
                value={other}
                onChange={(next) => {
                  setOther(next)
                  if (next !== null) chooseVersion(next)
                }}
              />
              <OtherFacts version={other} draft={draft} />
            </>
          )}
        </Option>
        <Option mode="keep" current={mode} onChoose={choose} name={t('setup.ui.go.keep')}>
          <p className={classes.optionFacts}>
            {kept === null
              ? t('setup.ui.go.keepUnknown')
              : t('setup.ui.go.keepWhich', {
                  version: kept.version ?? t('sdk.ui.unknownVersion'),
                  owner: t(`sdk.ui.owner.${kept.owner}`),
                })}
          </p>
        </Option>
      </div>
    </Box>
  )
}

interface OptionProps {
  readonly mode: Mode
  readonly current: Mode
  readonly onChoose: (mode: Mode) => void
  readonly name: string
  readonly version?: string
  readonly children?: ReactNode
}

function Option({ mode, current, onChoose, name, version, children }: OptionProps) {
  const id = useId()
  const isChosen = mode === current
  return (
    <div className={`${classes.option} ${isChosen ? classes.optionChosen : ''}`}>
      <Radio id={id} name="go-version" checked={isChosen} onChange={() => onChoose(mode)} />
      <div>
        <label htmlFor={id} className={classes.optionHead}>
          <span className={classes.optionName}>{name}</span>
          {version !== undefined && <span className={classes.version}>{version}</span>}
        </label>
        {children}
      </div>
    </div>
  )
}

function OtherFacts({ version, draft }: { readonly version: string | null; readonly draft: SetupDraft }) {
  const release = draft.catalogue.releases.find((one) => one.version === version)
  return release ? <ReleaseFacts release={release} draft={draft} /> : null
}

function ReleaseFacts({ release, draft }: { readonly release: Release; readonly draft: SetupDraft }) {
  const { t, language } = useWords()
  const { info } = useSession()
  const source = expectedSource(draft.catalogue, release)
  const isProvedByLog = source?.kind === 'module' || release.kinds.includes('module')
  return (
    <>
      <p className={classes.optionFacts}>
        {release.date !== null && (
          <span>{t('setup.ui.go.released', { date: formatDate(release.date, language) })}</span>
        )}
        {release.bytes !== null && (
          <span>{t('setup.ui.go.download', { size: formatBytes(release.bytes, language) })}</span>
        )}
        {source !== null && <span>{t('setup.ui.go.from', { source: source.label })}</span>}
        <span>
          {t('setup.ui.go.placed', { path: `${shortenPath(draft.sdk.sdkRoot, info.home)}/${release.version}` })}
        </span>
      </p>
      {release.installed ? (
        <Tag tone="ok">{t('releases.ui.installed')}</Tag>
      ) : (
        <p className={classes.proof}>
          <IconShieldCheck className={classes.proofIcon} size={16} stroke={1.7} aria-hidden />
          {t(isProvedByLog ? 'setup.ui.go.logProof' : 'setup.ui.go.indexProof')}
        </p>
      )}
    </>
  )
}

/** The first step while its draft is being made. */
export function GoStepBones() {
  const { t } = useWords()
  return (
    <>
      <StepHead title={t('setup.ui.go.title')} about={t('setup.ui.go.about')} />
      <Box>
        <div className={classes.options} aria-hidden>
          {[190, 130, 150].map((width) => (
            <div key={width} className={classes.option}>
              <Bone width={16} height={16} />
              <div>
                <div className={classes.optionHead}>
                  <Bone width={width} height={12} />
                </div>
                {width !== 130 && (
                  <p className={classes.optionFacts}>
                    <Bone width="60%" />
                  </p>
                )}
                {width === 190 && (
                  <p className={`${classes.proof} ${classes.bones}`}>
                    <Bone width={14} height={14} />
                    <Bone width="90%" />
                  </p>
                )}
              </div>
            </div>
          ))}
        </div>
      </Box>
      <Section title={t('setup.ui.go.found')}>
        <Box>
          <div className={classes.option} aria-hidden>
            <Bone width={200} />
          </div>
        </Box>
      </Section>
    </>
  )
}
