import { type ReactNode, useId } from 'react'
import classes from './Section.module.css'

interface SectionProps {
  readonly title: string
  readonly about?: ReactNode
  readonly actions?: ReactNode
  readonly level?: 2 | 3
  readonly children: ReactNode
}

/** A titled region of a page. */
export function Section({ title, about, actions, level = 2, children }: SectionProps) {
  const id = useId()
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <section className={classes.root} aria-labelledby={id}>
      <div className={classes.head}>
        <div className={classes.words}>
          <Heading id={id} className={classes.title}>
            {title}
          </Heading>
          {about !== undefined && <p className={classes.about}>{about}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}

/** A bordered list: children are its rows, divided by lines. */
export function Box({ children, label }: { readonly children: ReactNode; readonly label?: string }) {
  return (
    <div className={classes.box} {...(label === undefined ? {} : { role: 'group', 'aria-label': label })}>
      {children}
    </div>
  )
}
