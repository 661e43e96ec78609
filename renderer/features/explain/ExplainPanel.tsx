import { Button, Checkbox, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { useWords } from '../../kit/words'
import { EmptyNote } from '../../parts/EmptyNote'
import { FailureNotice } from '../../parts/FailureNotice'
import { Page } from '../../parts/Page'
import { Say } from '../../parts/Say'
import { Section } from '../../parts/Section'
import { CauseCard } from './CauseCard'
import classes from './ExplainPanel.module.css'
import type { ExplainStore } from './store'

interface ExplainPanelProps {
  readonly store: ExplainStore
  /** What stands below, of other features. */
  readonly children?: React.ReactNode
}

/** Paste an error, and see what it means, whether it is so here, and what helps. */
export function ExplainPanel({ store, children }: ExplainPanelProps) {
  const { t } = useWords()
  const { reading, causes, explain } = useStore(store)
  return (
    <Page title={t('explain.ui.title')} about={t('explain.ui.about')}>
      <ErrorForm store={store} />
      {reading.phase === 'failed' && <FailureNotice failure={reading.failure} onRetry={() => void explain()} />}
      {causes.length > 0 && (
        <Section title={t('explain.ui.found', { count: causes.length })} about={<Read store={store} />}>
          {causes.map((cause) => (
            <CauseCard key={cause.key} cause={cause} />
          ))}
        </Section>
      )}
      {reading.phase === 'done' && causes.length === 0 && (
        <EmptyNote title={t('explain.ui.none')}>
          {reading.report.next.map((next) => (
            <span key={next.key} className={classes.next}>
              <Say text={next} />
            </span>
          ))}
        </EmptyNote>
      )}
      {children}
    </Page>
  )
}

function Read({ store }: { readonly store: ExplainStore }) {
  const { t } = useWords()
  const reading = useStore(store, (state) => state.reading)
  if (reading.phase !== 'done') return <>{t('explain.ui.looking')}</>
  const { read, cut } = reading.report
  return (
    <>
      {t('explain.ui.read', { count: read })} {cut && t('explain.ui.cut')}
    </>
  )
}

function ErrorForm({ store }: { readonly store: ExplainStore }) {
  const { t } = useWords()
  const { text, live, reading, type, setLive, explain, stop, clear } = useStore(store)
  const [isOver, setOver] = useState(false)
  const isRunning = reading.phase === 'running'
  const drop = async (event: React.DragEvent): Promise<void> => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    type(file === undefined ? event.dataTransfer.getData('text/plain') : await file.slice(-4_000_000).text())
    await explain()
  }
  return (
    <form
      className={`${classes.form} ${isOver ? classes.over : ''}`}
      onSubmit={(event) => {
        event.preventDefault()
        void explain()
      }}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => void drop(event)}
    >
      <Textarea
        label={t('explain.ui.text')}
        description={t('explain.ui.hint')}
        inputWrapperOrder={['label', 'input', 'description']}
        placeholder={t('explain.ui.placeholder')}
        value={text}
        rows={8}
        spellCheck={false}
        autoCapitalize="off"
        styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12, lineHeight: '18px' } }}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void explain()
        }}
      />
      <div className={classes.actions}>
        <Checkbox
          className={classes.live ?? ''}
          label={t('explain.ui.live')}
          checked={live}
          onChange={(event) => setLive(event.currentTarget.checked)}
        />
        {text !== '' && !isRunning && (
          <Button variant="default" onClick={clear}>
            {t('explain.ui.clear')}
          </Button>
        )}
        {isRunning ? (
          <Button variant="default" onClick={stop}>
            {t('explain.ui.stop')}
          </Button>
        ) : (
          <Button type="submit" disabled={text.trim() === ''}>
            {t('explain.ui.explain')}
          </Button>
        )}
      </div>
    </form>
  )
}
