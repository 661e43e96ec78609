import { Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './Tag.module.css'

interface TagProps {
  readonly tone?: 'plain' | 'accent' | 'ok' | 'warning' | 'problem'
  /** Explains the tag; shown on hover and read out after its name. */
  readonly hint?: string
  readonly children: ReactNode
}

/** A word about the thing beside it: active, adopted, log-verified. */
export function Tag({ tone = 'plain', hint, children }: TagProps) {
  const tag = <span className={`${classes.root} ${tone === 'plain' ? '' : classes[tone]}`}>{children}</span>
  return hint === undefined ? (
    tag
  ) : (
    <Tooltip label={hint} multiline maw={280}>
      {tag}
    </Tooltip>
  )
}
