import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useWords } from '../../kit/words'
import { Section } from '../../parts/Section'
import { StepHead } from './StepHead'

/** After applying: what was checked, and the first module. */
export function DoneStep({
  validation,
  firstModule,
}: {
  readonly validation: ReactNode
  readonly firstModule: ReactNode
}) {
  const { t } = useWords()
  const [isMaking, setMaking] = useState(false)
  return (
    <>
      <StepHead title={t('setup.ui.done.title')} about={t('setup.ui.done.terminals')} />
      <Section
        title={t('setup.ui.done.module')}
        about={t('modules.ui.about')}
        actions={
          !isMaking && (
            <Button variant="default" onClick={() => setMaking(true)}>
              {t('setup.ui.done.module')}
            </Button>
          )
        }
      >
        {isMaking && firstModule}
      </Section>
      <Section title={t('status.ui.title')} about={t('setup.ui.done.about')}>
        {validation}
      </Section>
    </>
  )
}
