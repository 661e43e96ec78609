import { Button, TextInput } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { useStore } from 'zustand'
import { useWords } from '../../kit/words'
import { EmptyNote } from '../../parts/EmptyNote'
import { FailureNotice } from '../../parts/FailureNotice'
import { Page } from '../../parts/Page'
import { Box } from '../../parts/Section'
import { VerdictIcon } from '../../parts/Verdict'
import { Words } from '../../parts/Words'
import classes from './DoctorPanel.module.css'
import { ExamCard } from './ExamCard'
import { reportText } from './report-text'
import type { DoctorStore } from './store'

const tones = { good: 'ok', note: 'warning', problem: 'problem' } as const

/** Asks what to examine, follows the way there, and says what is wrong with it. */
export function DoctorPanel({ store }: { readonly store: DoctorStore }) {
  const words = useWords()
  const { t, say } = words
  const { run, exams, examine } = useStore(store)
  const clipboard = useClipboard({ timeout: 1500 })
  return (
    <Page
      title={t('doctor.ui.title')}
      about={t('doctor.ui.about')}
      actions={
        run.phase === 'done' && (
          <Button variant="default" onClick={() => clipboard.copy(reportText(exams, words))}>
            {clipboard.copied ? t('doctor.ui.copied') : t('doctor.ui.copy')}
          </Button>
        )
      }
    >
      <DoctorForm store={store} />
      {run.phase === 'failed' && <FailureNotice failure={run.failure} onRetry={() => void examine()} />}
      {run.phase === 'done' && (
        <p className={classes.headline} role="status">
          <VerdictIcon tone={tones[run.report.verdict]} label={t(`doctor.ui.verdict.${run.report.verdict}`)} />
          {say(run.report.headline)}
        </p>
      )}
      {run.phase === 'idle' && exams.length === 0 && (
        <Box>
          <EmptyNote title={t('doctor.ui.idle')}>{t('doctor.ui.idleNext')}</EmptyNote>
        </Box>
      )}
      {exams.map((exam) => (
        <ExamCard key={exam.id} exam={exam} />
      ))}
    </Page>
  )
}

function DoctorForm({ store }: { readonly store: DoctorStore }) {
  const { t } = useWords()
  const { target, via, tokenEnv, run, write, examine, stop } = useStore(store)
  const isRunning = run.phase === 'running'
  const field = {
    inputWrapperOrder: ['label', 'input', 'description'] as ('label' | 'input' | 'description')[],
    spellCheck: false,
    autoCapitalize: 'off',
    autoComplete: 'off',
    styles: { input: { fontFamily: 'var(--mono)', fontSize: 12 } },
  }
  return (
    <Box>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (isRunning) stop()
          else void examine()
        }}
      >
        <TextInput
          {...field}
          className={classes.target ?? ''}
          label={t('doctor.ui.target')}
          description={<Words>{t('doctor.ui.targetHint')}</Words>}
          placeholder={t('doctor.ui.targetExample')}
          value={target}
          onChange={(event) => write({ target: event.currentTarget.value })}
        />
        <Button className={classes.button ?? ''} type="submit" variant={isRunning ? 'default' : 'filled'}>
          {isRunning ? t('doctor.ui.stop') : t('doctor.ui.run')}
        </Button>
        <TextInput
          {...field}
          label={t('doctor.ui.via')}
          description={t('doctor.ui.viaHint')}
          placeholder={t('doctor.ui.viaExample')}
          value={via}
          onChange={(event) => write({ via: event.currentTarget.value })}
        />
        <TextInput
          {...field}
          label={t('doctor.ui.tokenEnv')}
          description={t('doctor.ui.tokenEnvHint')}
          placeholder={t('doctor.ui.tokenEnvExample')}
          value={tokenEnv}
          onChange={(event) => write({ tokenEnv: event.currentTarget.value })}
        />
      </form>
    </Box>
  )
}
