import type { ReactNode } from 'react'
import classes from './EmptyNote.module.css'

/** Said instead of an empty list: what is not there, and what would put it there. */
export function EmptyNote({
  title,
  children,
  action,
}: {
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <div className={classes.root}>
      <p className={classes.title}>{title}</p>
      {children !== undefined && <p>{children}</p>}
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </div>
  )
}
