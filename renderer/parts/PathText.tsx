import { shortenPath, splitPath } from '../kit/path'
import { useSession } from '../kit/session'
import { useWords } from '../kit/words'
import { CopyButton } from './CopyButton'
import classes from './PathText.module.css'

interface PathTextProps {
  readonly path: string
  /** A line in that file, shown as `path:12`. */
  readonly line?: number | null
  readonly isStrong?: boolean
  readonly copy?: 'hover' | 'always' | 'never'
}

/** A path in one line: home as `~`, the folder cut off first when there is no room, whole in the tooltip, copyable whole. */
export function PathText({ path, line = null, isStrong = false, copy = 'hover' }: PathTextProps) {
  const { t } = useWords()
  const { info } = useSession()
  const { dir, base } = splitPath(shortenPath(path, info.home))
  const suffix = line === null ? '' : `:${line}`
  const names = [classes.root, isStrong ? classes.strong : '', copy === 'hover' ? classes.hover : '']
  return (
    <span className={names.join(' ')}>
      <span className={classes.text} title={path + suffix}>
        <span className={classes.dir}>{dir}</span>
        <span className={classes.base}>
          {base}
          {suffix}
        </span>
      </span>
      {copy !== 'never' && (
        <CopyButton value={path} label={t('app.ui.do.copyPath', { path })} className={classes.copy} />
      )}
    </span>
  )
}
