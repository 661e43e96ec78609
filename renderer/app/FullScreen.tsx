import { Button } from '@mantine/core'
import { useWords } from '../kit/words'
import classes from './FullScreen.module.css'
import { Mark } from './Mark'

interface FullScreenProps {
  readonly title: string
  readonly why?: string
  readonly next: string
  /** False inside of a page, which is the document's main part already. */
  readonly isWhole?: boolean
  readonly action?: { readonly label: string; readonly onClick: () => void }
}

/** The one thing to say when there is no window to show. */
export function FullScreen({ title, why, next, isWhole = true, action }: FullScreenProps) {
  const Root = isWhole ? 'main' : 'div'
  return (
    <Root className={classes.root}>
      <div className={classes.card} role="alert">
        <Mark className={classes.mark} size={28} />
        <h1 className={classes.title}>{title}</h1>
        {why !== undefined && <p className={classes.why}>{why}</p>}
        <p>{next}</p>
        {action && (
          <div className={classes.action}>
            <Button autoFocus onClick={action.onClick}>
              {action.label}
            </Button>
          </div>
        )}
      </div>
    </Root>
  )
}

/** Said when the host is gone, or was never reached. */
export function LostScreen({ reason }: { readonly reason: 'closed' | 'session' | 'noSession' | 'unreachable' }) {
  const { t } = useWords()
  const canReload = reason === 'closed' || reason === 'unreachable'
  return (
    <FullScreen
      title={t(`app.ui.lost.${reason}`)}
      why={t(`app.ui.lost.${reason}Why`)}
      next={t(`app.ui.lost.${reason}Next`)}
      {...(canReload ? { action: { label: t('app.ui.lost.reload'), onClick: () => location.reload() } } : {})}
    />
  )
}
