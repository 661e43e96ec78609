import type { ReactNode } from 'react'
import classes from './SettingsPanel.module.css'

interface SettingRowProps {
  readonly name: string
  readonly about?: string
  /** Id of the control, so that the name is its label. */
  readonly controlId?: string
  /** The control takes a line of its own. */
  readonly isStacked?: boolean
  readonly children: ReactNode
}

/** A setting: name, what it does, and its control. */
export function SettingRow({ name, about, controlId, isStacked = false, children }: SettingRowProps) {
  return (
    <div className={`${classes.row} ${isStacked ? classes.stacked : ''}`}>
      <div>
        {controlId === undefined ? (
          <p className={classes.name}>{name}</p>
        ) : (
          <label className={classes.name} htmlFor={controlId}>
            {name}
          </label>
        )}
        {about !== undefined && <p className={classes.about}>{about}</p>}
      </div>
      <div className={isStacked ? undefined : classes.control}>{children}</div>
    </div>
  )
}
