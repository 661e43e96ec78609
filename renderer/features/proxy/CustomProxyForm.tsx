import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { useWords } from '../../kit/words'
import { failureWords } from '../../parts/FailureNotice'
import { Box, Section } from '../../parts/Section'
import { Words } from '../../parts/Words'
import classes from './ProxyPanel.module.css'
import type { ProxyStore } from './store'

/** Adds a proxy of one's own to the list; the core says whether its value makes sense. */
export function CustomProxyForm({ store }: { readonly store: ProxyStore }) {
  const words = useWords()
  const { t } = words
  const { customFailure, addCustom } = useStore(store)
  const [label, setLabel] = useState('')
  const [goproxy, setGoproxy] = useState('')
  const add = async (): Promise<void> => {
    if (!(await addCustom({ label: label.trim() || hostOf(goproxy), goproxy: goproxy.trim() }))) return
    setLabel('')
    setGoproxy('')
  }
  return (
    <Section title={t('proxy.ui.add')}>
      <Box>
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault()
            if (goproxy.trim() !== '') void add()
          }}
        >
          <TextInput
            label={t('proxy.ui.addLabel')}
            description={t('proxy.ui.addLabelHint')}
            inputWrapperOrder={['label', 'input', 'description']}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <TextInput
            label={t('proxy.ui.addValue')}
            description={<Words>{t('proxy.ui.addValueHint')}</Words>}
            inputWrapperOrder={['label', 'input', 'error', 'description']}
            placeholder={t('proxy.ui.addValueExample')}
            value={goproxy}
            error={customFailure === null ? null : failureWords(customFailure, words).why}
            spellCheck={false}
            autoCapitalize="off"
            styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12 } }}
            onChange={(event) => setGoproxy(event.currentTarget.value)}
          />
          <Button className={classes.formButton ?? ''} type="submit" variant="default" disabled={goproxy.trim() === ''}>
            {t('app.ui.do.add')}
          </Button>
        </form>
      </Box>
    </Section>
  )
}

/** A name for a proxy that was given none: the host of its first entry. */
function hostOf(goproxy: string): string {
  const first = goproxy.trim().split(/[,|]/)[0] ?? ''
  return URL.canParse(first) ? new URL(first).host || first : first
}
