import { IconCheck } from '@tabler/icons-react'
import { useWords } from '../../kit/words'
import classes from './SetupPanel.module.css'
import { setupSteps } from './store'

/** The steps of the wizard and which of them is at hand; `current` counts from 0 and is 3 when all are done. */
export function StepList({ current }: { readonly current: number }) {
  const { t } = useWords()
  return (
    <ol className={classes.steps} aria-label={t('setup.ui.steps.label')}>
      {setupSteps.map((step, index) => {
        const state = index < current ? classes.past : index === current ? classes.current : ''
        return (
          <li key={step} className={`${classes.step} ${state}`} aria-current={index === current ? 'step' : undefined}>
            <span className={classes.mark} aria-hidden>
              {index < current ? <IconCheck size={12} stroke={2.5} /> : index + 1}
            </span>
            <span className={classes.stepName}>{t(`setup.ui.steps.${step}`)}</span>
          </li>
        )
      })}
    </ol>
  )
}
