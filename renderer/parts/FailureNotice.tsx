import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import type { ReactNode } from 'react'
import type { FailureShape } from '../../preload/contract/failure'
import { failureBlanks } from '../../preload/contract/failure-blanks'
import { formatCount } from '../kit/format'
import { type Words as AllWords, useWords } from '../kit/words'
import classes from './FailureNotice.module.css'
import { VerdictIcon } from './Verdict'
import { Words } from './Words'

interface FailureNoticeProps {
  readonly failure: FailureShape
  /** Replaces the failure's own `why`, where the place knows more: what was taken back. */
  readonly outcome?: string
  readonly onRetry?: (() => void) | undefined
  readonly actions?: ReactNode
}

/** What happened, why, and what to do next, with the details to copy. */
export function FailureNotice({ failure, outcome, onRetry, actions }: FailureNoticeProps) {
  const words = useWords()
  const { t } = words
  const clipboard = useClipboard({ timeout: 1500 })
  const told = failureWords(failure, words)
  const isQuiet = failure.code === 'CANCELLED'
  return (
    <div className={`${classes.root} ${isQuiet ? classes.quiet : ''}`} role={isQuiet ? 'status' : 'alert'}>
      <VerdictIcon tone={isQuiet ? 'note' : 'problem'} />
      <p className={classes.what}>
        <Words>{told.what}</Words>
      </p>
      <p className={classes.why}>
        <Words>{told.why}</Words>
      </p>
      {outcome !== undefined && <p className={classes.why}>{outcome}</p>}
      <p className={classes.next}>
        <Words>{told.next}</Words>
      </p>
      <div className={classes.actions}>
        {onRetry && (
          <Button variant="default" onClick={onRetry}>
            {t('app.ui.do.retry')}
          </Button>
        )}
        {actions}
        <Button
          variant="subtle"
          color="gray"
          onClick={() => clipboard.copy(JSON.stringify({ ...failure, text: told }, null, 2))}
        >
          {clipboard.copied ? t('app.ui.do.copied') : t('app.ui.do.copyDetails')}
        </Button>
      </div>
    </div>
  )
}

/** The three sentences of a failure, its blanks filled with its details. */
export function failureWords(
  failure: FailureShape,
  { t, language }: AllWords,
): { what: string; why: string; next: string } {
  const params: Record<string, string | number> = failureBlanks(failure)
  for (const [name, value] of Object.entries(failure.details)) {
    if (typeof value === 'number') params[name] = sizes.has(name) ? formatCount(value, language) : value
  }
  return {
    what: t(`failures.${failure.code}.what`, params),
    why: t(`failures.${failure.code}.why`, params),
    next: t(`failures.${failure.code}.next`, params),
  }
}

// shown with digits grouped; a status code or a user id is not
const sizes = new Set(['received', 'total', 'needed', 'free', 'limit', 'oldSize', 'newSize'])
