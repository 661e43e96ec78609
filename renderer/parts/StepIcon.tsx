import { Loader } from '@mantine/core'
import { IconArrowBackUp, IconCircle, IconCircleCheckFilled } from '@tabler/icons-react'
import type { StepPhase } from '../kit/run-progress'
import { useWords } from '../kit/words'
import classes from './StepIcon.module.css'

/** How far one change is. */
export function StepIcon({ step }: { readonly step: StepPhase }) {
  const { t } = useWords()
  return (
    <span
      className={`${classes.root} ${step === 'done' ? classes.done : step === 'undone' ? classes.undone : ''}`}
      role="img"
      aria-label={t(`app.ui.progress.${step}`)}
    >
      {step === 'running' || step === 'undoing' ? (
        <Loader size={13} color="var(--accent-text)" />
      ) : step === 'done' ? (
        <IconCircleCheckFilled size={16} />
      ) : step === 'undone' ? (
        <IconArrowBackUp size={16} />
      ) : (
        <IconCircle size={14} stroke={1.5} />
      )}
    </span>
  )
}
