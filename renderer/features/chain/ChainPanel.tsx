import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { knownOf } from '../../kit/loadable'
import { useSession } from '../../kit/session'
import { useWords } from '../../kit/words'
import { CopyButton } from '../../parts/CopyButton'
import { FailureNotice } from '../../parts/FailureNotice'
import { Page } from '../../parts/Page'
import { Box, Section } from '../../parts/Section'
import { AddEntry } from './AddEntry'
import { ChainCards } from './ChainCards'
import classes from './ChainPanel.module.css'
import { PatternFields } from './PatternFields'
import { PreviewTable } from './PreviewTable'
import { Simulator } from './Simulator'
import { type ChainStore, valuesOf } from './store'

/** GOPROXY built entry by entry, with what go would do along it and for which modules it is used at all. */
export function ChainPanel({ store }: { readonly store: ChainStore }) {
  const { t } = useWords()
  const { state: loadable, refresh } = useStore(store)
  useEffect(() => {
    if (store.getState().state.phase === 'idle') void refresh()
  }, [store, refresh])
  const isKnown = knownOf(loadable) !== null
  return (
    <Page title={t('chain.ui.title')} about={t('chain.ui.about')}>
      {loadable.phase === 'failed' && <FailureNotice failure={loadable.failure} onRetry={() => void refresh()} />}
      {isKnown && (
        <>
          <TheChain store={store} />
          <Simulator store={store} />
          <PatternFields store={store} />
          <PreviewTable store={store} />
        </>
      )}
    </Page>
  )
}

function TheChain({ store }: { readonly store: ChainStore }) {
  const { t } = useWords()
  const { client, review } = useSession()
  const state = useStore(store)
  const values = valuesOf(state)
  return (
    <Section
      title={t('chain.ui.chain')}
      about={t('chain.ui.chainAbout')}
      actions={
        <div className={classes.actions}>
          <Button variant="default" onClick={() => void state.reset()}>
            {t('chain.ui.reset')}
          </Button>
          <Button onClick={() => review((signal) => client.chain.plan({ values }, { signal }))}>
            {t('chain.ui.apply')}
          </Button>
        </div>
      }
    >
      <Box>
        <ChainCards store={store} />
        <AddEntry store={store} />
        <div className={classes.value}>
          <span className={classes.dim}>GOPROXY</span>
          <code className={classes.code}>{values.GOPROXY === '' ? t('chain.ui.empty') : values.GOPROXY}</code>
          {values.GOPROXY !== '' && <CopyButton value={values.GOPROXY} label={t('chain.ui.value')} />}
        </div>
      </Box>
    </Section>
  )
}
