import { TextInput } from '@mantine/core'
import { useStore } from 'zustand'
import { useWords } from '../../kit/words'
import { Box, Section } from '../../parts/Section'
import classes from './ChainPanel.module.css'
import type { ChainStore } from './store'

const names = ['GOPRIVATE', 'GONOPROXY', 'GONOSUMDB', 'GOINSECURE'] as const

/** The four variables that say which modules are nobody else's business. */
export function PatternFields({ store }: { readonly store: ChainStore }) {
  const { t } = useWords()
  const { patterns, setPattern } = useStore(store)
  return (
    <Section title={t('chain.ui.patterns')} about={t('chain.ui.patternsAbout')}>
      <Box>
        <div className={classes.patterns}>
          {names.map((name) => (
            <TextInput
              key={name}
              label={name}
              description={t(`chain.ui.${name}`)}
              inputWrapperOrder={['label', 'input', 'description']}
              placeholder={name.startsWith('GONO') ? patterns.GOPRIVATE : ''}
              value={patterns[name]}
              spellCheck={false}
              autoCapitalize="off"
              styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12 } }}
              onChange={(event) => setPattern(name, event.currentTarget.value)}
            />
          ))}
        </div>
      </Box>
    </Section>
  )
}
