import { IconArrowRight } from '@tabler/icons-react'
import { useWords } from '../kit/words'
import classes from './ChangeCard.module.css'

/** One value as it was and as it will be. */
export function ValueChange({ before, after }: { readonly before: string | null; readonly after: string | null }) {
  return (
    <span>
      <span className={classes.old}>
        <Value value={before} />
      </span>
      <IconArrowRight className={classes.arrow} size={12} aria-label="→" />
      <Value value={after} />
    </span>
  )
}

/** A value set in mono; `null` says "not set". */
export function Value({ value }: { readonly value: string | null }) {
  const { t } = useWords()
  if (value === null) return <span className={classes.unset}>{t('app.ui.review.notSet')}</span>
  if (value === '') return <span className={classes.unset}>{t('app.ui.review.empty')}</span>
  return <span className={classes.value}>{value}</span>
}
