import classes from './SetupPanel.module.css'

/** The heading of a step; it takes the focus when the step begins. */
export function StepHead({ title, about }: { readonly title: string; readonly about: string }) {
  return (
    <div>
      <h1 className={classes.title} tabIndex={-1}>
        {title}
      </h1>
      <p className={classes.about}>{about}</p>
    </div>
  )
}
