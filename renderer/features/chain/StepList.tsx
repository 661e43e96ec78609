import { VisuallyHidden } from '@mantine/core'
import type { ChainStep } from '../../../preload/contract/chain'
import { useWords } from '../../kit/words'
import { Tag } from '../../parts/Tag'
import { VerdictIcon } from '../../parts/Verdict'
import { shortened } from './ChainCards'
import classes from './ChainPanel.module.css'

const tones = { answered: 'ok', next: 'note', stops: 'problem', waits: 'warning' } as const

/** The requests of go in their order: of whom, what came of it, and why it goes on or not. */
export function StepList({ steps }: { readonly steps: readonly ChainStep[] }) {
  const { t, say } = useWords()
  if (steps.length === 0) return null
  return (
    <ol className={classes.steps} aria-label={t('chain.ui.steps')}>
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a list is replaced as a whole
        <li key={index} className={classes.step} data-verdict={step.verdict}>
          <VerdictIcon tone={step.times === 0 && step.verdict === 'next' ? 'none' : tones[step.verdict]} size={14} />
          <span className={step.request === steps[index - 1]?.request ? classes.repeated : ''}>
            {step.request === steps[index - 1]?.request ? (
              <VisuallyHidden>{t(`chain.ui.request.${step.request}`)}</VisuallyHidden>
            ) : (
              <Tag>{t(`chain.ui.request.${step.request}`)}</Tag>
            )}
          </span>
          <span className={classes.stepWords}>
            <span className={classes.whom} title={step.url ?? undefined}>
              {shortened(say(step.label))}
            </span>{' '}
            {say(step.what)} {step.next !== null && <span className={classes.dim}>{say(step.next)}</span>}{' '}
            {step.times > 1 && (
              <Tag hint={t('chain.next.twice')}>
                <span aria-hidden>×2</span>
                <VisuallyHidden>{t('chain.next.twice')}</VisuallyHidden>
              </Tag>
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}
