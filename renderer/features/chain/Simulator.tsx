import { TextInput } from '@mantine/core'
import { useStore } from 'zustand'
import type { ChainLeak, ChainSimulation, ProxyAnswer } from '../../../preload/contract/chain'
import { knownOf } from '../../kit/loadable'
import { useWords } from '../../kit/words'
import { CopyButton } from '../../parts/CopyButton'
import { FailureNotice } from '../../parts/FailureNotice'
import { Box, Section } from '../../parts/Section'
import { VerdictIcon } from '../../parts/Verdict'
import { shortened } from './ChainCards'
import classes from './ChainPanel.module.css'
import { allAnswers, answersFor } from './draft'
import { StepList } from './StepList'
import type { ChainStore } from './store'

/** What go would do along the chain when its entries answer so: told step by step, with what go prints. */
export function Simulator({ store }: { readonly store: ChainStore }) {
  const { t } = useWords()
  const { simulation: loadable, module, set } = useStore(store)
  const simulation = knownOf(loadable)
  return (
    <Section title={t('chain.ui.simulator')} about={t('chain.ui.simulatorAbout')}>
      <Box>
        <div className={classes.question}>
          <TextInput
            label={t('chain.ui.module')}
            value={module}
            spellCheck={false}
            autoCapitalize="off"
            styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12 } }}
            onChange={(event) => set({ module: event.currentTarget.value })}
          />
          <Answers store={store} />
        </div>
        {loadable.phase === 'failed' && <FailureNotice failure={loadable.failure} />}
        {simulation !== null && <Told simulation={simulation} />}
      </Box>
    </Section>
  )
}

function Answers({ store }: { readonly store: ChainStore }) {
  const { t } = useWords()
  const { entries, change, isDirectFound, database, set } = useStore(store)
  return (
    <fieldset className={classes.answers} aria-label={t('chain.ui.answers')}>
      {entries
        .filter(({ written }) => answersFor(written).length > 0)
        .map((entry) => (
          <div key={entry.id} className={classes.answer}>
            <span className={classes.answerName}>{shortened(entry.written)}</span>
            <AnswerSelect
              label={t('chain.ui.answerOf', { entry: entry.written })}
              value={entry.answer}
              options={answersFor(entry.written)}
              onChange={(answer) => answer !== null && change(entry.id, { answer })}
            />
            <AnswerSelect
              label={t('chain.ui.sumdbAnswerOf', { entry: entry.written })}
              value={entry.sumdb}
              options={answersFor(entry.written)}
              onChange={(sumdb) => change(entry.id, { sumdb })}
              isOptional
            />
          </div>
        ))}
      <div className={classes.answer}>
        <span className={classes.answerName}>{t('chain.ui.direct')}</span>
        <select
          className={classes.select}
          aria-label={t('chain.ui.direct')}
          value={String(isDirectFound)}
          onChange={(event) => set({ isDirectFound: event.currentTarget.value === 'true' })}
        >
          <option value="true">{t('chain.ui.directFound')}</option>
          <option value="false">{t('chain.ui.directMissing')}</option>
        </select>
      </div>
      <div className={classes.answer}>
        <span className={classes.answerName}>{t('chain.ui.database')}</span>
        <AnswerSelect
          label={t('chain.ui.database')}
          value={database}
          options={allAnswers}
          onChange={(answer) => answer !== null && set({ database: answer })}
        />
      </div>
    </fieldset>
  )
}

interface AnswerSelectProps {
  readonly label: string
  readonly value: ProxyAnswer | null
  readonly options: readonly ProxyAnswer[]
  readonly onChange: (answer: ProxyAnswer | null) => void
  readonly isOptional?: boolean
}

function AnswerSelect({ label, value, options, onChange, isOptional = false }: AnswerSelectProps) {
  const { t } = useWords()
  return (
    <select
      className={classes.select}
      aria-label={label}
      title={label}
      value={value ?? ''}
      onChange={(event) => onChange(options.find((one) => one === event.currentTarget.value) ?? null)}
    >
      {isOptional && <option value="">{`sumdb: ${t('chain.ui.sameAs')}`}</option>}
      {options.map((answer) => (
        <option key={answer} value={answer}>
          {isOptional ? `sumdb: ${t(`chain.answer.${answer}`)}` : t(`chain.answer.${answer}`)}
        </option>
      ))}
    </select>
  )
}

const tones = { downloaded: 'ok', failed: 'problem', waits: 'warning' } as const

function Told({ simulation }: { readonly simulation: ChainSimulation }) {
  const { t, say } = useWords()
  const { outcome, steps, leaks } = simulation
  return (
    <>
      <p className={classes.outcome} role="status">
        <VerdictIcon tone={tones[outcome.kind]} />
        <strong>{say(outcome.text)}</strong>
      </p>
      {leaks.map((leak) => (
        <Leak key={leak.host} leak={leak} />
      ))}
      {outcome.message !== null && (
        <div className={classes.message}>
          <div className={classes.messageHead}>
            <span>{t('chain.ui.message')}</span>
            <CopyButton value={outcome.message} />
          </div>
          <pre>{outcome.message}</pre>
          <p className={classes.dim}>{t('chain.ui.messageOpen')}</p>
        </div>
      )}
      <StepList steps={steps} />
    </>
  )
}

function Leak({ leak }: { readonly leak: ChainLeak }) {
  const { t, say } = useWords()
  const words = t(leak.weight === 'likely' ? 'chain.ui.leakLikely' : 'chain.ui.leakPossible', {
    host: leak.host,
    reason: say(leak.reason),
  })
  return (
    <p className={classes.outcome}>
      <VerdictIcon tone={leak.weight === 'likely' ? 'warning' : 'note'} />
      <span>
        {words}{' '}
        {leak.reason.key !== 'chain.look.declared' && <span className={classes.dim}>{t('chain.ui.leakNext')}</span>}
      </span>
    </p>
  )
}
