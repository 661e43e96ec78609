import { Loader } from '@mantine/core'
import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleXFilled,
  IconInfoCircleFilled,
  IconMinus,
} from '@tabler/icons-react'
import type { Verdict } from '../../preload/contract/goenv'
import { useWords } from '../kit/words'
import classes from './Verdict.module.css'

export type Tone = Verdict | 'running' | 'none'

const icons = {
  ok: IconCircleCheckFilled,
  note: IconInfoCircleFilled,
  warning: IconAlertTriangleFilled,
  problem: IconCircleXFilled,
  none: IconMinus,
} as const

/** The sign of a verdict; its shape tells as much as its color. `label` replaces the verdict's own name. */
export function VerdictIcon({
  tone,
  label,
  size = 16,
}: {
  readonly tone: Tone
  readonly label?: string
  readonly size?: number
}) {
  const { t } = useWords()
  const name = label ?? t(`app.ui.verdict.${tone}`)
  if (tone === 'running')
    return (
      <span className={classes.icon} role="img" aria-label={name}>
        <Loader size={size - 3} color="var(--text-3)" aria-hidden />
      </span>
    )
  const Icon = icons[tone]
  return (
    <span className={`${classes.icon} ${classes[tone]}`} role="img" aria-label={name}>
      <Icon size={size} aria-hidden />
    </span>
  )
}

/** A verdict as a small tag with words. */
export function VerdictBadge({
  tone,
  children,
}: {
  readonly tone: Exclude<Tone, 'running'>
  readonly children: string
}) {
  const Icon = icons[tone]
  return (
    <span className={`${classes.badge} ${classes[tone]}`}>
      {tone !== 'none' && <Icon size={13} aria-hidden />}
      {children}
    </span>
  )
}
